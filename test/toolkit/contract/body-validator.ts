import { excerptOf } from '../../../src/toolkit/contract/document/excerpt.ts';
import type { OpenApiDocument } from '../../../src/toolkit/contract/document/openapi.ts';
import { listOperations, type Operation } from '../../../src/toolkit/contract/document/operations.ts';
import { RequestValidator } from '../../../src/toolkit/contract/request/request-validator.ts';

/** Validates the requests of an operation whose JSON body has a schema. @param schemas the components that it may refer to */
export function validatorOf(schema: object, schemas: object): RequestValidator {
  const document = {
    openapi: '3.1.0',
    paths: {
      '/things': { post: { requestBody: { content: { 'application/json': { schema } } }, responses: {} } },
    },
    components: { schemas },
  } as unknown as OpenApiDocument;
  const [operation] = listOperations(document, 'paths', new Set());
  return new RequestValidator(excerptOf(document, operation as Operation, 'paths'));
}

/** The errors of a body, each as `path keyword`. Defaults are filled into a valid one. */
export async function bodyErrors(schema: object, schemas: object, body: unknown): Promise<string[]> {
  const parameters = { path: {}, query: {}, header: {}, cookie: {}, errors: [] };
  const errors = await validatorOf(schema, schemas).forMediaType('application/json')({ parameters, body });
  return errors.map(({ path, keyword }) => `${path.join('/')} ${keyword}`);
}
