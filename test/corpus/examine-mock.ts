/** Compares the mocks of one contract, in a process of its own: what a contract does to a mock stays there. */
import { compareMocks } from './mocks.ts';

console.log(JSON.stringify(await compareMocks(process.argv[2] as string)));
process.exit();
