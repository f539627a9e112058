/**
 * Random schemas and hostile bodies of a megabyte, sent to servers and mocks whose heap is small: nothing else may wait for
 * more than 50 ms, or for twice as long as `JSON.parse` takes on the body, and no process may end. `node test/faults/validation.ts [minutes] [seed]`
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from './random.ts';

const minutes = Number(process.argv[2] ?? 1);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
const maxMs = 50;
/** For one request at a time, and for many. Prism takes 64 MB. */
const maxHeapMb = { app: 128, mock: 192, flooded: 256 };
const limit = 1024 * 1024;
const folder = mkdtempSync(join(tmpdir(), 'concordat-validation-'));

const numbers = new Random(seed);
const random = () => numbers.next();
const pick = <T>(values: readonly T[]): T => numbers.pick(values);
const below = (count: number) => Math.floor(random() * count);
const some = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: 1 + below(count) }, (_, index) => make(index));

type Schema = boolean | { readonly [keyword: string]: unknown };

const names = ['a', 'b', 'c'];
const patterns = ['^(a+)+$', '^(\\w|\\d)+!$', '\\s+$', '^([a-z0-9]+)+$', '(a|ab)*c', '^.{3,9}$', '(?=a)(a|a)*$'];
const leaves: readonly (() => Schema)[] = [
  () => ({ type: pick(['integer', 'number', 'string', 'object', 'array', 'null', 'boolean']) }),
  () => ({ const: pick([1, 'a', { a: 1 }, [1]]) }),
  () => ({ enum: Array.from({ length: pick([1, 500]) }, (_, a) => ({ a, b: [a] })) }),
  () => ({ pattern: pick(patterns), ...(random() < 0.3 && { maxLength: 100 }) }),
  () => ({
    format: pick([
      'uri',
      'email',
      'date-time',
      'uuid',
      'hostname',
      'regex',
      'ipv6',
      'uri-template',
      'duration',
      'byte',
    ]),
  }),
  () => ({ multipleOf: pick([0.01, 7, 1e-7]) }),
  () => ({ $ref: `#/components/schemas/${pick(['A', 'B', 'C'])}` }),
];
const compounds: readonly ((depth: number) => Schema)[] = [
  (depth) => ({
    items: schema(depth),
    ...(random() < 0.3 && { uniqueItems: true }),
    ...(random() < 0.2 && { maxItems: 10 }),
  }),
  (depth) => ({ contains: schema(depth), minContains: below(3) }),
  (depth) => ({ prefixItems: some(3, () => schema(depth)), unevaluatedItems: schema(depth) }),
  (depth) => ({
    properties: Object.fromEntries(names.map((name) => [name, schema(depth)])),
    ...(random() < 0.3 && { required: some(3, pick.bind(undefined, names) as () => string) }),
  }),
  (depth) => ({ additionalProperties: pick([false, schema(depth)]), ...(random() < 0.2 && { maxProperties: 5 }) }),
  (depth) => ({ patternProperties: Object.fromEntries(some(4, () => [pick(patterns), schema(depth)])) }),
  (depth) => ({ propertyNames: schema(depth) }),
  (depth) => ({ unevaluatedProperties: schema(depth), anyOf: some(3, () => schema(depth)) }),
  (depth) => ({ [pick(['anyOf', 'oneOf', 'allOf'])]: some(12, () => schema(depth)) }),
  (depth) => ({ not: schema(depth) }),
  (depth) => ({ if: schema(depth), then: schema(depth), else: schema(depth) }),
];

function schema(depth: number): Schema {
  if (depth === 0 || random() < 0.2) return pick(leaves)();
  const made = pick(compounds)(depth - 1);
  return random() < 0.3 ? { ...(pick(compounds)(depth - 1) as object), ...(made as object) } : made;
}

/** References in place, which never end, are left out by making every referenced schema one of a list or an object. */
function referenced(): Schema {
  const item = schema(2);
  return pick<Schema>([
    { type: 'array', items: item },
    { type: 'object', properties: { a: item, b: schema(1) } },
    { type: 'object', additionalProperties: item },
  ]);
}

const filled = (item: string, open = '[', close = ']') =>
  open +
  Array(Math.floor((limit - 2) / (item.length + 1)))
    .fill(item)
    .join() +
  close;
function wideObject(value: string): string {
  const written: string[] = [];
  for (let size = 2, index = 0; ; index++) {
    const property = `"${index.toString(36)}":${value}`;
    size += property.length + 1;
    if (size > limit) return `{${written.join()}}`;
    written.push(property);
  }
}
const nested = (open: string, inner: string, close: string, depth: number) =>
  open.repeat(depth) + inner + close.repeat(depth);
const bodies: readonly (readonly [name: string, make: () => string])[] = [
  ['numbers', () => filled('1')],
  ['empty objects', () => filled('{}')],
  ['empty lists', () => filled('[]')],
  ['empty texts', () => filled('""')],
  ['objects', () => filled('{"a":{"a":1,"b":[1]},"b":"a"}')],
  ['objects with a last one that differs', () => filled('{"a":1,"b":"aa"}').replace(/\{"a":1,"b":"aa"\}\]$/, 'null]')],
  ['different objects', () => `[${Array.from({ length: 60_000 }, (_, index) => `{"a":${index}}`).join()}]`],
  ['a wide object', () => wideObject('1')],
  ['a wide object of lists', () => wideObject('[1]')],
  ['deep lists', () => nested('[', '1', ']', 990)],
  ['deep objects', () => nested('{"a":', '1', '}', 990)],
  ['deep objects in a list', () => filled(nested('{"a":', '1', '}', 30))],
  ['lists of lists of lists', () => filled(filled('1').slice(0, 2000).replace(/,?$/, ']'))],
  ['a long text', () => JSON.stringify(`${'a'.repeat(limit - 3)}!`)],
  ['long texts', () => filled(JSON.stringify(`${'a'.repeat(20_000)}!`))],
  ['blanks', () => JSON.stringify(' '.repeat(limit - 2))],
  ['long numbers', () => filled('9'.repeat(300))],
  [
    'a property that is large',
    () =>
      `{"a":${filled('{"a":1}')
        .slice(0, limit - 20)
        .replace(/,[^,]*$/, ']')},"b":1}`,
  ],
];

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly meter: string;
}

async function start(kind: 'app' | 'mock', file: string, heapMb = maxHeapMb[kind]): Promise<Running> {
  const args = [`--max-old-space-size=${heapMb}`, join(import.meta.dirname, 'validation-server.ts'), kind, file];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', process.env['DEBUG'] ? 'inherit' : 'ignore'],
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`the ${kind} did not start on ${file}`);
  });
  const [line] = await Promise.race([once(child.stdout, 'data'), ended]);
  return { child, ...(JSON.parse(String(line)) as { url: string; meter: string }) };
}

const post = (url: string, body: string) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal: AbortSignal.timeout(60_000),
  }).then(async (response) => {
    await response.arrayBuffer();
    return response.status;
  });
const read = async (meter: string) =>
  Number(await (await fetch(meter, { signal: AbortSignal.timeout(10_000) })).text());

const parsing = new Map<string, number>();
function parseMs(name: string, body: string): number {
  const known = parsing.get(name);
  if (known !== undefined) return known;
  const started = process.cpuUsage();
  for (let round = 0; round < 3; round++) JSON.parse(body);
  const { user, system } = process.cpuUsage(started);
  parsing.set(name, (user + system) / 3000);
  return (user + system) / 3000;
}

const worst = new Map<string, { ms: number; where: string }>();
const statuses = new Map<number, number>();
let requests = 0;
let violations = 0;

/** Without the middle of long enumerations. */
const shown = (given: unknown) =>
  JSON.stringify(given)
    .replaceAll(/("enum":\[.{40}).{1000,}?(\{"a":499)/g, '$1 … $2')
    .slice(0, 600);

function violate(kind: string, name: string, what: string, given: unknown): void {
  violations++;
  if (violations <= 10) console.log(`VIOLATION ${kind}, ${name}: ${what}; schema ${shown(given)}`);
}

async function attack(round: number, end: number): Promise<void> {
  const schemas = Array.from({ length: 8 }, () => schema(3));
  const components = { schemas: { A: referenced(), B: referenced(), C: referenced() } };
  const responses = { 204: { description: 'ok' }, 400: { description: 'invalid' } };
  const operation = (given: Schema, index: number) => {
    const content = { 'application/json': { schema: given } };
    return { post: { operationId: `op${index}`, requestBody: { required: true, content }, responses } };
  };
  const paths = Object.fromEntries(schemas.map((given, index) => [`/${index}`, operation(given, index)]));
  const file = join(folder, `${round}.json`);
  writeFileSync(file, JSON.stringify({ openapi: '3.1.0', info: { title: 'Random', version: '1' }, paths, components }));
  const kind = round % 2 === 0 ? 'app' : 'mock';
  let running = await start(kind, file);
  for (const [index, given] of schemas.entries()) {
    const url = () => `${running.url}/${index}`;
    for (const [name, make] of bodies) {
      if (Date.now() > end) break;
      try {
        // Compiling a schema is done once, and not measured.
        for (const body of ['1', '{}', '[]', '[1,[],{}]', '{"a":1}']) await post(url(), body);
        await read(running.meter);
        const body = make();
        const allowed = Math.max(maxMs, 2 * parseMs(name, body));
        let status = await post(url(), body);
        let ms = await read(running.meter);
        // What is done once, such as loading Prism or compiling the validator that pauses, isn't counted.
        if (ms > allowed) {
          status = await post(url(), body);
          ms = await read(running.meter);
        }
        requests++;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (ms > (worst.get(name)?.ms ?? 0))
          worst.set(name, { ms, where: `${kind}, ${JSON.stringify(given).slice(0, 200)}` });
        if (ms > allowed) violate(kind, name, `others waited for ${ms.toFixed(0)} ms`, given);
        if (status >= 500 && status !== 503) violate(kind, name, `status ${status}`, given);
      } catch (error) {
        violate(kind, name, String(error), given);
        running.child.kill('SIGKILL');
        running = await start(kind, file);
      }
    }
  }
  running.child.kill('SIGKILL');
  // The mock keeps an accepted body until Prism has made its response.
  if (kind === 'mock' || Date.now() > end) return;
  running = await start(kind, file, maxHeapMb.flooded);
  await flood(kind, `${running.url}/0`, schemas[0]);
  running.child.kill('SIGKILL');
}

/** Many large bodies at once, of which only a few may be parsed at a time. */
async function flood(kind: string, url: string, given: unknown): Promise<void> {
  const body = filled('[]');
  const sent = Array.from({ length: 60 }, () => post(url, body));
  for (const { status, reason } of (await Promise.allSettled(sent)) as { status: string; reason?: unknown }[]) {
    requests++;
    if (status === 'rejected') violate(kind, '60 large bodies at once', String(reason), given);
  }
}

console.log(
  `seed ${seed}, ${minutes} min, heap of ${maxHeapMb.app} MB, with Prism ${maxHeapMb.mock} MB, flooded ${maxHeapMb.flooded} MB`,
);
const end = Date.now() + minutes * 60_000;
try {
  for (let round = 0; Date.now() < end; round++) await attack(round, end);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const [name, { ms, where }] of [...worst].sort((a, b) => b[1].ms - a[1].ms))
  console.log(`${ms.toFixed(0).padStart(5)} ms  ${name.padEnd(38)} ${where.slice(0, 110)}`);
const counted = [...statuses].sort().map(([status, count]) => `${count} × ${status}`);
console.log(`${requests} requests: ${counted.join(', ')}; ${violations} violations`);
process.exitCode = violations > 0 ? 1 : 0;
