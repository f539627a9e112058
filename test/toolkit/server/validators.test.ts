import { expect, test } from '@jest/globals';
import { RequestValidator } from 'express-openapi-validator/dist/middlewares/openapi.request.validator.js';
import { ResponseValidator } from 'express-openapi-validator/dist/middlewares/openapi.response.validator.js';
import { ContentType } from 'express-openapi-validator/dist/middlewares/util.js';

/** The private parts of express-openapi-validator that `toolkit/server/validators.ts` is built on. */
const document: object = { openapi: '3.1.0', info: { title: '', version: '' }, paths: {}, components: { schemas: {} } };
const options = {
  allErrors: true,
  strict: false,
  formats: {},
  ajvFormats: { mode: 'full' },
  validateSchema: false,
} as object;

test('the request validator keeps two compiled validators under the key that it was given', () => {
  const parts = new RequestValidator(document as never, options) as unknown as Record<
    'ajv' | 'ajvBody',
    import('ajv').Ajv
  > & {
    buildMiddleware(path: string, operation: object, contentType: ContentType, key: string): unknown;
  };
  const operation = {
    parameters: [{ name: 'page', in: 'query', schema: { type: 'integer' } }],
    requestBody: { content: { 'text/plain': { schema: { type: 'string' } } } },
  };
  parts.buildMiddleware('/x', operation, ContentType.fromString('text/plain'), 'key');
  const sent = { query: { page: '7' }, headers: {}, params: {}, cookies: {}, body: 7 };
  expect(parts.ajv.getSchema('key')?.(sent)).toBe(true);
  expect(sent.query.page).toBe(7);
  const validateBody = parts.ajvBody.getSchema('key');
  expect(validateBody?.(sent)).toBe(false);
  expect(validateBody?.errors).toMatchObject([{ instancePath: '/body', keyword: 'type', params: { type: 'string' } }]);
});

test('the response validator makes one validator for a status and media type', () => {
  const parts = new ResponseValidator(document as never, options) as unknown as {
    buildValidators(responses: object, key: string): Record<string, Record<string, import('ajv').ValidateFunction>>;
  };
  const responses = { '2XX': { description: '', content: { 'application/json': { schema: { type: 'string' } } } } };
  const validate = parts.buildValidators(responses, 'key')['2XX']?.['application/json'];
  expect([validate?.({ response: 'x' }), validate?.({ response: 7 })]).toEqual([true, false]);
  expect(validate?.errors).toMatchObject([{ instancePath: '/response', keyword: 'type' }]);
});
