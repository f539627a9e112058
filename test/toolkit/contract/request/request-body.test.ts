import { expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { EncodingObject } from '../../../../src/toolkit/contract/document/openapi.ts';
import { listOperations, type Operation } from '../../../../src/toolkit/contract/document/operations.ts';
import { writeBody } from '../../../../src/toolkit/contract/request/body-writer.ts';
import { BodyReader } from '../../../../src/toolkit/contract/request/request-body.ts';
import { RequestValidationError } from '../../../../src/toolkit/contract/response/request-validation-error.ts';

type Encoding = Record<string, EncodingObject>;
const urlencoded = 'application/x-www-form-urlencoded';
const multipart = 'multipart/form-data';

function operationOf(mediaType: string, schema: unknown, encoding: Encoding, openapi: string) {
  const content = { [mediaType]: { schema, encoding } };
  const document = { openapi, paths: { '/x': { post: { requestBody: { content } } } } } as never;
  return { document, operation: listOperations(document, 'paths', new Set())[0] as Operation };
}

/** What a body is for a handler, files as their type and their text; or the status of the refusal, with its errors. */
async function read(
  mediaType: string,
  schema: unknown,
  encoding: Encoding,
  sent: string | Uint8Array,
  given = mediaType,
  openapi = '3.1.0',
) {
  const { document, operation } = operationOf(mediaType, schema, encoding, openapi);
  try {
    const { body, finish } = await new BodyReader(document, operation).read(Buffer.from(sent), given);
    return await shown(finish ? finish(body) : body);
  } catch (error) {
    if (!(error instanceof RequestValidationError)) throw error;
    return [error.status, ...error.errors.map(({ path, keyword }) => [...path, keyword].join(' '))];
  }
}

async function shown(value: unknown): Promise<unknown> {
  if (value instanceof File) return `${value.type}: ${await value.text()}`;
  if (Array.isArray(value)) return Promise.all(value.map(shown));
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const entries = Object.entries(value).map(async ([name, inner]) => [name, await shown(inner)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

const integers = { type: 'array', items: { type: 'integer' } };
const form = {
  type: 'object',
  properties: {
    n: { type: 'integer' },
    list: integers,
    tags: { type: 'array', items: { type: 'string' } },
    point: { type: 'object', properties: { x: { type: 'integer' }, name: { type: 'string' } } },
    points: { type: 'array', items: { type: 'object', properties: { x: { type: 'integer' } } } },
    labels: { type: 'object', additionalProperties: integers },
    either: { anyOf: [{ type: 'object', properties: { gt: { type: 'integer' } } }, { type: 'integer' }] },
  },
};
const deep = { style: 'deepObject', explode: true };

test.each<[sent: string, encoding: Encoding, body: unknown]>([
  ['n=3&list=1&list=2', {}, { n: 3, list: [1, 2] }],
  ['n=x&list=1', {}, { n: 'x', list: [1] }],
  ['list=[1,2]&tags=["a","b"]', {}, { list: [1, 2], tags: ['a', 'b'] }],
  ['list[]=1&list[]=2&tags[0]=a', {}, { list: [1, 2], tags: ['a'] }],
  ['point={"x":1,"name":"1"}', {}, { point: { x: 1, name: '1' } }],
  ['point[x]=1&point[name]=1', {}, { point: { x: 1, name: '1' } }],
  ['point=a', {}, { point: 'a' }],
  ['points={"x":1}&points={"x":2}', {}, { points: [{ x: 1 }, { x: 2 }] }],
  ['a+b=%26&n=1&n=2', {}, { 'a b': '&', n: ['1', '2'] }],
  ['__proto__=1', {}, Object.defineProperty({}, '__proto__', { value: '1', enumerable: true })],
  ['point[x]=1&point[name]=5', { point: deep }, { point: { x: 1, name: '5' } }],
  ['labels[a]=1&labels[a]=2&labels[b]=3', { labels: deep }, { labels: { a: [1, 2], b: [3] } }],
  ['points[0][x]=1&points[1][x]=2', { points: deep }, { points: [{ x: 1 }, { x: 2 }] }],
  ['either[gt]=1', { either: deep }, { either: { gt: 1 } }],
  ['either=1', { either: deep }, { either: 1 }],
  ['list=1,2', { list: { style: 'form', explode: false } }, { list: [1, 2] }],
  ['list=1%2C2', { list: { explode: false } }, { list: [1, 2] }],
  ['tags=a%2Cb,c', { tags: { explode: false } }, { tags: ['a,b', 'c'] }],
  ['list=1%202', { list: { style: 'spaceDelimited' } }, { list: [1, 2] }],
  ['list=1|2', { list: { style: 'pipeDelimited' } }, { list: [1, 2] }],
  ['x=1&name=a&n=2', { point: { style: 'form' } }, { point: { x: 1, name: 'a' }, n: 2 }],
  ['point={"x":1}', { point: { contentType: 'application/json' } }, { point: { x: 1 } }],
  ['list=[1,2]', { list: { contentType: 'application/json' } }, { list: [1, 2] }],
  ['list=1&list=2', { list: { contentType: 'application/json' } }, { list: [1, 2] }],
  ['point={', { point: { contentType: 'application/json' } }, [400, 'point syntax']],
  ['point[x]=1&point[x][y]=2', { point: deep }, [400, 'point syntax']],
  [`point${'[a]'.repeat(200)}=1`, { point: deep }, [400, 'point syntax']],
  ['n=%zz', {}, [400, 'syntax']],
])('the form %s by %j', async (sent, encoding, body) => {
  expect(await read(urlencoded, form, encoding, sent)).toEqual(body);
});

/** Bodies of parts, each `[headers, content]`. */
const parts = (...all: [head: string, content: string][]) =>
  `${all.map(([head, content]) => `--XX\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`).join('')}--XX--\r\n`;
const typed = (name: string, type: string, fileName?: string) =>
  `name="${name}"${fileName ? `; filename="${fileName}"` : ''}\r\nContent-Type: ${type}`;

const upload = {
  type: 'object',
  properties: {
    ...form.properties,
    text: { type: 'string' },
    photo: { type: 'string', format: 'binary' },
    photos: { type: 'array', items: { contentMediaType: 'image/png' } },
    base64: { type: 'string', contentMediaType: 'image/png', contentEncoding: 'base64' },
    anything: {},
  },
};
const images = { photo: { contentType: 'image/png, image/jpeg' }, photos: { contentType: 'image/*' } };

test.each<[name: string, sent: [string, string][], encoding: Encoding, body: unknown]>([
  [
    'texts',
    [
      ['name="n"', '3'],
      ['name="list"', '1'],
      ['name="text"', '1'],
    ],
    {},
    { n: 3, list: [1], text: '1' },
  ],
  ['JSON of a Blob', [[typed('point', 'application/json', 'blob'), '{"x":1}']], {}, { point: { x: 1 } }],
  ['JSON without a type', [['name="point"', '{"x":1}']], {}, { point: { x: 1 } }],
  ['JSON with texts for numbers', [[typed('point', 'application/json'), '{"x":"1"}']], {}, { point: { x: '1' } }],
  ['JSON that is none', [[typed('point', 'application/json'), '{']], {}, [400, 'point syntax']],
  ['JSON that is a text', [[typed('text', 'application/json'), '{"x":1}']], {}, { text: '{"x":1}' }],
  ['a list as a whole', [[typed('list', 'application/json', 'blob'), '[1,2]']], {}, { list: [1, 2] }],
  [
    'a list item by item',
    [
      [typed('points', 'application/json'), '{"x":1}'],
      [typed('points', 'application/json'), '{"x":2}'],
    ],
    {},
    { points: [{ x: 1 }, { x: 2 }] },
  ],
  ['one item of a list', [[typed('points', 'application/json'), '{"x":1}']], {}, { points: [{ x: 1 }] }],
  ['a text with a file name', [[typed('text', 'text/plain', 'a.txt'), 'abc']], {}, { text: 'abc' }],
  [
    'a text in another charset',
    [[typed('text', 'text/plain; charset=iso-8859-1'), '\u00e9']],
    {},
    { text: '\u00c3\u00a9' },
  ],
  ['a file', [[typed('photo', 'image/png', 'a.png'), 'abc']], {}, { photo: 'image/png: abc' }],
  ['a file without a name', [['name="photo"', 'abc']], {}, { photo: ': abc' }],
  ['a file of JSON', [[typed('photo', 'application/json', 'a.json'), '{}']], {}, { photo: 'application/json: {}' }],
  ['one of several files', [[typed('photos', 'image/png', 'a.png'), 'a']], {}, { photos: ['image/png: a'] }],
  [
    'files in brackets',
    [
      [typed('photos[1]', 'image/png', 'b.png'), 'b'],
      [typed('photos[0]', 'image/png', 'a.png'), 'a'],
      ['name="tags[]"', '["a"]'],
      [typed('points[]', 'application/json'), '{"x":1}'],
    ],
    images,
    { photos: ['image/png: a', 'image/png: b'], tags: ['["a"]'], points: [{ x: 1 }] },
  ],
  [
    'a file in brackets that is of another type',
    [[typed('photos[]', 'text/plain', 'a.txt'), 'a']],
    images,
    [415, 'photos contentType'],
  ],
  [
    'a file that has a style',
    [[typed('photos', 'image/png', 'a.png'), 'a']],
    { photos: { style: 'form', explode: true } },
    { photos: ['image/png: a'] },
  ],
  ['whatever it is, as a text file', [[typed('anything', 'text/csv', 'a.csv'), 'a']], {}, { anything: 'text/csv: a' }],
  ['whatever it is, as text', [['name="anything"', 'a']], {}, { anything: 'a' }],
  ['a parameter within a file name', [['filename="a; name=\\"x"; name="text"', 'a']], {}, { text: 'a' }],
  ['a parameter within a name', [['name="x; filename=a"', 'a']], {}, { 'x; filename=a': 'a' }],
  ['a file name in UTF-8', [['name="anything"; filename*=UTF-8\'\'%C3%A4+b.png', 'a']], {}, { anything: ': a' }],
  [
    'JSON in place of a style',
    [[typed('list', 'application/json'), '[1]']],
    { list: { explode: false } },
    { list: [1] },
  ],
  ['bytes as text', [['name="base64"', 'YQ==']], {}, { base64: 'YQ==' }],
  ['whatever it is, as JSON', [[typed('anything', 'application/json', 'b'), '[1]']], {}, { anything: [1] }],
  ['whatever it is, as bytes', [[typed('anything', 'application/pdf'), 'a']], {}, { anything: 'application/pdf: a' }],
  [
    'what is not described',
    [
      ['name="a%22b"', '1'],
      [typed('c', 'text/plain', 'c.txt'), '1'],
    ],
    {},
    { 'a"b': '1', c: 'text/plain: 1' },
  ],
  [
    'a declared type',
    [
      [typed('photo', 'image/jpeg', 'a'), 'a'],
      [typed('photos', 'image/webp', 'a'), 'a'],
    ],
    images,
    { photo: 'image/jpeg: a', photos: ['image/webp: a'] },
  ],
  [
    'another type',
    [
      [typed('photo', 'image/webp', 'a'), 'a'],
      [typed('photos', 'text/plain', 'a'), 'a'],
    ],
    images,
    [415, 'photo contentType', 'photos contentType'],
  ],
  [
    'no type, and one is declared',
    [['name="point"', '{"x":1}']],
    { point: { contentType: 'application/json' } },
    { point: { x: 1 } },
  ],
  [
    'a style',
    [
      ['name="point[x]"', '1'],
      ['name="list"', '1,2'],
    ],
    { point: deep, list: { explode: false } },
    { point: { x: 1 }, list: [1, 2] },
  ],
])('a body of parts with %s', async (_name, sent, encoding, body) => {
  expect(await read(multipart, upload, encoding, parts(...sent), `${multipart}; boundary=XX`)).toEqual(body);
});

test('OpenAPI 3.0 has styles for urlencoded forms only', async () => {
  const list = { list: { style: 'form', explode: false } };
  const sent = parts(['name="list"', '1,2']);
  expect(await read(multipart, form, list, sent, `${multipart}; boundary=XX`, '3.0.4')).toEqual({ list: ['1,2'] });
  expect(await read(urlencoded, form, list, 'list=1,2', urlencoded, '3.0.4')).toEqual({ list: [1, 2] });
});

const headers = {
  'X-Size': { required: true, schema: { type: 'integer', maximum: 5 } },
  'X-Tags': { schema: integers },
};

test.each<[sent: string, body: unknown]>([
  ['X-Size: 5\r\nx-tags: 1, 2', { text: 'a' }],
  ['X-Size: 6', [400, 'text X-Size maximum']],
  ['X-Size: x\r\nX-Tags: 1, x', [400, 'text X-Size type', 'text X-Tags type']],
  ['X-Other: 6', [400, 'text X-Size required']],
])('a part with the headers %j', async (sent, body) => {
  const content = parts([`name="text"\r\n${sent}`, 'a']);
  expect(await read(multipart, upload, { text: { headers } }, content, `${multipart}; boundary="XX"`)).toEqual(body);
});

test.each<[sent: string]>([
  ['\r\n'],
  ['XX'],
  ['xxx--\r\nx'],
  [`preamble${parts(['name="n"', '1'])}`],
  ['--XX'],
  ['--XX\r\n'],
  ['--XX\r\n\r\nno name\r\n--XX--'],
  [parts(['name="n"', '1']).slice(0, -10)],
  ['--XX\r\nContent-Disposition: attachment; name="n"\r\n\r\n1\r\n--XX--'],
  [`--XX\r\nContent-Disposition: form-data; name="n"; x="${'x'.repeat(17_000)}"\r\n\r\n1\r\n--XX--`],
])('a malformed body of parts: %.60j', async (sent) => {
  expect(await read(multipart, upload, {}, sent, `${multipart}; boundary=XX`)).toEqual([400, 'syntax']);
});

test('files keep their bytes', async () => {
  const bytes = Buffer.from([0, 255, 13, 10, 45, 45, 88, 128]);
  const { document, operation } = operationOf(multipart, upload, {}, '3.1.0');
  const head = `--XX\r\nContent-Disposition: form-data; ${typed('photo', 'image/png', 'a')}\r\n\r\n`;
  const sent = Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--XX--')]);
  const { body, finish } = await new BodyReader(document, operation).read(sent, `${multipart}; boundary=XX`);
  // Eight octets are validated as eight characters.
  expect(body).toEqual({ photo: '\0'.repeat(8) });
  const { photo } = (finish as (validated: unknown) => { photo: File })(body);
  expect(Buffer.from(await photo.arrayBuffer())).toEqual(bytes);
});

test('bytes that are no text of their charset are malformed', async () => {
  const sent = (type: string, content: Buffer) =>
    Buffer.concat([
      Buffer.from(`--XX\r\nContent-Disposition: form-data; ${typed('text', type)}\r\n\r\n`),
      content,
      Buffer.from('\r\n--XX--'),
    ]);
  const given = `${multipart}; boundary=XX`;
  const broken = Buffer.from([0xc3, 0x28]);
  expect(await read(multipart, upload, {}, sent('text/plain', broken), given)).toEqual([400, 'text syntax']);
  const unknown = sent('text/plain; charset=x-none', Buffer.from('a'));
  expect(await read(multipart, upload, {}, unknown, given)).toEqual([400, 'text syntax']);
  expect(await read('text/plain', { type: 'string' }, {}, broken)).toEqual([400, 'syntax']);
  expect(await read(urlencoded, form, {}, Buffer.concat([Buffer.from('n='), broken]))).toEqual([400, 'syntax']);
});

test.each<[mediaType: string, schema: unknown, sent: string, body: unknown]>([
  ['text/plain', { type: 'integer' }, '5', 5],
  ['text/plain', { type: 'integer' }, '0x10', '0x10'],
  ['text/plain', { type: 'integer' }, '9007199254740993', 9007199254740993n],
  ['text/plain', { enum: [true, 'no'] }, 'true', true],
  ['text/plain', { type: 'string' }, '5', '5'],
  ['text/csv', { type: 'object' }, '{}', '{}'],
  ['application/octet-stream', { type: 'string', format: 'binary', maxLength: 3 }, 'abc', Buffer.from('abc')],
  ['application/json', { type: 'integer' }, '"5"', '5'],
])('%s by %j: %s', async (mediaType, schema, sent, body) => {
  expect(await read(mediaType, schema, {}, sent)).toEqual(body);
});

test.each<[mediaType: string, schema: unknown, isValidated: boolean]>([
  ['text/plain', { type: 'integer' }, true],
  ['text/plain', { type: 'object' }, false],
  ['text/csv', { type: ['array', 'object'] }, false],
  ['text/plain', { type: ['object', 'string'] }, true],
  ['text/xml', { type: 'object' }, true],
])('a body of %s by %j is validated: %j', (mediaType, schema, isValidated) => {
  const { document, operation } = operationOf(mediaType, schema, {}, '3.1.0');
  const { declaredType } = new BodyReader(document, operation).read(Buffer.from('<a/>'), mediaType);
  expect(declaredType).toBe(isValidated ? mediaType : undefined);
});

const point = fc.record({ x: fc.integer(), name: fc.string() }, { requiredKeys: [], noNullPrototype: true });
const filled = (list: fc.Arbitrary<unknown>) => fc.array(list, { minLength: 1, maxLength: 3 });
const notEmpty = (values: fc.Arbitrary<object>) => values.filter((value) => Object.keys(value).length > 0);
const fields = { n: fc.integer(), text: fc.string({ unit: 'grapheme' }) };

/** What is carried by forms without a style, and by those with one. */
test.each<[mediaType: string, encoding: Encoding, values: Record<string, fc.Arbitrary<unknown>>]>([
  ...[urlencoded, multipart].map(
    (mediaType) =>
      [
        mediaType,
        {},
        { list: fc.array(fc.integer()), tags: fc.array(fc.string()), point, points: fc.array(point) },
      ] as never,
  ),
  [
    urlencoded,
    { point: deep, labels: deep, points: deep, list: deep },
    {
      point: notEmpty(point),
      labels: notEmpty(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), filled(fc.integer()), { noNullPrototype: true }),
      ),
      points: filled(notEmpty(point)),
      list: filled(fc.integer()),
    },
  ],
  [
    urlencoded,
    { list: { explode: false }, tags: { style: 'pipeDelimited' } },
    { list: filled(fc.integer()), tags: filled(fc.stringMatching(/^[^|]+$/)) },
  ],
  [
    multipart,
    { point: deep, list: { style: 'pipeDelimited' } },
    { point: notEmpty(point), list: filled(fc.integer()) },
  ],
  [
    multipart,
    { point: { contentType: 'application/json' }, list: { contentType: 'application/json' } },
    { point, list: fc.array(fc.integer()) },
  ],
])('a body of %s, encoded by %j, is read as it was written', (mediaType, encoding, values) => {
  const { document, operation } = operationOf(mediaType, upload, encoding, '3.1.0');
  const pointer = `#/paths/~1x/post/requestBody/content/${mediaType.replace('/', '~1')}/schema`;
  const bodies = fc.record({ ...fields, ...values }, { requiredKeys: [], noNullPrototype: true });
  const isWhole = async (value: object) => {
    const { bytes, contentType } = writeBody(document, mediaType, pointer, value);
    if (bytes.length === 0) return;
    const { body, finish } = await new BodyReader(document, operation).read(Buffer.from(bytes), contentType);
    expect(finish?.(body)).toEqual(value);
  };
  return fc.assert(fc.asyncProperty(bodies, isWhole), { numRuns: 100, seed: 1 });
});

test('the time in which a contract is prepared for reading is not the first body’s', () => {
  let [ms, nowMs] = [0, 0];
  using _now = jest.spyOn(performance, 'now').mockImplementation(() => {
    nowMs += 20;
    return nowMs;
  });
  using _cpu = jest.spyOn(process, 'threadCpuUsage').mockImplementation(() => ({ user: ms * 1000, system: 0 }));
  const names = Array.from({ length: 16 }, (_none, index) => `n${index}`);
  const either = { oneOf: [{ type: 'integer' }, { type: 'boolean' }] };
  const properties = Object.fromEntries(names.map((name) => [name, either]));
  const { document, operation } = operationOf(urlencoded, { type: 'object', properties }, {}, '3.1.0');
  const slow = {
    get title() {
      ms += 1000;
      return 'Things';
    },
  };
  const reader = new BodyReader({ ...(document as object), info: slow } as never, operation);
  const { body } = reader.read(Buffer.from(names.map((name) => `${name}=1`).join('&')), urlencoded);
  expect([body, ms > 0]).toEqual([Object.fromEntries(names.map((name) => [name, 1])), true]);
});

test('of thousands of malformed parts a hundred are told', async () => {
  const part = '--b\r\nContent-Disposition: form-data; name="n"\r\nContent-Type: application/json\r\n\r\n{\r\n';
  const [status, ...errors] = (await read(
    multipart,
    form,
    {},
    `${part.repeat(2000)}--b--`,
    `${multipart}; boundary=b`,
  )) as string[];
  expect([status, errors.length, errors[0]]).toEqual([400, 100, 'n syntax']);
});
