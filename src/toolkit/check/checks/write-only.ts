import { joinPointer, valueAt } from '../../contract/document/json-pointer.ts';
import type { SchemaObject } from '../../contract/document/openapi.ts';
import { schemasAt, schemasInPlace } from '../../contract/schema/schema-shape.ts';
import { type HiddenValue, hiddenValuesIn } from '../plan/hidden-values.ts';
import type { Check } from './check.ts';

const maxItems = 50;
const maxDepth = 6;

/**
 * What a request has as `writeOnly` isn't returned under its name, also where the response's schema allows properties that it
 * doesn't name. Where it names them, it is validated against.
 * @see https://json-schema.org/draft/2020-12/json-schema-validation#section-9.4
 */
export const writeOnly: Check = ({
  case: { operation, parts },
  received: { status },
  body,
  record,
  mediaType = '',
}) => {
  if (status >= 300 || typeof body !== 'object' || body === null) return [];
  const hidden = [...hiddenValuesIn(operation, parts.body), ...(record?.hidden ?? [])];
  const declared = hidden.length > 0 ? operation.responses.declared(status) : undefined;
  if (!declared) return [];
  const { document } = operation.instances;
  const type = declared.mediaTypes.find((one) => one === mediaType) ?? declared.mediaTypes[0] ?? '';
  const schema = valueAt(document, joinPointer(declared.contentPointer, type, 'schema'));
  const found = leakIn(body, schemasInPlace(document, schema), hidden, (schemas, token) =>
    schemasInPlace(document, ...schemasAt(schemas, token)),
  );
  return found === undefined
    ? []
    : [
        {
          code: 'write-only-returned',
          message: `responds with ${status}, and with the value of ${found}, which is writeOnly`,
          pointer: declared.pointer,
        },
      ];
};

type Descend = (schemas: readonly SchemaObject[], token: string | number) => SchemaObject[];

/** The name of a hidden property that a value has, and its schemas don't name. */
function leakIn(
  value: unknown,
  schemas: readonly SchemaObject[],
  hidden: readonly HiddenValue[],
  descend: Descend,
  depth = 0,
): string | undefined {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return undefined;
  for (const [key, inner] of Object.entries(value).slice(0, Array.isArray(value) ? maxItems : undefined)) {
    const isNamed = schemas.some(({ properties = {} }) => Object.hasOwn(properties, key));
    if (!isNamed && hidden.some((one) => one.name === key && one.value === inner)) return key;
    const found = leakIn(inner, descend(schemas, Array.isArray(value) ? 0 : key), hidden, descend, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
