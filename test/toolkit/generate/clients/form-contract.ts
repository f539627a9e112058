/** Kinds of schemas that generators misread, by name. */
const kinds: Readonly<Record<string, unknown>> = {
  constantText: { const: 'only' },
  constantTextOfType: { type: 'string', const: 'only', maxLength: 10 },
  constantNumber: { type: 'integer', const: 200 },
  constantFraction: { const: 0.5 },
  constantTrue: { type: 'boolean', const: true },
  constantFalseWithNot: { type: 'boolean', const: false, not: { type: 'string' } },
  constantNull: { const: null },
  constantObject: { const: { a: 1 } },
  constantList: { type: 'array', const: [1] },
  constantAndEnum: { const: 'a', enum: ['a', 'b'] },
  constantBesideEnum: { const: 'c', enum: ['a', 'b'] },
  constantOfOtherType: { type: 'integer', const: 'text' },
  enumOfBoth: { type: 'boolean', enum: [true, false] },
  enumWithNull: { type: ['string', 'null'], enum: ['a', 'b', null] },
  enumWithoutNull: { type: ['string', 'null'], enum: ['a', 'b'] },
  enumWithForeignNull: { type: 'string', enum: ['a', null] },
  enumOfBooleanOrNull: { type: ['boolean', 'null'], enum: [true, null] },
  enumOfTrueOnly: { type: ['boolean', 'null'], enum: [true] },
  enumOfNull: { enum: [null] },
  enumMixed: { enum: [1, 'a', null] },
  enumOfFractions: { type: 'number', enum: [0.5, 1] },
  enumRepeated: { enum: ['a', 'a', 'b'] },
  enumClashing: { type: 'string', enum: ['a-b', 'a_b', '+1', '-1', '', 'class', 'B', 'b'] },
  nullable: { type: 'string', nullable: true, maxLength: 3 },
  nullableEnum: { type: 'string', nullable: true, enum: ['a', 'b'] },
  nullableObject: { type: 'object', nullable: true, required: ['a'], properties: { a: { type: 'string' } } },
  onlyNull: { type: 'null' },
  nullOrText: { type: ['string', 'null'] },
  nullOrObject: { type: ['object', 'null'], required: ['a'], properties: { a: { type: 'integer' } } },
  nullOrReference: { anyOf: [{ $ref: '#/components/schemas/Named' }, { type: 'null' }] },
  referenceToNullable: { $ref: '#/components/schemas/NullableNamed' },
  referenceToNullableUnion: { $ref: '#/components/schemas/nullOrReference' },
  referenceWithSiblings: { $ref: '#/components/schemas/Named', description: 'd', minProperties: 1 },
  tuple: { type: 'array', prefixItems: [{ type: 'number' }, { type: 'string' }], items: false, minItems: 2 },
  tupleOfOneType: { type: 'array', prefixItems: [{ type: 'number' }, { type: 'number' }], maxItems: 2 },
  tupleOpen: { type: 'array', prefixItems: [{ type: 'number' }, { type: 'string' }] },
  tupleOpenTyped: { type: 'array', prefixItems: [{ const: 'a' }], items: { type: 'integer' } },
  tupleWithIf: { type: 'array', prefixItems: [{ type: 'number' }], if: { minItems: 1 }, then: { maxItems: 1 } },
  listOfNothing: { type: 'array', items: false },
  anything: true,
  nothing: false,
  properties: { type: 'object', properties: { a: true, b: false, c: { const: 1 } } },
  map: { type: 'object', patternProperties: { '^x-': { type: 'string' } }, additionalProperties: false },
  mapOfAll: { type: 'object', patternProperties: { '': { type: 'integer' } }, additionalProperties: true },
  mapBeside: {
    type: 'object',
    properties: { a: { type: 'string' } },
    patternProperties: { '^x-': { type: 'string' } },
    additionalProperties: { type: 'integer' },
  },
  mapBesideClosed: {
    type: 'object',
    properties: { a: { type: 'string' } },
    patternProperties: { '^x-': { type: 'string' }, '^y-': { type: 'integer' } },
    additionalProperties: false,
  },
  union: { oneOf: [{ type: 'object', required: ['a'], properties: { a: { enum: ['x', 'y'] } } }, { type: 'integer' }] },
  severalTypes: { type: ['string', 'integer'] },
  severalTypesWithKeywords: { type: ['string', 'integer', 'null'], maxLength: 3, minimum: 5, format: 'date' },
  severalTypesAndLists: { type: ['string', 'array'], items: { type: 'integer' }, maxLength: 2 },
  all: { allOf: [{ $ref: '#/components/schemas/Named' }, { properties: { more: { type: ['boolean', 'null'] } } }] },
  partsOfText: { allOf: [{ $ref: '#/components/schemas/constantText' }, { maxLength: 6 }, { minLength: 2 }] },
  partsOfEnum: { allOf: [{ type: 'string', enum: ['a', 'bb', 'ccc'] }, { maxLength: 2 }] },
  partsOfNumber: { allOf: [{ type: 'number', minimum: 1 }, { enum: [0.5, 1.5, 2] }], nullable: true },
  partsOfList: { allOf: [{ type: 'array', items: { const: 'a' } }, { maxItems: 2 }, { description: 'd' }] },
  partsThatContradict: { allOf: [{ type: 'string' }, { type: 'integer' }] },
  partsThatMayBeNull: { allOf: [{ type: ['string', 'null'] }, { type: ['null', 'string', 'integer'], maxLength: 2 }] },
  textWithProperties: {
    type: ['string', 'null'],
    required: ['a'],
    properties: { a: { const: 1 } },
    items: false,
    maxLength: 2,
  },
  objectWithItems: { type: 'object', items: { type: 'string' }, minItems: 2, minProperties: 1 },
  conditional: { if: { type: 'object' }, then: { required: ['a'] }, else: { const: 1 } },
  anchored: { $ref: '#/components/schemas/Holder/properties/inner' },
  List: { type: 'object', properties: { a: { $ref: '#/components/schemas/list' } } },
  list: { type: 'object', properties: { b: { $ref: '#/components/schemas/List' } } },
};

/** A contract in which each kind is a component, a property, an item, and the body of a request. */
export function formContract(openapi: string): object {
  const names = Object.keys(kinds);
  const within = Object.fromEntries(names.map((name) => [name, kinds[name]]));
  const paths = names.map((name) => [
    `/${name}`,
    {
      post: {
        requestBody: { content: { 'application/json': { schema: kinds[name] } } },
        responses: {
          200: { description: '', content: { 'application/json': { schema: { type: 'array', items: kinds[name] } } } },
        },
      },
    },
  ]);
  return {
    openapi,
    info: { title: 'Kinds', version: '1' },
    paths: Object.fromEntries(paths),
    components: {
      schemas: {
        ...kinds,
        Named: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
        NullableNamed: openapi.startsWith('3.0')
          ? { type: 'object', nullable: true, properties: { name: { type: 'string' } } }
          : { type: ['object', 'null'], properties: { name: { type: 'string' } } },
        Holder: { type: 'object', properties: { inner: { type: 'object', properties: { a: { const: 'x' } } } } },
        Within: { type: 'object', properties: within },
      },
    },
  };
}
