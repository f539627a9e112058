import { type CauseContext, echoes, rules } from './cause-rules.ts';
import type { Symptom } from './symptom.ts';

/** A cause, and what else it leads to. */
export type CauseOf<T extends Symptom> = readonly [main: T, also: readonly T[]];

/**
 * Puts symptoms of one cause together: the one that is closest to the cause, and the others. Symptoms that may have a cause of
 * their own stay apart.
 */
export function findCauses<T extends Symptom>(symptoms: readonly T[], context: CauseContext): CauseOf<T>[] {
  const mains = new Map<Symptom, Symptom>();
  const mainOf = (symptom: Symptom): Symptom => {
    let main = symptom;
    for (let next = mains.get(main); next !== undefined; next = mains.get(main)) main = next;
    // Many symptoms that were put together one by one would be a long chain.
    for (let one = symptom; one !== main; ) {
      const next = mains.get(one) as Symptom;
      mains.set(one, main);
      one = next;
    }
    return main;
  };
  for (const rule of rules) {
    for (const [first, ...others] of rule(symptoms, context)) {
      const main = first && mainOf(first);
      if (main) for (const other of others.map(mainOf)) if (other !== main) mains.set(other, main);
    }
  }
  // Only what nothing else explains: the value may be wrong for another reason, too.
  const explaining = new Set(mains.values());
  for (const [main, echo] of echoes(symptoms)) {
    if (!main || !echo || mains.has(echo) || explaining.has(echo)) continue;
    mains.set(echo, mainOf(main));
    explaining.add(mainOf(main));
  }
  const groups = Map.groupBy(symptoms, mainOf) as Map<T, T[]>;
  return [...groups].map(([main, all]) => [main, all.filter((other) => other !== main)] as const);
}
