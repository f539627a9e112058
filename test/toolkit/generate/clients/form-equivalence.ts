import type { Contract } from '../../../../src/index.ts';
import { walk } from '../../../../src/toolkit/contract/document/walk.ts';
import { type ClientForm, placeInForm } from '../../../../src/toolkit/generate/clients/form/form.ts';
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
}

/** Validates generated valid and invalid values by each schema of a contract, and by what became of it in the form. */
export function compareForm(contract: Contract, { document }: ClientForm, edges = 20): Comparison {
  const original = new Instances(contract.document);
  const form = new Instances(document);
  const disagreements: Disagreement[] = [];
  let schemas = 0;
  let values = 0;
  const pointers: string[] = [];
  walk(contract.document, ({ kind, pointer }) => {
    if (kind === 'Schema' && !/^#\/webhooks\/|\/callbacks\//.test(pointer)) pointers.push(pointer);
  });
  for (const pointer of pointers) {
    const inForm = placeInForm(document, pointer);
    if (inForm === undefined) continue;
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
  return { schemas, values, disagreements };
}

/** There are none where no value is valid. */
function invalidOf(instances: Instances, pointer: string): unknown[] {
  try {
    return instances.invalid(pointer, instances.valid(pointer), 3).map(({ value }) => value);
  } catch {
    return [];
  }
}
