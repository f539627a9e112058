import { loadContract } from '../../../src/index.ts';
import { makeTypes } from '../../../src/toolkit/generate/types.ts';
import { inFolder } from '../../files.ts';

const item = 'components["schemas"]["Item"]';

/** A schema, and its type in a response, on one line. */
const rows: readonly (readonly [version: '3.0.3' | '3.1.0', schema: string, type: string])[] = [
  ['3.0.3', '{type: string, nullable: true}', 'string | null'],
  ['3.0.3', '{type: string, nullable: true, enum: [x]}', '"x" | null'],
  ['3.0.3', '{nullable: true, allOf: [{$ref: "#/components/schemas/Item"}]}', item],
  ['3.0.3', '{$ref: "#/components/schemas/Item", nullable: true, required: [z]}', item],
  ['3.0.3', '{type: string, format: byte}', 'string'],
  ['3.0.3', '{type: string, format: binary}', 'string'],
  ['3.1.0', '{type: string, nullable: true}', 'string'],
  ['3.1.0', '{type: [string, "null"], enum: [x]}', '"x"'],
  ['3.1.0', '{type: [object, "null"], properties: {a: {const: -1}}}', '{ a?: -1; } | null'],
  ['3.1.0', '{type: integer, enum: [1, a, null]}', '1'],
  ['3.1.0', '{type: object, enum: [{a: 1}]}', '{ a: 1; }'],
  ['3.1.0', '{const: null}', 'null'],
  ['3.1.0', '{anyOf: [{type: integer, maximum: 1}, {type: number, minimum: 5}]}', 'number'],
  ['3.1.0', '{type: string, anyOf: [{const: x}, {const: y}]}', 'string & ("x" | "y")'],
  ['3.1.0', '{type: integer, format: int64}', 'number | bigint'],
  ['3.1.0', '{type: integer, format: int64, minimum: 0, maximum: 9}', 'number'],
  ['3.1.0', '{type: integer, maximum: 18446744073709551615}', 'number | bigint'],
  ['3.1.0', '{type: object}', 'Record<string, unknown>'],
  ['3.1.0', '{type: object, additionalProperties: false}', 'Record<string, never>'],
  ['3.1.0', '{type: object, additionalProperties: {type: number}}', '{ [key: string]: number; }'],
  [
    '3.1.0',
    '{properties: {a: {type: string}}, patternProperties: {^x: {type: number}}}',
    '{ a?: string; [key: string]: number | string | undefined; }',
  ],
  ['3.1.0', '{type: array, prefixItems: [{type: string}]}', '[ string?, ...unknown[] ]'],
  ['3.1.0', '{type: array, prefixItems: [{type: string}], minItems: 1, items: false}', '[ string ]'],
  ['3.1.0', '{$ref: "#/components/schemas/Item", required: [z]}', `WithRequired<${item}, "z">`],
  [
    '3.1.0',
    '{type: object, required: [a], allOf: [{$ref: "#/components/schemas/Outer"}]}',
    '{ a: string; } & components["schemas"]["Outer"]',
  ],
  ['3.1.0', '{$dynamicRef: "#num"}', 'components["schemas"]["Num"]'],
  ['3.1.0', '{$ref: "#/components/schemas/My%20Item"}', 'components["schemas"]["My Item"]'],
];

/** The rows of a version, with the type that is generated in place of the right one. */
export function typeRows(version: '3.0.3' | '3.1.0'): Promise<{ right: typeof rows; generated: typeof rows }> {
  const right = rows.filter(([of]) => of === version);
  const schemas = right.map(([, schema], index) => `    S${index}: ${schema}\n`).join('');
  const contract = `openapi: ${version}
info: {title: t, version: '1'}
paths: {}
components:
  schemas:
    Item: {type: object, properties: {z: {type: string}}}
    My Item: {type: string}
    Num: {$dynamicAnchor: num, type: integer}
    Inner: {type: object, properties: {a: {type: string}}}
    Outer: {allOf: [{$ref: '#/components/schemas/Inner'}]}
${schemas}    S${right.length}: {}
`;
  return inFolder({ 'openapi.yaml': contract }, async (folder) => {
    const text = await makeTypes(await loadContract(`${folder}/openapi.yaml`));
    const line = text.replaceAll(/\/\*\*.*?\*\//gs, '').replaceAll(/\s+/g, ' ');
    const typeOf = (index: number) => line.split(` S${index}: `)[1]?.split(`; S${index + 1}: `)[0] ?? '';
    return { right, generated: right.map(([, schema], index) => [version, schema, typeOf(index)] as const) };
  });
}
