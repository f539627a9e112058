/** One cause is one finding, and its commands repeat it with new records: variants of the library, and a real shell. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { type CheckReport, loadContract, runChecks } from '../../../../src/index.ts';
import type { Mutant } from '../../../mutants/mutants.ts';
import { libraryContract, libraryKey, startLibrary } from '../../../mutants/start.ts';
import { check, contractOf } from '../with-server.ts';

const contract = await loadContract(libraryContract);
const mutant = (find: string, replace: string): Mutant => ({ name: '', find, replace });
const sending = 'response.end(body === undefined || isUint8Array(body) ? body : JSON.stringify(body));';
const handling = 'async function handle(request: IncomingMessage): Promise<LibraryResponse> {';
const patch = mutant('{ ...old, ...fields }', '{ ...old }');

async function run<T>(made: Mutant[], use: (report: CheckReport) => T | Promise<T>, base = ''): Promise<T> {
  const { url, stop } = await startLibrary(...made);
  try {
    const target = base === '' ? url : url.replace('/v1', base);
    return await use(await runChecks({ contract, url: target, headers: libraryKey, cases: 0, timeout: 2000 }));
  } finally {
    stop();
  }
}

test.each<[what: string, made: Mutant[], found: [rule: string, operationId: string][], base: string]>([
  ['a PATCH stores nothing', [patch], [['not-read-back', 'patchBook']], ''],
  [
    'a property is renamed in all responses',
    [
      mutant(
        sending,
        sending.replace('JSON.stringify(body)', `JSON.stringify(body).replaceAll('"pages":', '"page":')`),
      ),
    ],
    [['invalid-body', 'listBooks']],
    '',
  ],
  [
    'a new book is not stored',
    [mutant('const book = makeBook(id, fields);\n  books.set(id, book);', 'const book = makeBook(id, fields);')],
    [['not-created', 'createBook']],
    '',
  ],
  [
    'three defects',
    [
      mutant("'limit', 10, 1, 50", "'limit', 10, 1, 49"),
      mutant('isWhole(value, 1, 20000)', 'isWhole(value, 1, 20001)'),
      patch,
    ],
    [
      ['invalid-accepted', 'createBook'],
      ['not-read-back', 'patchBook'],
      ['valid-refused', 'listBooks'],
    ],
    '',
  ],
  ['the base path is missing', [], [['never-succeeded', 'createBook']], '/api'],
  [
    'everything redirects',
    [
      mutant(
        handling,
        `${handling} if (request.url) return { status: 301, headers: { Location: 'https://a.example' + request.url } };`,
      ),
    ],
    [['never-succeeded', 'createBook']],
    '',
  ],
])('%s', async (_what, made, found, base) => {
  const rules = await run(made, ({ findings }) => findings.map(({ rule, operations }) => [rule, operations[0]]), base);
  expect(rules.sort()).toEqual(found);
});

/** Of two operations whose bodies are optional, `required` being forgotten. */
const optional = { content: { 'application/json': { schema: { type: 'array', maxItems: 1, items: { const: 1 } } } } };
const declared = { 204: { description: 'it' }, 400: { description: 'no' } };

test.each<[status: number, rules: string[]]>([
  [400, ['valid-refused', 'valid-refused']],
  [422, ['valid-refused', 'undeclared-status', 'undeclared-status', 'valid-refused']],
  [500, ['server-error', 'server-error']],
])('an optional body that the server requires is one cause, whatever the operation: %d', async (status, rules) => {
  const contract = await contractOf({
    '/cats': { post: { operationId: 'addCat', requestBody: optional, responses: declared } },
    '/dogs': { post: { operationId: 'addDog', requestBody: optional, responses: declared } },
  });
  const { findings } = await check(contract, ({ method, text, headers, query }) => {
    if (method !== 'POST') return { status: 405, headers: { allow: 'POST' } };
    if (text === '') return { status };
    if (headers['content-type'] !== 'application/json') return { status: 415 };
    return { status: query.size === 0 && /^\[1?\]$/.test(text) ? 204 : 400 };
  });
  const told = findings.map(({ rule, operations, also }) => [operations, rule, ...also.map((one) => one.rule).sort()]);
  expect(told).toEqual([[['addCat', 'addDog'], ...rules]]);
});

test('the commands of a finding, pasted into a shell, make a record of their own and show the defect', async () => {
  const { url, stop } = await startLibrary(patch);
  try {
    const { findings } = await runChecks({ contract, url, headers: libraryKey, cases: 0, timeout: 2000 });
    const steps = findings[0]?.steps ?? [];
    expect(steps.map(({ operation }) => operation)).toEqual(['createBook', 'patchBook', 'getBook']);
    const pasted = steps.map(({ command }) => command).join('\n');
    const env = { ...process.env, TOKEN: libraryKey['X-Api-Key'] };
    const { stdout } = await promisify(execFile)('sh', ['-c', pasted], { env });
    const [, id] = /^ID=(\d+)$/m.exec(stdout) ?? [];
    expect(stdout.match(/HTTP\/1.1 200/g)).toHaveLength(2);
    expect(stdout).toContain(`"id":${id},`);
    expect(steps[2]?.response?.body).not.toContain(`"id":${id},`);
  } finally {
    stop();
  }
});
