import { type CauseContext, echoes, rules, type Symptom } from './cause-rules.ts';

/** A cause, and what else it leads to. */
export type CauseOf<T extends Symptom> = readonly [main: T, also: readonly T[]];

/**
 * Puts symptoms of one cause together: the one that is closest to the cause, and the others. Symptoms that may have a cause of
 * their own stay apart.
 */
export function findCauses<T extends Symptom>(symptoms: readonly T[], context: CauseContext): CauseOf<T>[] {
  const mains = new Map<Symptom, Symptom>();
  const mainOf = (symptom: Symptom): Symptom => {
    const next = mains.get(symptom);
    return next === undefined ? symptom : mainOf(next);
  };
  for (const rule of rules) {
    for (const [first, ...others] of rule(symptoms, context)) {
      const main = first && mainOf(first);
      if (main) for (const other of others.map(mainOf)) if (other !== main) mains.set(other, main);
    }
  }
  // Only what nothing else explains: the value may be wrong for another reason, too.
  for (const [main, echo] of echoes(symptoms)) {
    const isAlone = echo && !mains.has(echo) && ![...mains.values()].includes(echo);
    if (main && isAlone) mains.set(echo, mainOf(main));
  }
  const groups = Map.groupBy(symptoms, mainOf) as Map<T, T[]>;
  return [...groups].map(([main, all]) => [main, all.filter((other) => other !== main)] as const);
}
