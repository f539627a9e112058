/** Changes that need the entity tag of what they change. */
import { expect, test } from '@jest/globals';
import { check, contractOf, type Handler } from '../with-server.ts';

const text = { type: 'string', minLength: 1, maxLength: 40 };
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } };
const ifMatch = { name: 'If-Match', in: 'header', required: true, schema: { type: 'string' } };
const refusals = Object.fromEntries([400, 404, 405, 409, 412, 415, 428].map((status) => [status, { description: '' }]));

const note = (required: readonly string[]) => ({
  type: 'object',
  required,
  additionalProperties: false,
  properties: { name: text, text, secret: { ...text, writeOnly: true } },
});
const properties = { id: { type: 'integer' }, name: text, text, served: { type: 'integer', readOnly: true } };
const shown = { type: 'object', required: ['id'], properties };
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const responses = (status: number) => ({ [status]: { description: '', ...json(shown) }, ...refusals });
const { secret: _, ...patched } = note([]).properties;

const contract = contractOf({
  '/notes': {
    post: { operationId: 'add', requestBody: { required: true, ...json(note(['name'])) }, responses: responses(201) },
  },
  '/notes/{id}': {
    parameters: [id],
    get: { operationId: 'read', responses: responses(200) },
    patch: {
      operationId: 'change',
      parameters: [ifMatch],
      requestBody: { required: true, ...json({ ...note([]), properties: patched }) },
      responses: responses(200),
    },
  },
});

interface Variant {
  /** Which `If-Match` a change is accepted with. Default: the record's tag alone. */
  readonly accepts?: 'the tag' | 'the tag or *' | 'anything' | 'nothing';
  /** Whether the response to a change has the tag of before. */
  readonly respondsLate?: boolean;
  readonly forgetsText?: boolean;
  /** Whether every version has the same tag. */
  readonly isStatic?: boolean;
  /** Whether a change is accepted, and does nothing. */
  readonly doesNothing?: boolean;
}

function notes({ accepts = 'the tag', respondsLate, forgetsText, isStatic, doesNothing }: Variant): Handler {
  let served = 0;
  const all: { name: string; text?: string; version: number }[] = [];
  const isText = (value: unknown) => typeof value === 'string' && value.length > 0 && [...value].length <= 40;
  const names = ['name', 'text', 'secret'];
  return ({ method, path, headers, text: sent }) => {
    const [, , key] = path.split('/');
    const allowed = key === undefined ? ['POST'] : ['GET', 'PATCH'];
    if (!allowed.includes(method)) return { status: 405, headers: { allow: allowed.join(', ') } };
    const found = all[Number(key) - 1];
    if (key !== undefined && !/^[1-9]\d*$/.test(key)) return { status: 400 };
    if (key !== undefined && !found) return { status: 404 };
    const show = (record: (typeof all)[number], status: number, version = record.version) => ({
      status,
      body: { id: all.indexOf(record) + 1, name: record.name, text: record.text, served: ++served },
      headers: { etag: `"v${version}"` },
    });
    if (method === 'GET' && found) return show(found, 200);
    if (headers['content-type'] !== 'application/json') return { status: 415 };
    const body = parsed(sent);
    const isValid = Object.entries(body ?? {}).every(([name, value]) => names.includes(name) && isText(value));
    if (!body || !isValid || (found && body['secret'] !== undefined)) return { status: 400 };
    const { name, text: newText } = body;
    if (found) {
      const tag = headers['if-match'];
      if (tag === undefined) return { status: 428 };
      if (all.some((other) => other !== found && other.name === name)) return { status: 409 };
      if (accepts === 'nothing') return { status: 412 };
      const isMatch = tag === `"v${found.version}"` || (tag === '*' && accepts === 'the tag or *');
      if (!isMatch && accepts !== 'anything') return { status: 412 };
      if (doesNothing) return show(found, 200);
      Object.assign(found, name && { name }, newText && !forgetsText && { text: newText });
      if (isStatic) return show(found, 200);
      return show(found, 200, respondsLate ? found.version++ : ++found.version);
    }
    if (name === undefined) return { status: 400 };
    if (all.some((other) => other.name === name)) return { status: 409 };
    const added = { name, ...(newText !== undefined && { text: newText }), version: 1 };
    all.push(added);
    return show(added, 201);
  };
}

function parsed(text: string): Record<string, string> | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

async function told(variant: Variant) {
  const { findings: all, coverage } = await check(await contract, notes(variant));
  const findings = all.filter(({ severity }) => severity === 'error');
  const change = coverage.operations.find(({ operationId }) => operationId === 'change');
  return { rules: findings.map(({ rule, message }) => `${rule}: ${message}`), change, findings };
}

test.each(['the tag', 'the tag or *'] as const)('a server that accepts %s is right, and is tested', async (accepts) => {
  const { rules, change } = await told({ accepts });
  expect(rules).toEqual([]);
  expect(change).toMatchObject({ succeeded: true, notExercised: [] });
});

test('what a change forgets is found where it has to have the tag, with a command that reads it', async () => {
  const { rules, findings } = await told({ forgetsText: true });
  expect(rules).toEqual([expect.stringContaining('not-read-back')]);
  const commands = findings[0]?.steps.map(({ command }) => command).join('\n');
  expect(commands).toMatch(/PATCH .*-H "If-Match: \$\(curl -sD - -o \/dev\/null "\S+\/notes\/\$ID" .*\| sed -n/);
});

test('an If-Match that is ignored is found, also where values of other records may not be sent', async () => {
  const { rules } = await told({ accepts: 'anything' });
  expect(rules).toEqual([expect.stringMatching(/^precondition-ignored: change responds with 200/)]);
});

test('a change that responds with the tag of before is found', async () => {
  const { rules } = await told({ respondsLate: true });
  expect(rules).toEqual([
    expect.stringMatching(/^valid-refused: change refuses with 412 an If-Match with the ETag "v\d+", with which/),
  ]);
});

test('a tag that a change leaves as it was is found', async () => {
  const { rules } = await told({ isStatic: true });
  expect(rules).toEqual([
    expect.stringMatching(/^precondition-ignored: change: read reads another record than before/),
  ]);
});

test('a server that refuses each If-Match is found', async () => {
  const { rules } = await told({ accepts: 'nothing' });
  expect(rules).toContainEqual(
    expect.stringMatching(/^valid-refused: change refuses with 412 an If-Match with the ETag "v1", which a read has/),
  );
});

test('what is another one on each read says nothing of the tag', async () => {
  const { rules } = await told({ doesNothing: true });
  expect(rules.filter((rule) => rule.startsWith('precondition-ignored'))).toEqual([]);
  expect(rules.length).toBeGreaterThan(0);
});
