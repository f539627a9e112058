import { isDeepStrictEqual } from 'node:util';
import { joinPointer, pointerTokens, valueAt } from '../../../contract/document/json-pointer.ts';
import type { ResponseContract } from '../../../contract/response/response.ts';
import type { SchemaViolation } from '../../../contract/schema/schema-validator.ts';
import { applyJsonPatch, patchError } from './json-patch.ts';
import { mergePatch } from './merge-patch.ts';

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

/**
 * A record as a merge patch changes it. To remove what is required is refused; what an object lacks that was added is filled in.
 * @throws {RequestValidationError} with 422 or 409 if that is declared, else 400
 */
export function mergedRecord(
  current: Fields,
  patch: Fields,
  { responses, validate }: Omit<PatchRules, 'isServers'>,
): Fields {
  const merged = mergePatch(current, patch);
  for (const { keyword, instancePath, params, message } of validate(merged)) {
    const path = [...pointerTokens(instancePath), String(params['missingProperty'])];
    const isRemoved = keyword === 'required' && valueAt(current, joinPointer('#', ...path)) !== undefined;
    if (isRemoved) throw patchError([422, 409].find((code) => responses.declares(code)) ?? 400, path, message, null);
  }
  return merged;
}
