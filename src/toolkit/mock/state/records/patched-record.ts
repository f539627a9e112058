import { isDeepStrictEqual } from 'node:util';
import { pointerTokens } from '../../../contract/document/json-pointer.ts';
import type { ResponseContract } from '../../../contract/response/response.ts';
import type { SchemaViolation } from '../../../contract/schema/schema-validator.ts';
import { applyJsonPatch, patchError } from './json-patch.ts';

type Fields = Record<string, unknown>;

/** What is allowed of a JSON Patch. */
export interface PatchRules {
  readonly responses: Pick<ResponseContract, 'declares'>;
  /** Whether only the server sets a property. */
  readonly isServers: (name: string) => boolean;
  /** How a record breaks its schema. */
  readonly validate: (record: Fields) => readonly SchemaViolation[];
}

/**
 * A record as a JSON Patch changes it. What a client may not set, or what would break the record's schema, is refused.
 * @throws {RequestValidationError} with 409 or 422 if that is declared, else 400
 */
export function patchedRecord(current: Fields, operations: readonly unknown[], rules: PatchRules): Fields {
  const status = [409, 422].find((code) => rules.responses.declares(code)) ?? 400;
  const patched = applyJsonPatch(current, operations, status) as Fields;
  if (typeof patched !== 'object' || patched === null || Array.isArray(patched))
    throw patchError(status, [], 'a record is an object', patched);
  for (const name of new Set([...Object.keys(current), ...Object.keys(patched)]))
    if (!isDeepStrictEqual(current[name], patched[name]) && rules.isServers(name))
      throw patchError(status, [name], 'clients do not set this property', patched[name]);
  const [first] = rules.validate(current).length === 0 ? rules.validate(patched) : [];
  if (first) throw patchError(status, pointerTokens(first.instancePath), first.message, undefined);
  return patched;
}
