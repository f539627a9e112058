/** Where the decisions come from that make a value of a schema: how long, which branch, whether a property is there. */
export interface Choices {
  /**
   * @param least and most: what may be chosen, inclusive
   * @param usual what a person would choose
   * @param isMinor that what lies between the extremes is like them: which letter of a class, which part of a pattern
   */
  choose(least: number, most: number, usual: number, isMinor?: boolean): number;
  /** Whether the extremes of each choice are tried one after the other, so that it pays to have few choices. */
  readonly isTrying?: boolean;
}

/** How far apart the extremes of a minor choice are where it is one of letters, and none is worth a value of its own. */
export const manyLetters = 9;

/** Always what a person would choose: plain values, with all optional properties. */
export const defaultChoices: Choices = { choose: (_least, _most, usual) => usual };

/** As small as can be: nothing optional, shortest texts, smallest numbers. */
export const minimalChoices: Choices = { choose: (least) => least };

/**
 * The same for the same seed, on every machine. One decision in eight is an extreme.
 * @see https://github.com/bryc/code/blob/master/jshash/PRNGs.md the generator sfc32
 */
export function seededChoices(seed: string | number): Choices {
  const next = createRandom(seed);
  return {
    choose(least, most) {
      const dice = next();
      if (dice < 1 / 16) return least;
      if (dice < 1 / 8) return most;
      return least + Math.floor(next() * (most - least + 1));
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

/** What was chosen, to try the others one by one. */
export interface Decision {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
  readonly isMinor: boolean;
}

/** Takes the usual choice but for one decision, and writes all of them down. */
export function deviatingChoices(decisions: Decision[], at = -1, choice = 0): Choices {
  return {
    isTrying: true,
    choose(least, most, usual, isMinor = false) {
      decisions.push({ least, most, usual, isMinor });
      return decisions.length - 1 === at ? Math.min(most, Math.max(least, choice)) : usual;
    },
  };
}
