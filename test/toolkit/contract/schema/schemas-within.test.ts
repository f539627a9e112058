import { expect, test } from '@jest/globals';
import type { OpenApiDocument } from '../../../../src/toolkit/contract/document/openapi.ts';
import { schemasWithin } from '../../../../src/toolkit/contract/schema/schemas-within.ts';

const to = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const schemas = {
  // References lead back, from the middle of what is looked at next.
  A: { anyOf: [to('C'), to('B'), to('D')] },
  B: { properties: { a: to('A'), gone: to('Gone') } },
  C: { items: { const: 1 } },
  D: { const: 2 },
  E: { const: 3 },
};
const document = { openapi: '3.1.0', paths: {}, components: { schemas } } as unknown as OpenApiDocument;
const objects = Object.entries<object>({
  ...schemas,
  'a branch': schemas.A.anyOf[0] as object,
  items: schemas.C.items,
});

test.each<[schema: unknown, within: string[]]>([
  [schemas.A, ['A', 'B', 'C', 'D', 'a branch', 'items']],
  [schemas.B, ['A', 'B', 'C', 'D', 'a branch', 'items']],
  [schemas.C, ['C', 'items']],
  [to('C'), ['C', 'items']],
  [true, []],
  [undefined, []],
])('within %j are %j', (schema, wanted) => {
  const within = schemasWithin(schema, document);
  const namesOf = (isIn: (object: object) => boolean) =>
    objects.filter(([, object]) => isIn(object)).map(([name]) => name);
  expect(namesOf((object) => within.has(object))).toEqual(wanted);
  expect(namesOf((object) => [...within].includes(object))).toEqual(wanted);
});
