/** Handlers of what `typed-values.ts` describes: they are compiled by `tsc --strict`, and then served. */
export const typedHandlers = `import type { Handlers, OperationRequest, OperationResponse } from './server.js';
import type { components, operations } from './types.js';

type Schemas = components['schemas'];
const made: Pick<Schemas['User'], 'id' | 'made'> = { id: 1, made: 'now' };
const own = 'Api::V1::Users#add';
const change = '1 change/~"\`\${x}\`';

export const handlers: Pick<Handlers, typeof own | typeof change | 'class' | 'addFiles' | 'putBytes' | 'parameters' | 'values'> = {
  [own]: ({ body: { secret, friends, ...user }, headers }) => {
    // @ts-expect-error requests have no id
    if (user.id !== undefined || Object.keys(headers).length > 0) throw new Error();
    const size: number = user.size + secret.length + (friends?.[0]?.size ?? 0);
    return { status: 201, body: { ...user, ...made, size } };
  },
  [change]: ({ body }) => {
    const size: undefined extends typeof body.size ? typeof body.size : never = body.size;
    return { status: 200, headers: {}, body: [{ ...made, name: body.secret + String(size) }] };
  },
  class: ({ body }) =>
    body.kind === 'Dog'
      ? { status: 200, body: { kind: 'Dog', id: 2, name: body.name.toUpperCase(), bark: !body.bark } }
      : { status: 200, body: { kind: 'Cat', id: 3, lives: (body.lives ?? 8) + 1 } },
  addFiles: async ({ body: { title, photos, file, note, avatar, either, owner, one } }) => {
    const size = (it: File) => it.arrayBuffer().then(({ byteLength }) => byteLength);
    const sizes = await Promise.all([...photos, file, avatar, ...(one === undefined ? [] : [one].flat())].map(size));
    const text = typeof either === 'object' ? either.type : either?.toUpperCase();
    return { status: 200, body: { title: title.trim(), sizes, name: file.name, note: note.slice(0, 2), text, owner: owner?.secret } };
  },
  putBytes: ({ mediaType, body }) => {
    if (mediaType === 'application/octet-stream' || mediaType === 'application/pdf' || mediaType === 'text/csv')
      return { status: 200, mediaType: 'application/octet-stream', body: body.subarray(new Blob([body]).size - 2) };
    if (mediaType === 'application/xml')
      return { status: 200, mediaType: 'application/xml', body: { ...made, name: body.name.trim(), size: body.size + body.secret.length } };
    if (mediaType === 'text/markdown')
      return { status: 200, mediaType: 'application/octet-stream', body: new TextEncoder().encode(body.trim()) };
    if (mediaType === 'text/plain') return { status: 200, mediaType: 'text/plain', body: String(body + 1) };
    if (mediaType === 'application/x-www-form-urlencoded')
      return { status: 200, mediaType: 'application/octet-stream', body: new TextEncoder().encode((body.icon ?? '').concat(body.n.toFixed())) };
    return { status: 202, mediaType: 'image/png', body: body.subarray(1) };
  },
  parameters: ({ path, query: { filter, page, range, deep, size }, headers }) => {
    const number: 10 | -25 = size;
    const next: bigint = BigInt(path.id) + BigInt(page + (range?.from ?? 0) + number + filter.secret.length + filter.size);
    return { status: 200, headers: { 'X-Point': 'x,1' }, body: deep === '' ? {} : { id: headers['X-Kind'] === 'none' ? next : 0 } };
  },
  values: ({ body }) => {
    const [text, second] = body.tuple;
    const sent: number | bigint | null = body.big ?? null;
    const big: bigint | null = sent === null ? null : BigInt(sent) + 1n;
    const map = { a: body.map?.a.trim() ?? '', b: true, c: Number(body.map?.['c'] ?? 0) + 1 };
    const both = body.both && ('b' in body.both ? { a: body.both.a, b: body.both.b } : body.both);
    return {
      status: 200,
      body: {
        ...body, count: body.count + 1, tuple: [text, (second ?? 0) + 1, true], big, map, any: { a: 1 }, nothing: null, free: { a: { b: 1 } }, empty: {},
        small: (body.small ?? 0) + (body.number ?? 0), choice: { a: text }, both, open: { a: '', b: 2 }, deep: { x: body.deep.x },
        sibling: { id: 1, name: body.sibling?.name.trim() ?? '' }, inherited: { deep: body.inherited?.deep.trim() ?? '' },
      },
    };
  },
};

// What HTTP has no content for has none, whatever is declared.
export const unchanged: OperationResponse<'class'> = { status: 304 };
// @ts-expect-error what is writeOnly isn't in responses
export const secret: OperationResponse<typeof own> = { status: 201, body: { ...made, name: '', secret: '' } };
// @ts-expect-error what is readOnly is required in responses
export const withoutId: OperationResponse<typeof own> = { status: 201, body: { name: '', made: '' } };
// @ts-expect-error an id is no part of a pet that is sent
export const dog: OperationRequest<'class'>['body'] = { kind: 'Dog', name: '', bark: true, id: 1 };
// @ts-expect-error a text is no file
export const text: OperationRequest<'addFiles'>['body']['note'] = new File([], '');
// @ts-expect-error only the declared number
export const size: OperationRequest<'parameters'>['query']['size'] = 25;
// @ts-expect-error a header has the declared properties
export const point: OperationResponse<'parameters'> = { status: 200, headers: { 'X-Point': { x: '1' } }, body: {} };
// @ts-expect-error a range is no media type
export const range: OperationResponse<'putBytes'> = { status: 202, body: '' };
// @ts-expect-error one of both is required
export const choice: Schemas['Values']['choice'] = {};
// @ts-expect-error XML is given as a text, or as a value of the schema
export const xml: OperationResponse<'putBytes'> = { status: 200, mediaType: 'application/xml', body: { ...made, name: 1 } };
/** A webhook is sent by who serves the contract, and its request is read as responses are. */
export const sent: operations['sendUser']['requestBody']['content']['application/json'] = { ...made, name: '' };
`;
