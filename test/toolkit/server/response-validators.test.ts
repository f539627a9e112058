import { expect, test } from '@jest/globals';
import { validatorsOf } from '../../../src/toolkit/server/validators.ts';
import { contractOf } from '../check/with-server.ts';

const body = (schema: object) => ({ description: '', content: { 'application/json': { schema } } });
const paths = {
  '/it': {
    get: {
      operationId: 'it',
      responses: {
        200: body({ properties: { a: { type: 'string' }, b: { type: 'integer' } } }),
        201: { $ref: '#/components/responses/Created' },
        '4XX': body({ type: 'string' }),
      },
    },
  },
};
const responses = { Created: { $ref: '#/components/responses/Made' }, Made: body({ const: 1 }) };
const contract = await contractOf(paths, { components: { responses } });
const validators = validatorsOf(contract);
const validate = validators.forResponses(contract.operations[0] as NonNullable<(typeof contract.operations)[0]>);

test('all apps of a contract have the same validators, and those of another one have others', async () => {
  expect(validatorsOf(contract)).toBe(validators);
  expect(validatorsOf(await contractOf(paths, { components: contract.document.components }))).not.toBe(validators);
});

test.each<[status: string, body: unknown, errors: string[]]>([
  ['200', { a: 'x', b: 1 }, []],
  ['200', { a: 1, b: 'x' }, ['/a', '/b']],
  ['201', 1, []],
  ['201', 'x', ['']],
  ['4XX', 'x', []],
  ['4XX', 1, ['']],
  ['200', { a: 1 }, ['/a']],
])('a response with %s and %j has errors at %j', (status, value, errors) => {
  const found = validate(value, { status, mediaType: 'application/json' } as never);
  expect(found.map(({ instancePath }) => instancePath)).toEqual(errors);
});
