import { copyOf } from '../contract/document/copy.ts';
import { isObject } from '../contract/document/is-object.ts';
import { joinPointer, pointerTokens, valueAt } from '../contract/document/json-pointer.ts';
import { pointerTo } from '../contract/document/pointer-index.ts';
import type { SchemaViolation } from '../contract/schema/schema-validator.ts';
import type { Instances } from '../instances/index.ts';

/**
 * Replaces an invalid part of a value by that of a valid value, and removes what isn't allowed, or not in the valid one. Of what
 * fits no branch of a union, the rest stays.
 * @param body is changed
 */
export function repair(body: unknown, violation: SchemaViolation, sound: unknown, instances: Instances): void {
  if (repairByBranch(body, violation, instances)) return;
  const { instancePath, keyword, params, schema } = violation;
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
  // The first item of a valid list can replace any other.
  const path = [...tokens, last].map((token) => (/^\d+$/.test(token) ? '0' : token));
  const replacement = valueAt(sound, joinPointer('#', ...path));
  if (replacement !== undefined) (parent as Record<string, unknown>)[last] = copyOf(replacement);
  else if (Array.isArray(parent)) replaceItem(parent, Number(last), schema, instances);
  else if (isObject(parent) && isObject(valueAt(sound, joinPointer('#', ...path.slice(0, -1))))) delete parent[last];
}

/** Of a list that is empty or missing in the valid value. */
function replaceItem(list: unknown[], index: number, schema: SchemaViolation['schema'], instances: Instances): void {
  const pointer = pointerTo(instances.validator.document, schema);
  const made = pointer === undefined ? undefined : instances.valid(pointer);
  if (made !== undefined) list[index] = copyOf(made);
}

/** @returns whether the part fits a branch now: the one that it broke least of */
function repairByBranch(
  body: unknown,
  { keyword, instancePath, schema }: SchemaViolation,
  instances: Instances,
): boolean {
  if (keyword !== 'oneOf' && keyword !== 'anyOf') return false;
  const value = valueAt(body, `#${instancePath}`);
  if (!isObject(value)) return false;
  const { validator } = instances;
  const branches = schema[keyword] as readonly unknown[];
  const broken = branches.flatMap((branch) => {
    if (!isObject(branch)) return [];
    const pointer = pointerTo(validator.document, branch);
    if (pointer === undefined) return [];
    const violations = validator.validate(value, pointer);
    const isOfOtherType = violations.some((one) => one.keyword === 'type' && one.instancePath === '');
    return isOfOtherType ? [] : [{ pointer, violations }];
  });
  const rank = ({ violations }: (typeof broken)[0]) =>
    violations.filter(isOfOtherBranch).length * 1000 + violations.length;
  const [nearest] = broken.toSorted((a, b) => rank(a) - rank(b));
  if (!nearest || nearest.violations.length === 0) return false;
  const sound = instances.valid(nearest.pointer);
  for (const violation of nearest.violations) repair(value, violation, sound, instances);
  return instances.isValid(value, nearest.pointer);
}

/** Whether a violation says that another branch is meant: by the only value that this one has for it. */
function isOfOtherBranch({ keyword, params }: SchemaViolation): boolean {
  const allowed = params['allowedValues'];
  return keyword === 'const' || (keyword === 'enum' && Array.isArray(allowed) && allowed.length === 1);
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
