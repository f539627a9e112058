import { expect, test } from '@jest/globals';
import { collapseUnionErrors } from '../../../../src/toolkit/contract/schema/union-errors.ts';

const branches = [{ const: 'a' }, { const: 'b' }];
const union = { type: 'integer', anyOf: branches };
const error = (keyword: string, parentSchema: object, instancePath: string, schema: unknown = undefined) => ({
  keyword,
  parentSchema,
  schema,
  instancePath,
  schemaPath: '',
  params: {},
});
/** As Ajv reports a value that is of the wrong type and matches no branch. */
const errorsAt = (path: string) => [
  error('type', union, path),
  error('const', branches[0] as object, `${path}/a`),
  error('const', branches[1] as object, path),
  error('anyOf', union, path, branches),
];
const told = (...paths: string[]) =>
  collapseUnionErrors(paths.flatMap(errorsAt), {} as never).map(
    ({ keyword, instancePath }) => `${instancePath} ${keyword}`,
  );

test('the errors of branches are left out, and those beside the union stay', () => {
  expect(told('/1', '/12', '/1/2', '')).toEqual(
    ['/1', '/12', '/1/2', ''].flatMap((path) => [`${path} type`, `${path} anyOf`]),
  );
});

test('the time grows with the number of unions, not with its square, however long the paths are', () => {
  const errors = Array.from({ length: 500 }, (_, index) => errorsAt(`/${'k'.repeat(50_000)}/${index}`)).flat();
  const started = process.cpuUsage();
  expect(collapseUnionErrors(errors, {} as never)).toHaveLength(1000);
  expect(process.cpuUsage(started).user).toBeLessThan(400_000);
});
