import { valueAt } from '../document/json-pointer.ts';
import type { ContractDocument } from '../document/operations.ts';
import { schemasInPlace } from '../schema/schema-shape.ts';
import { validatorOf } from '../schema/schema-validator.ts';

/** Servers set them by themselves. */
const ownHeaders =
  /^(allow|connection|content-(encoding|length|type)|date|retry-after|transfer-encoding|www-authenticate)$/i;

/** Of a text that is made. */
const maxLength = 1000;

/**
 * A value for a header of a failure that the contract requires and has no example of: an id, a time, a number, a word.
 * @param pointer to its schema; undefined if it has none
 * @returns undefined if none of these is valid
 */
export function requiredHeader(contract: ContractDocument, name: string, pointer: string | undefined): unknown {
  if (ownHeaders.test(name)) return undefined;
  const id = crypto.randomUUID();
  if (pointer === undefined) return id;
  const schemas = schemasInPlace(contract.document, valueAt(contract.document, pointer));
  const limits = schemas.flatMap(({ minimum, maximum, minLength }) => [
    minimum,
    maximum,
    typeof minLength === 'number' && minLength <= maxLength ? 'x'.repeat(minLength) : undefined,
  ]);
  const listed = schemas.flatMap((one) => [one['default'], one.enum?.[0]]);
  const candidates = [...listed, id, ...limits, 0, 1, false, new Date().toISOString(), 'about:blank', 'none', ['none']];
  return candidates.find((value) => value !== undefined && validatorOf(contract).isValid(value, pointer));
}
