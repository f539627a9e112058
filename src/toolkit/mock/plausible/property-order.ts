import type { Property } from './absence.ts';
import { wordsOf } from './words.ts';

/** What others need comes first: statuses, then names; then what follows from them. */
export function inOrder(properties: readonly Property[]): Property[] {
  const steps: [Property[], Property[], Property[], Property[]] = [[], [], [], []];
  for (const property of properties) steps[stepOf(property)].push(property);
  return steps.flat();
}

function stepOf({ name, merged }: Property): 0 | 1 | 2 | 3 {
  if (merged.fixed) return 0;
  const step = knownSteps.get(name) ?? stepOfName(name);
  knownSteps.set(name, step);
  return step === 2 && merged.isTime ? 3 : step;
}

const knownSteps = new Map<string, 1 | 2 | 3>();

function stepOfName(name: string): 1 | 2 | 3 {
  if (knownSteps.size > 20_000) knownSteps.clear();
  const words = wordsOf(name);
  if (/\b(name|title|label|subject|headline|city)$/.test(words)) return 1;
  return /\b(slug|url|uri|image|photo|avatar|cover|picture|logo|type|compare at|original|list price)\b/.test(words)
    ? 3
    : 2;
}
