import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

test.each([
  ['an integer', { type: 'integer' }, 'query/size must be of type integer'],
  ['an enumeration', { type: 'string', enum: ['s', 'm'] }, 'query/size must be one of s,m'],
  ['a format', { type: 'string', format: 'date' }, 'query/size must be a valid date'],
  ['a pattern', { type: 'string', pattern: '^a' }, 'query/size must match ^a'],
  ['any text', { type: 'string' }, 'query/size is not valid'],
])('a 400 that is asked for says what is wrong with %s', (_, schema, detail) => {
  const get = {
    parameters: [{ name: 'size', in: 'query', schema }],
    responses: { 200: { description: 'ok' }, 400: { description: 'no', content: { 'application/problem+json': {} } } },
  };
  const document = { openapi: '3.1.1', info: { title: 'a', version: '1' }, paths: { '/shirts': { get } } };
  return withMock(document, {}, async (ask) => {
    const { body } = await ask('GET', '/shirts', undefined, { prefer: 'code=400' });
    expect(body.detail).toBe(detail);
  });
});
