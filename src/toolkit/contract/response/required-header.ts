import type { HeaderObject } from '../document/openapi.ts';
import type { ContractDocument } from '../document/operations.ts';
import { schemasInPlace } from '../schema/schema-shape.ts';
import { validatorOf } from '../schema/schema-validator.ts';

/** Servers set them by themselves. */
const ownHeaders =
  /^(allow|connection|content-(encoding|length|type)|date|retry-after|transfer-encoding|www-authenticate)$/i;

/**
 * A value for a header of a failure that the contract requires and has no example of: an id, a time, a number, a word.
 * @param pointer to its schema
 * @returns undefined if none of these is valid
 */
export function requiredHeader(
  contract: ContractDocument,
  name: string,
  { schema }: HeaderObject,
  pointer: string,
): unknown {
  if (ownHeaders.test(name)) return undefined;
  const schemas = schemasInPlace(contract.document, schema);
  const limits = schemas.flatMap(({ minimum, maximum, minLength }) => [
    minimum,
    maximum,
    typeof minLength === 'number' ? 'x'.repeat(minLength) : undefined,
  ]);
  const listed = schemas.flatMap((one) => [one['default'], one.enum?.[0]]);
  const id = crypto.randomUUID();
  const candidates = [...listed, id, ...limits, 0, 1, false, new Date().toISOString(), 'about:blank', 'none', ['none']];
  if (schema === undefined) return id;
  return candidates.find((value) => value !== undefined && validatorOf(contract).isValid(value, pointer));
}
