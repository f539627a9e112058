/** An alias of YAML shares a property between schemas, of which only some may require it. */
import { expect, test } from '@jest/globals';
import type { OpenApiDocument } from '../../../../src/toolkit/contract/document/openapi.ts';
import { exampleOf, toJsonSchema2020 } from '../../../../src/toolkit/contract/schema/json-schema-2020.ts';

test.each([
  ['before', ['Shown', 'Sent']],
  ['after', ['Sent', 'Shown']],
])('a default stays where another schema requires the property %s', (_where, order) => {
  const properties = { open: { type: 'boolean', default: true, example: false } };
  const all = {
    Sent: { type: 'object', properties },
    Shown: { type: 'object', required: ['open'], properties: { ...properties, id: { type: 'integer' } } },
  };
  const schemas = Object.fromEntries(Object.entries(all).sort(([one]) => (one === order[0] ? -1 : 1)));
  const document = { openapi: '3.1.0', components: { schemas } } as unknown as OpenApiDocument;
  const made = toJsonSchema2020(document, 'request').components?.schemas;
  expect(made?.['Sent']).toEqual({ type: 'object', properties: { open: { type: 'boolean', default: true } } });
  expect(made?.['Shown']?.properties?.['open']).toEqual({ type: 'boolean' });
  for (const name of ['Sent', 'Shown']) expect(exampleOf(made?.[name]?.properties?.['open'] as object)).toBe(false);
});
