import type { Contract } from '../../../contract/document/load-contract.ts';
import type { ExampleObject, RequestBodyObject } from '../../../contract/document/openapi.ts';
import { type Operation, resolveReference } from '../../../contract/document/operations.ts';
import { serverUrlOf } from '../../../contract/document/server-path.ts';
import { isBindable, literal, propertyKey } from '../../names.ts';
import type { ClientPackage } from '../language.ts';
import type { ContractTable } from './runtime/table.ts';

const maxExampleLength = 1000;

/** Where `concordat mock` is. */
const mockUrl = 'http://127.0.0.1:4010';

/** `README.md`: how the client is used, with a first call that the contract has. */
export function makeReadme(
  contract: Contract,
  table: ContractTable,
  names: ReadonlyMap<Operation, string>,
  target: ClientPackage,
): string {
  const { info = {} } = contract.document;
  const url = serverUrlOf(contract.document, mockUrl);
  const hasSignIn = table.tokenPath !== undefined;
  const needsToken = !hasSignIn && Object.keys(table.schemes).length > 0;
  const imports = ['createClient', ...(hasSignIn ? ['signIn'] : []), 'unwrap'].join(', ');
  const calls = chooseOperations(contract.operations).map((operation) => callOf(contract, operation, names));
  const [first = '', ...others] = calls;
  const license = plainText(info.license?.name ?? info.license?.identifier);
  return `# ${plainText(info.title) || target.name}

A client of version ${plainText(info.version) || target.version} of the API, for Node 18 or newer and for browsers. It has no dependencies, and nothing has to be built.

\`\`\`sh
npm install ./path/to/this/folder   # as long as it isn't published
\`\`\`

\`\`\`ts
import { ${imports} } from '${target.name}';

const client = createClient({ baseUrl: ${literal(url)}${needsToken ? ", token: '…'" : ''} });
${hasSignIn ? "await signIn(client, { username: '…', password: '…' });\n" : ''}
const result = await ${first};
if (result.ok) console.log(result.body);
else console.error(result.status, result.body);
${others.map((call) => `\nconst body = await unwrap(${call});\n`).join('')}\`\`\`

Each operation of the contract is a function of the client, by its operationId. It takes \`path\`, \`query\`, \`header\`, \`cookie\`
and \`body\`, as far as the operation has them, and resolves to what the contract declares: one type for each status and media
type, told apart by \`ok\`, \`status\` and \`mediaType\`. \`unwrap\` returns the body of a success, and throws a \`ClientError\` otherwise.

Calls throw a \`ClientError\` for what the contract doesn't describe. Its \`code\` is \`NETWORK\`, \`TIMEOUT\`, \`UNDECLARED_RESPONSE\`,
\`UNREADABLE_BODY\`${hasSignIn ? ', `SIGN_IN_FAILED`' : ''} or, from \`unwrap\`, \`UNSUCCESSFUL\`. After an abort they throw the signal's reason.

| option | what it does |
| --- | --- |
| \`token\` | what is sent as the contract's security schemes say: a text, or a function that returns one |
| \`credentials\` | the same for one scheme, by its name; \`{ username, password }\` for basic authentication |
| \`headers\` | headers of every request |
| \`fetch\` | in place of the global one, such as \`(url, init) => fetch(url, { ...init, credentials: 'include' })\` |
| \`timeoutMs\` | of each attempt; 30000 if not given, 0 for none |
| \`retries\` | how often a request is repeated: 2 if not given. Only GET, HEAD, PUT, DELETE, OPTIONS and TRACE are repeated after a failed connection, a time-out, 429, 502, 503 and 504; all others only after 429 and 503 with \`Retry-After\` |
| \`retryDelayMs\` | before the first repetition, doubled for each; 300 if not given. \`Retry-After\` comes first, up to 30 seconds |

\`headers\`, \`timeoutMs\`, \`retries\` and \`signal\` may also be given as the second argument of a call, and \`stream: true\` there gives
a successful body as a \`ReadableStream\`. \`text/event-stream\` and JSON lines are read with \`for await\`.
Files are given as \`Blob\` or \`File\`; other bytes also as \`Uint8Array\`, \`ArrayBuffer\` or \`ReadableStream\`.
${license === '' ? '' : `\nLicence: ${license}\n`}`;
}

/** One that needs nothing, and one with a body. */
function chooseOperations(operations: readonly Operation[]): Operation[] {
  const needs = ({ parameters }: Operation) => parameters.filter(({ required }) => required === true).length;
  const reads = operations.filter(({ method }) => method === 'get').sort((a, b) => needs(a) - needs(b));
  const first = reads[0] ?? operations[0];
  const write = operations.find((one) => one.method === 'post' && one.node.requestBody !== undefined && one !== first);
  return [first, write].filter((one) => one !== undefined);
}

function callOf({ document }: Contract, operation: Operation, names: ReadonlyMap<Operation, string>): string {
  const name = names.get(operation) as string;
  const required = operation.parameters.filter((parameter) => parameter.required === true);
  const groups = Map.groupBy(required, (parameter) => parameter.in);
  const parts = [...groups].map(
    ([place, all]) => `${place}: { ${all.map((one) => `${propertyKey(one.name)}: …`).join(', ')} }`,
  );
  const { content = {} } = operation.node.requestBody
    ? (resolveReference<RequestBodyObject>(document, operation.node.requestBody) ?? {})
    : {};
  const json = Object.entries(content).find(([type]) => type.startsWith('application/json'))?.[1];
  const [named] = Object.values(json?.examples ?? {});
  const example = json?.example ?? (named && resolveReference<ExampleObject>(document, named).value);
  const text = example === undefined ? '…' : JSON.stringify(example, null, 2);
  if (operation.node.requestBody !== undefined)
    parts.push(`body: ${text.length > maxExampleLength || text.includes('```') ? '…' : text}`);
  const access = isBindable(name) ? `.${name}` : `[${literal(name)}]`;
  return `client${access}(${parts.length === 0 ? '' : `{ ${parts.join(', ')} }`})`;
}

/** In one line, and no markup. */
function plainText(text: unknown): string {
  return String(text ?? '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[<>`[\]|*_\\]/g, (char) => `\\${char}`)
    .trim();
}
