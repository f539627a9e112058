import { isDeepStrictEqual } from 'node:util';
import type { Contract } from '../../../../src/index.ts';
import { joinPointer, pointerTokens, valueAt } from '../../../../src/toolkit/contract/document/json-pointer.ts';
import type { SchemaObject } from '../../../../src/toolkit/contract/document/openapi.ts';
import { walk } from '../../../../src/toolkit/contract/document/walk.ts';
import type { ClientForm } from '../../../../src/toolkit/generate/clients/form/form.ts';
import { Instances } from '../../../../src/toolkit/instances/index.ts';

/** A value that a schema and its form disagree about. */
export interface Disagreement {
  readonly pointer: string;
  readonly inForm: string;
  readonly value: unknown;
  readonly isValid: boolean;
}

/** What {@link compareForm} did. */
export interface Comparison {
  readonly schemas: number;
  readonly values: number;
  readonly disagreements: readonly Disagreement[];
  /** Schemas of the contract that are nowhere in the form. */
  readonly missing: readonly string[];
}

/** Validates generated valid and invalid values by each schema of a contract, and by what became of it in the form. */
export function compareForm(contract: Contract, clientForm: ClientForm, edges = 20): Comparison {
  const original = new Instances(contract.document);
  const form = new Instances(clientForm.document);
  const disagreements: Disagreement[] = [];
  const missing: string[] = [];
  let schemas = 0;
  let values = 0;
  const pointers: string[] = [];
  walk(contract.document, ({ kind, pointer }) => {
    if (kind === 'Schema' && !/^#\/webhooks\/|\/callbacks\//.test(pointer)) pointers.push(pointer);
  });
  for (const pointer of pointers) {
    const inForm = placeInForm(clientForm, pointer);
    if (inForm === undefined) {
      missing.push(pointer);
      continue;
    }
    schemas++;
    const valid = [...original.edges(pointer, edges), ...[1, 2].map((seed) => original.valid(pointer, seed))];
    const invalid = invalidOf(original, pointer);
    for (const value of [...valid, ...invalid, null, true, 0, 'text', [], {}]) {
      if (value === undefined) continue;
      values++;
      const isValid = original.isValid(value, pointer);
      if (form.isValid(value, inForm) !== isValid) disagreements.push({ pointer, inForm, value, isValid });
    }
  }
  return { schemas, values, disagreements, missing };
}

/** There are none where no value is valid. */
function invalidOf(instances: Instances, pointer: string): unknown[] {
  try {
    return instances.invalid(pointer, instances.valid(pointer), 3).map(({ value }) => value);
  } catch {
    return [];
  }
}

/** Where a schema of the contract is in the form, which has moved those without a name, called others otherwise, and hidden keywords. */
function placeInForm({ document, origins }: ClientForm, pointer: string): string | undefined {
  const names = new Map([...origins].map(([name, origin]) => [origin, name]));
  let place = '#';
  for (const token of pointerTokens(pointer)) {
    const isName = place === '#/components/schemas';
    const written = (isName ? names.get(joinPointer(place, token)) : undefined) ?? token;
    let way = wayTo(valueAt(document, place), written);
    while (way === undefined) {
      const { $ref, anyOf } = (valueAt(document, place) ?? {}) as { $ref?: string; anyOf?: SchemaObject[] };
      // Or what moved can be null.
      const target = $ref ?? anyOf?.[0]?.$ref;
      if (target === undefined) return undefined;
      place = target;
      way = wayTo(valueAt(document, place), written);
    }
    place = joinPointer(place, ...way);
  }
  return place;
}

/** What is hidden is as it was, but for the properties, and what is beside it may be written otherwise. */
function wayTo(value: unknown, token: string): string[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { if: condition, then, not } = value as Record<string, Record<string, unknown>>;
  const isHidden = (hidden: unknown) => token !== 'properties' && Object.hasOwn(hidden ?? {}, token);
  if (isDeepStrictEqual(condition, {}) && isHidden(then)) return ['then', token];
  if (isHidden(not?.['not'])) return ['not', 'not', token];
  return Object.hasOwn(value, token) ? [token] : undefined;
}
