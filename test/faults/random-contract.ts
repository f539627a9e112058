/** Contracts whose operations take a JSON body by a random schema. */
import { Random } from './random.ts';

type Schema = boolean | { readonly [keyword: string]: unknown };

const names = ['a', 'b', 'c'];
const patterns = ['^(a+)+$', '^(\\w|\\d)+!$', '\\s+$', '^([a-z0-9]+)+$', '(a|ab)*c', '^.{3,9}$', '(?=a)(a|a)*$'];
const formats = ['uri', 'email', 'date-time', 'uuid', 'hostname', 'regex', 'ipv6', 'uri-template', 'duration', 'byte'];

/** Makes a contract with eight operations `POST /0` to `POST /7`, the same for the same seed. */
export function randomContract(seed: number): { readonly document: object; readonly schemas: readonly Schema[] } {
  const numbers = new Random(seed);
  const random = () => numbers.next();
  const pick = <T>(values: readonly T[]): T => numbers.pick(values);
  const below = (count: number) => Math.floor(random() * count);
  const some = <T>(count: number, make: () => T) => Array.from({ length: 1 + below(count) }, make);

  const leaves: readonly (() => Schema)[] = [
    () => ({ type: pick(['integer', 'number', 'string', 'object', 'array', 'null', 'boolean']) }),
    () => ({ const: pick([1, 'a', { a: 1 }, [1]]) }),
    () => ({ enum: Array.from({ length: pick([1, 500]) }, (_, a) => ({ a, b: [a] })) }),
    () => ({ pattern: pick(patterns), ...(random() < 0.3 && { maxLength: 100 }) }),
    () => ({
      format: pick(formats),
    }),
    () => ({ multipleOf: pick([0.01, 7, 1e-7]) }),
    () => ({ $ref: `#/components/schemas/${pick(['A', 'B', 'C'])}` }),
  ];
  const compounds: readonly ((depth: number) => Schema)[] = [
    (depth) => ({
      items: schema(depth),
      ...(random() < 0.3 && { uniqueItems: true }),
      ...(random() < 0.2 && { maxItems: 10 }),
    }),
    (depth) => ({ contains: schema(depth), minContains: below(3) }),
    (depth) => ({ prefixItems: some(3, () => schema(depth)), unevaluatedItems: schema(depth) }),
    (depth) => ({
      properties: Object.fromEntries(names.map((name) => [name, schema(depth)])),
      ...(random() < 0.3 && { required: some(3, () => pick(names)) }),
    }),
    (depth) => ({ additionalProperties: pick([false, schema(depth)]), ...(random() < 0.2 && { maxProperties: 5 }) }),
    (depth) => ({ patternProperties: Object.fromEntries(some(4, () => [pick(patterns), schema(depth)])) }),
    (depth) => ({ propertyNames: schema(depth) }),
    (depth) => ({ unevaluatedProperties: schema(depth), anyOf: some(3, () => schema(depth)) }),
    (depth) => ({ [pick(['anyOf', 'oneOf', 'allOf'])]: some(12, () => schema(depth)) }),
    (depth) => ({ not: schema(depth) }),
    (depth) => ({ if: schema(depth), then: schema(depth), else: schema(depth) }),
  ];

  function schema(depth: number): Schema {
    if (depth === 0 || random() < 0.2) return pick(leaves)();
    const made = pick(compounds)(depth - 1);
    return random() < 0.3 ? { ...(pick(compounds)(depth - 1) as object), ...(made as object) } : made;
  }

  /** References in place, which never end, are left out by making every referenced schema one of a list or an object. */
  function referenced(): Schema {
    const item = schema(2);
    return pick<Schema>([
      { type: 'array', items: item },
      { type: 'object', properties: { a: item, b: schema(1) } },
      { type: 'object', additionalProperties: item },
    ]);
  }

  const schemas = Array.from({ length: 8 }, () => schema(3));
  const components = { schemas: { A: referenced(), B: referenced(), C: referenced() } };
  const responses = { 204: { description: 'ok' }, 400: { description: 'invalid' } };
  const operation = (given: Schema, index: number) => {
    const content = { 'application/json': { schema: given } };
    return { post: { operationId: `op${index}`, requestBody: { required: true, content }, responses } };
  };
  const paths = Object.fromEntries(schemas.map((given, index) => [`/${index}`, operation(given, index)]));
  return { document: { openapi: '3.1.0', info: { title: 'Random', version: '1' }, paths, components }, schemas };
}
