import { expect, test } from '@jest/globals';
import type { OpenApiDocument, ParameterObject } from '../../../../src/toolkit/contract/document/openapi.ts';
import { listOperations } from '../../../../src/toolkit/contract/document/operations.ts';
import { ParameterReader } from '../../../../src/toolkit/contract/request/parameter-reader.ts';

const list = { type: 'array' };
const object = { type: 'object', properties: { R: {}, G: {} } };

function read(parameter: Partial<ParameterObject>, sent: string, allowUnknown = false) {
  const complete = { name: 'color', in: 'query', ...parameter } as ParameterObject;
  const document: OpenApiDocument = { openapi: '3.1.0', paths: { '/x': { get: { parameters: [complete] } } } };
  const [operation] = listOperations(document, 'paths', new Set());
  const { errors, ...values } = new ParameterReader(document, operation as never, allowUnknown).read({
    path: { color: sent },
    query: complete.in === 'query' ? sent : '',
    headers: { color: sent, cookie: `color=${sent}` },
  });
  return errors.length > 0
    ? errors.map(({ path, keyword, value }) => [...path, keyword, value])
    : values[complete.in]['color'];
}

// The table of https://spec.openapis.org/oas/v3.1.1.html#style-examples
test.each<[parameter: Partial<ParameterObject>, sent: string, value: unknown]>([
  [{ schema: { type: 'string' } }, 'color=light%20blue', 'light blue'],
  [{ schema: { type: 'string' } }, 'color=a+b', 'a b'],
  [{ schema: { type: 'string' } }, 'color=', ''],
  [{ schema: { type: 'string' } }, 'color', ''],
  [{ schema: { type: 'string' } }, '', undefined],
  [{ schema: { type: 'string' } }, 'color=a&color=b', ['a', 'b']],
  [{ schema: list }, 'color=blue&color=black', ['blue', 'black']],
  [{ schema: list }, 'color=blue,black', ['blue,black']],
  [{ schema: list, explode: false }, 'color=blue,bl%2Cack', ['blue', 'bl,ack']],
  [{ schema: list, style: 'spaceDelimited', explode: false }, 'color=blue%20black', ['blue', 'black']],
  [{ schema: list, style: 'pipeDelimited', explode: false }, 'color=blue%7Cblack', ['blue', 'black']],
  [{ schema: object }, 'R=100&G=200', { R: '100', G: '200' }],
  [{ schema: object, explode: false }, 'color=R,100,G,200', { R: '100', G: '200' }],
  [{ schema: object, style: 'deepObject' }, 'color[R]=100&color[G]=200', { R: '100', G: '200' }],
  [{ schema: object, style: 'deepObject' }, 'color[G][x]=1', { G: { x: '1' } }],
  [{ schema: object, style: 'deepObject' }, 'color[R]=1&color[R]=2&color[R][length]=9', [['color', 'syntax', '']]],
  [{ schema: { type: 'object', additionalProperties: true } }, 'a=1&b=2', { a: '1', b: '2' }],
  [{ content: { 'application/json': {} } }, 'color=%7B%22R%22%3A1%7D', { R: 1 }],
  [{ content: { 'application/json': {} } }, 'color=%7B', [['color', 'syntax', '{']]],
  [{ schema: { type: 'string' } }, 'color=%zz', [['color', 'syntax', '%zz']]],
  [{ schema: { type: 'string' } }, 'colour=red', [['colour', 'additionalProperties', 'red']]],
  [{ schema: { type: 'string' } }, '__proto__=red', [['__proto__', 'additionalProperties', 'red']]],
  [{ in: 'path', schema: { type: 'string' } }, 'a%2Fb+c', 'a/b+c'],
  [{ in: 'path', schema: list }, 'blue,black', ['blue', 'black']],
  [{ in: 'path', schema: list, style: 'label' }, '.blue,black', ['blue', 'black']],
  [{ in: 'path', schema: list, style: 'label', explode: true }, '.blue.black', ['blue', 'black']],
  [{ in: 'path', schema: { type: 'string' }, style: 'matrix' }, ';color=blue', 'blue'],
  [{ in: 'path', schema: list, style: 'matrix' }, ';color=blue,black', ['blue', 'black']],
  [{ in: 'path', schema: list, style: 'matrix', explode: true }, ';color=blue;color=black', ['blue', 'black']],
  [{ in: 'path', schema: object }, 'R,100,G,200', { R: '100', G: '200' }],
  [{ in: 'path', schema: object, explode: true }, 'R=100,G=200', { R: '100', G: '200' }],
  [{ in: 'path', schema: object, style: 'matrix', explode: true }, ';R=100;G=200', { R: '100', G: '200' }],
  [{ in: 'path', schema: { type: 'string' } }, '%zz', [['color', 'syntax', '%zz']]],
  [{ in: 'header', name: 'color', schema: list }, 'blue, black', ['blue', 'black']],
  [{ in: 'path', schema: { type: 'string' }, style: 'label' }, 'blue', [['color', 'syntax', 'blue']]],
  [{ in: 'path', schema: { type: 'string' }, style: 'matrix' }, ';colour=blue', [['color', 'syntax', ';colour=blue']]],
  [{ in: 'cookie', schema: { type: 'string' } }, 'blue', 'blue'],
  [{ in: 'cookie', schema: { type: 'string' } }, 'a&b=%20c%; color=other', 'a&b=%20c%'],
  // Exploded cookies are undefined: all of the spellings that are in use are read.
  [{ in: 'cookie', schema: list }, 'blue; color=black', ['blue', 'black']],
  [{ in: 'cookie', schema: list }, 'blue&color=black', ['blue', 'black']],
  [{ in: 'cookie', schema: list }, 'blue,black', ['blue', 'black']],
  [{ in: 'cookie', schema: list, explode: false }, 'blue,bl%2Cack', ['blue', 'bl,ack']],
  [{ in: 'cookie', schema: { type: 'array', items: { type: 'integer' } } }, '1%2C2', [1, 2]],
  [{ in: 'cookie', schema: object, explode: false }, 'R,100', { R: '100' }],
  [{ in: 'cookie', schema: { type: 'string' } }, ' blue ; a=b', 'blue'],
  // An odd number of texts is no object.
  [{ schema: object, explode: false }, 'color=R,100,G', [['color', 'syntax', 'R,100,G']]],
  [{ schema: object, style: 'pipeDelimited', explode: false }, 'color=R%7C100|G%7C200', { R: '100', G: '200' }],
  [{ schema: list, style: 'deepObject' }, 'color[]=blue&color[]=black', ['blue', 'black']],
  [{ schema: list, style: 'deepObject' }, 'color[1]=black&color[0]=blue', ['blue', 'black']],
  [{ schema: list, style: 'deepObject' }, 'color[x]=black', [['color', 'syntax', '']]],
  [{ schema: { type: ['object', 'integer'] }, style: 'deepObject' }, 'color=5', 5],
  // An object whose properties have names of their own has no field with its name.
  [{ schema: object }, 'color=1', [['color', 'additionalProperties', '1']]],
  [{ schema: object, style: 'deepObject' }, 'color=1', [['color', 'additionalProperties', '1']]],
  // An object without properties takes all fields.
  [{ schema: { type: 'object' } }, 'a=1&b=x', { a: '1', b: 'x' }],
  [{ schema: { type: 'object', additionalProperties: false } }, 'a=1', [['a', 'additionalProperties', '1']]],
  // What may be empty is what was sent, whatever its schema says.
  [{ schema: { type: 'boolean' }, allowEmptyValue: true }, 'color', ''],
  [{ schema: list, allowEmptyValue: true }, 'color=', ''],
  [{ schema: { type: 'integer' }, allowEmptyValue: true }, 'color=5', 5],
  [{ schema: { type: 'integer' } }, 'color=9007199254740993', 9007199254740993n],
  // A comma between items may be encoded as well, where a comma can't be part of one.
  [{ schema: { type: 'array', items: { type: 'integer' } }, explode: false }, 'color=1%2C2', [1, 2]],
  [{ schema: object, explode: false }, 'color=R%2C1%2C2%252C', [['color', 'syntax', 'R,1,2%2C']]],
  [{ schema: object, explode: false }, 'color=R%2C1%252C', { R: '1%2C' }],
  [{ schema: { anyOf: [{ type: 'array', minItems: 2 }, { type: 'string' }] } }, 'color=blue', 'blue'],
])('%j of %s', (parameter, sent, value) => {
  expect(read(parameter, sent)).toEqual(value);
});

test('unknown query parameters are let through where that is wanted', () => {
  expect(read({ schema: { type: 'string' } }, 'color=red&other=1', true)).toBe('red');
});

test('a field is the parameter of its name, and a property of an exploded object only where there is none', () => {
  const parameters: ParameterObject[] = [
    { name: 'color', in: 'query', schema: object },
    { name: 'R', in: 'query', schema: { type: 'string' } },
  ];
  const document: OpenApiDocument = { openapi: '3.1.0', paths: { '/x': { get: { parameters } } } };
  const [operation] = listOperations(document, 'paths', new Set());
  const { query } = new ParameterReader(document, operation as never).read({ path: {}, query: 'R=1&G=2', headers: {} });
  expect(query).toEqual({ color: { G: '2' }, R: '1' });
});

test.each<[headers: Record<string, string>, required: boolean, length: number | undefined]>([
  [{ 'content-length': '5' }, true, 5],
  [{}, true, 0],
  [{}, false, undefined],
  [{ 'transfer-encoding': 'chunked' }, true, undefined],
])('a request with %j has a length that is required (%j): %j', (headers, required, length) => {
  const schema = { type: 'integer' };
  const parameters = [{ name: 'Content-Length', in: 'header', required, schema }] as ParameterObject[];
  const document: OpenApiDocument = { openapi: '3.1.0', paths: { '/x': { put: { parameters } } } };
  const [operation] = listOperations(document, 'paths', new Set());
  const { header } = new ParameterReader(document, operation as never).read({ path: {}, query: '', headers });
  expect(header['Content-Length']).toBe(length);
});
