import { examineTypescriptClient } from './typescript-client.ts';

/** Prints what became of the client of a contract, as JSON. */
console.log(JSON.stringify(await examineTypescriptClient(process.argv[2] as string)));
