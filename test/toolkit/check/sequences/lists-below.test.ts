/** Lists below records that are created elsewhere, of records that can't be read one by one. */
import { expect, test } from '@jest/globals';
import { check, contractOf } from '../with-server.ts';

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const object = (properties: object) => ({ type: 'object', required: Object.keys(properties), properties });
const inPath = (name: string) => [{ name, in: 'path', required: true, schema: { type: 'integer', minimum: 1 } }];
const integer = { type: 'integer' };
const flag = { type: 'boolean' };
const value = { type: 'integer', minimum: 0, maximum: 900 };
const reading = object({ id: integer, value, estimated: flag });
const responses = (status: number, schema: object) => ({
  [status]: { description: '', ...json(schema) },
  '4XX': { description: '' },
});
const meter = { $ref: '#/components/schemas/Meter' };
const components = { schemas: { Meter: object({ id: integer }) } };
const paths = {
  '/sites/{siteId}/meters': {
    parameters: inPath('siteId'),
    get: { operationId: 'meters', responses: responses(200, { type: 'array', items: meter }) },
    post: { operationId: 'install', responses: responses(201, meter) },
  },
  '/meters/{meterId}': {
    parameters: inPath('meterId'),
    get: { operationId: 'meter', responses: responses(200, meter) },
  },
  '/meters/{meterId}/readings': {
    parameters: inPath('meterId'),
    get: {
      operationId: 'readings',
      parameters: [{ name: 'estimated', in: 'query', schema: flag }],
      responses: responses(200, { type: 'array', items: reading }),
    },
    post: {
      operationId: 'read',
      requestBody: { required: true, ...json(object({ value, estimated: flag })) },
      responses: responses(201, reading),
    },
  },
};
const contract = contractOf(paths, { components });

interface Variant {
  readonly findsNone?: boolean;
  readonly listsAll?: boolean;
}

async function told({ findsNone, listsAll }: Variant): Promise<string[]> {
  const meters: number[] = [];
  const readings: { id: number; meter: number; value: number; estimated: boolean }[] = [];
  const { findings } = await check(await contract, ({ method, path, query, headers, text }) => {
    const [, kind, key = '', below] = path.split('/');
    const isList = below !== undefined;
    const allowed = isList ? ['GET', 'POST'] : ['GET'];
    if (!allowed.includes(method)) return { status: 405, headers: { allow: allowed.join(', ') } };
    const known = kind === 'sites' ? 9 : meters.length;
    if (!/^[1-9]\d*$/.test(key)) return { status: 400 };
    if (Number(key) > known) return { status: 404 };
    const own = meters.flatMap((site, index) => (site === Number(key) ? [{ id: index + 1 }] : []));
    if (kind === 'sites' && method === 'GET') return { body: own };
    if (kind === 'sites') return { status: 201, body: { id: meters.push(Number(key)) } };
    if (!isList) return { body: { id: Number(key) } };
    const show = ({ meter: _, ...shown }: (typeof readings)[number]) => shown;
    if (method === 'GET') {
      const wanted = query.get('estimated');
      if (wanted !== null && !/^(true|false)$/.test(wanted)) return { status: 400 };
      const listed = readings.filter(({ meter }) => listsAll || meter === Number(key));
      return {
        body: listed
          .filter(({ estimated }) => wanted === null || (!findsNone && String(estimated) === wanted))
          .map(show),
      };
    }
    if (headers['content-type'] !== 'application/json') return { status: 415 };
    const sent = readingIn(text);
    if (!sent) return { status: 400 };
    const made = { id: readings.length + 1, meter: Number(key), ...sent };
    readings.push(made);
    return { status: 201, body: show(made) };
  });
  return findings.filter(({ severity }) => severity === 'error').map(({ rule, message }) => `${rule}: ${message}`);
}

function readingIn(text: string): { value: number; estimated: boolean } | undefined {
  try {
    const { value: number, estimated } = JSON.parse(text);
    const isValue = Number.isInteger(number) && number >= 0 && number <= 900;
    return isValue && typeof estimated === 'boolean' ? { value: number, estimated } : undefined;
  } catch {
    return undefined;
  }
}

test.each<[string, Variant, string[]]>([
  ['right', {}, []],
  ['with a filter that finds nothing', { findsNone: true }, ['not-listed: readings lacks the record']],
  ['of all parents', { listsAll: true }, ['wrong-parent: readings has the record']],
])('a list that is %s', async (_what, variant, wanted) => {
  expect(await told(variant)).toEqual(wanted.map((start) => expect.stringContaining(start)));
});
