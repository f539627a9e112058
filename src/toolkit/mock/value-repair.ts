import { copyOf } from '../contract/document/copy.ts';
import { isObject } from '../contract/document/is-object.ts';
import { joinPointer, pointerTokens, valueAt } from '../contract/document/json-pointer.ts';
import type { SchemaViolation } from '../contract/schema/schema-validator.ts';

/**
 * Replaces an invalid part of a value by that of a valid value, and removes what isn't allowed, or not in the valid one.
 * @param body is changed
 */
export function repair(body: unknown, { instancePath, keyword, params }: SchemaViolation, sound: unknown): void {
  const missing = keyword === 'required' ? params['missingProperty'] : undefined;
  const extra = params[keyword === 'additionalProperties' ? 'additionalProperty' : 'unevaluatedProperty'];
  const tokens = [...pointerTokens(instancePath)];
  for (const name of [missing, extra]) if (typeof name === 'string') tokens.push(name);
  const last = tokens.pop();
  const parent = valueAt(body, joinPointer('#', ...tokens));
  if (last === undefined || typeof parent !== 'object' || parent === null) return;
  if (typeof extra === 'string' || keyword === 'writeOnly') {
    delete (parent as Record<string, unknown>)[last];
    return;
  }
  // One operation may have a number where another one has it as a text, such as an id.
  const own: unknown = (parent as Record<string, unknown>)[last];
  if (keyword === 'type' && typeof own === 'number' && [params['type']].flat().includes('string')) {
    (parent as Record<string, unknown>)[last] = String(own);
    return;
  }
  // The first item of a valid list can replace any other.
  const path = [...tokens, last].map((token) => (/^\d+$/.test(token) ? '0' : token));
  const replacement = valueAt(sound, joinPointer('#', ...path));
  if (replacement !== undefined) (parent as Record<string, unknown>)[last] = copyOf(replacement);
  else if (isObject(parent) && isObject(valueAt(sound, joinPointer('#', ...path.slice(0, -1))))) delete parent[last];
}

/** A valid object with as many properties as possible of one that can't be repaired. */
export function overlay(sound: unknown, body: unknown, isValid: (value: unknown) => boolean): unknown {
  if (!isObject(sound) || !isObject(body)) return sound;
  let best: Record<string, unknown> = sound;
  for (const [name, value] of Object.entries(body)) {
    const candidate = { ...best, [name]: value };
    if (isValid(candidate)) best = candidate;
  }
  return best;
}
