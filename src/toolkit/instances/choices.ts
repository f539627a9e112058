/**
 * What a choice is of. Of options each one is tried, of amounts such as lengths the extremes; letters of a class and
 * repetitions in a pattern are alike.
 */
export type ChoiceKind = 'option' | 'amount' | 'letter';

/** Makes the decisions for a value of a schema: how long, which branch, whether a property is there. */
export interface Choices {
  /**
   * @param min inclusive
   * @param max inclusive
   * @param defaultChoice for a plain value
   * @param kind default: `option`
   */
  choose(min: number, max: number, defaultChoice: number, kind?: ChoiceKind): number;
  /** Whether the extremes of each choice are tried one by one, so that there should be few choices. */
  readonly isTrying?: boolean;
  /** Whether the examples and defaults of schemas are taken as they are written, valid or not. */
  readonly takesExamples?: boolean;
}

/** A choice of letters with at least this range: its extremes aren't tried one by one. */
export const manyLetters = 9;

/** Plain values, with all optional properties. */
export const defaultChoices: Choices = { choose: (_min, _max, defaultChoice) => defaultChoice };

/** Plain values, with what the schemas give as examples and defaults. */
export const exampleChoices: Choices = { ...defaultChoices, takesExamples: true };

/** The smallest values: no optional properties, shortest texts, smallest numbers. */
export const minimalChoices: Choices = { choose: (min) => min };

/**
 * Random values, the same for the same seed on every machine. One decision in eight is an extreme.
 * @see https://github.com/bryc/code/blob/master/jshash/PRNGs.md the generator sfc32
 */
export function seededChoices(seed: string | number): Choices {
  const next = createRandom(seed);
  return {
    choose(min, max) {
      const dice = next();
      if (dice < 1 / 16) return min;
      if (dice < 1 / 8) return max;
      return min + Math.floor(next() * (max - min + 1));
    },
  };
}

/** Numbers from 0 inclusive to 1 exclusive. */
export function createRandom(seed: string | number): () => number {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
  for (const character of String(seed)) d = Math.imul(d ^ (character.codePointAt(0) ?? 0), 0x01000193);
  const next = () => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}

/** A choice that was asked for. */
export interface Decision {
  readonly min: number;
  readonly max: number;
  readonly defaultChoice: number;
  readonly kind: ChoiceKind;
}

/** The default choices, which are all recorded. */
export function recordedChoices(decisions: Decision[]): Choices {
  return {
    isTrying: true,
    choose(min, max, defaultChoice, kind = 'option') {
      decisions.push({ min, max, defaultChoice, kind });
      return defaultChoice;
    },
  };
}

/** The default choices but for one. @param index of the recorded decision that is another */
export function deviatingChoices(index: number, choice: number): Choices {
  let asked = 0;
  return {
    isTrying: true,
    choose: (min, max, defaultChoice) => (asked++ === index ? Math.min(max, Math.max(min, choice)) : defaultChoice),
  };
}

/** Choices shifted by a number, where the same choices would give the same value again. */
export function shifted(choices: Choices, by: number): Choices {
  if (by === 0) return choices;
  return {
    choose(min, max, defaultChoice, kind) {
      const chosen = choices.choose(min, max, defaultChoice, kind);
      const range = max - min + 1;
      return range > 1 ? min + ((chosen - min + by) % range) : chosen;
    },
  };
}
