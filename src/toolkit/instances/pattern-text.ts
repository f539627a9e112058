import type { AST } from '@eslint-community/regexpp';
import { BoundedCache } from '../contract/pattern/bounded-cache.ts';
import { parsePattern } from '../contract/pattern/parse-pattern.ts';
import { validationClock } from '../contract/schema/limits/validation-clock.ts';
import { type Choices, manyLetters } from './choices.ts';
import { type Lookahead, type PatternPart, partsOf } from './pattern-parts.ts';

/** How many more repetitions than the minimum there are at most, where the pattern sets no maximum. */
const maxExtraRepeats = 3;
/** A maximum above this is ignored. */
const maxRepeats = 1000;
/** In characters, where the schema sets no maximum. */
const defaultMaxLength = 1000;
/** In characters: the maximum length of a text among the edge cases. */
const maxEdgeLength = 5000;
/** In characters: no texts are made for a pattern that needs longer ones. */
const maxNeededLength = 1_000_000;
/** In parts of a text: repetitions within each other may make very many, all of them empty. */
const maxParts = 2_000_000;

/** The pattern needs a text that is too long. */
class TooLong extends Error {}

/** Letters pad most patterns; the others end a word before `\b`. */
const fillers = 'a -0';

const known = new BoundedCache<PatternPart>(1000);

/**
 * Makes a text for a pattern, with a length in characters between `min` and `max` if the pattern has such texts. Negative
 * look-arounds and word boundaries are ignored: the caller matches the text, and tries other choices.
 * @param extra how many more repetitions than by default there may be
 * @returns an empty text if the pattern is invalid, or needs a text that is too long
 */
export function makePatternText(source: string, choices: Choices, min: number, max: number, extra = 0): string {
  const pattern = parsePattern(source);
  if (!pattern) return '';
  const part = known.get(source) ?? known.add(source, partsOf(pattern));
  if (part.min > maxNeededLength) return '';
  const limit = Number.isFinite(max) ? max : Math.max(min, part.min, defaultMaxLength);
  try {
    return new TextMaker(choices, max, extra).make(part, min, limit);
  } catch (error) {
    if (error instanceof TooLong) return '';
    throw error;
  }
}

class TextMaker {
  readonly #choices: Choices;
  readonly #maxLength: number;
  readonly #extra: number;
  readonly #captured = new Map<AST.CapturingGroup, string>();
  #parts = 0;
  #referenced = 0;
  /** 0 takes the first character of each class, 2 the last: trying the classes one by one would find nothing more. */
  readonly #end: number;

  constructor(choices: Choices, max: number, extra: number) {
    this.#choices = choices;
    this.#maxLength = max;
    this.#extra = extra;
    this.#end = choices.isTrying ? choices.choose(0, 2, 1) : 1;
  }

  make(part: PatternPart, min: number, max: number): string {
    validationClock.step();
    if (++this.#parts > maxParts) throw new TooLong();
    switch (part.kind) {
      case 'characters':
        return part.pool[this.#chooseIndex(part.pool.length)] ?? '';
      case 'sequence':
        return this.#sequence(part.parts, min, max);
      case 'choice': {
        const fitting = part.options.filter((option) => option.min <= max && option.max >= min);
        const options = fitting.length > 0 ? fitting : part.options;
        return this.make(options[this.#chooseIndex(options.length)] as PatternPart, min, max);
      }
      case 'repeat':
        return this.#repeat(part, min, max);
      case 'group': {
        const text = this.make(part.part, min, max);
        this.#captured.set(part.node, text);
        return text;
      }
      case 'reference':
        return this.#reference(part.groups);
      case 'filler':
        return fillers.charAt(this.#extra % fillers.length).repeat(Math.max(0, min));
      default:
        return '';
    }
  }

  /** What groups of references to groups of references take doubles with each. */
  #reference(groups: readonly AST.CapturingGroup[]): string {
    const text = groups.map((group) => this.#captured.get(group)).find((captured) => captured !== undefined) ?? '';
    this.#referenced += text.length;
    if (this.#referenced > maxNeededLength) throw new TooLong();
    return text;
  }

  #chooseIndex(count: number): number {
    if (count < 2) return 0;
    if (this.#end !== 1 && count > manyLetters) return this.#end === 0 ? 0 : count - 1;
    return this.#choices.choose(0, count - 1, (count - 1) >> 1, 'letter');
  }

  #repeat({ part, from, to }: PatternPart & { kind: 'repeat' }, min: number, max: number): string {
    const minCount = Math.max(from, part.max === 0 ? 0 : Math.ceil(Math.max(0, min) / part.max));
    const maxCount = Math.max(
      minCount,
      Math.min(to, part.min === 0 ? Number.POSITIVE_INFINITY : Math.floor(max / part.min)),
    );
    const count = this.#chooseCount(Math.min(minCount, to), maxCount, from, to > maxRepeats);
    let text = '';
    let length = 0;
    for (let left = count - 1; left >= 0; left--) {
      const made = this.make(
        part,
        Math.max(part.min, min - length - left * part.max || 0),
        Math.min(part.max, max - length - left * part.min),
      );
      text += made;
      length += lengthOf(made);
    }
    return text;
  }

  #chooseCount(min: number, max: number, from: number, isOpen: boolean): number {
    const room = Math.max(min, from + maxExtraRepeats + this.#extra);
    const maxChosen = isOpen ? Math.min(max, room) : max;
    if (maxChosen === min) return min;
    const defaultCount = Math.min(maxChosen, Math.max(min, from + 1));
    if (!this.#choices.isTrying) return this.#choices.choose(min, maxChosen, defaultCount, 'letter');
    // The edges of a repetition without a maximum are those of the schema's `maxLength`.
    const maxTried = Number.isFinite(this.#maxLength) ? Math.min(max, Math.max(room, maxEdgeLength)) : maxChosen;
    return [min, defaultCount, maxTried][this.#choices.choose(0, 2, 1, 'letter')] as number;
  }

  #sequence(parts: readonly PatternPart[], min: number, max: number): string {
    const aheads = parts.flatMap((part) => (part.kind === 'ahead' ? [part.ahead] : []));
    let [from, to] = [min, max];
    for (const { core, floats, ends } of aheads) {
      from = Math.max(from, core.min);
      if (ends && !floats) to = Math.min(to, core.max);
    }
    from = Math.min(
      Math.max(
        from,
        aheads.filter(({ floats }) => floats).reduce((sum, { core }) => sum + core.min, 0),
      ),
      to,
    );
    let restMin = sumOf(parts, 'min');
    let restMax = sumOf(parts, 'max');
    const texts: string[] = [];
    const placed: [place: number, ahead: Lookahead][] = [];
    let length = 0;
    for (const [index, part] of parts.entries()) {
      restMin -= part.min;
      restMax = Number.isFinite(part.max) ? restMax - part.max : sumOf(parts.slice(index + 1), 'max');
      if (part.kind === 'ahead') placed.push([length, part.ahead]);
      const made =
        part.kind === 'behind'
          ? length === 0
            ? this.make(part.part, 0, part.part.max)
            : ''
          : this.make(part, Math.max(part.min, from - length - restMax), Math.min(part.max, to - length - restMin));
      texts.push(made);
      length += lengthOf(made);
    }
    return placed.length === 0 ? texts.join('') : this.#place(placed, [...texts.join('')]);
  }

  /** Overwrites parts of a text as the look-aheads require, one after the other. */
  #place(placed: readonly [number, Lookahead][], characters: string[]): string {
    let floating = 0;
    for (const [place, { core, floats, ends }] of placed) {
      if (ends && !floats) continue;
      const text = [...this.make(core, core.min, core.max)];
      const start = ends ? characters.length - text.length : floats ? place + floating : place;
      if (text.length === 0 || start < 0 || start + text.length > characters.length) continue;
      characters.splice(start, text.length, ...text);
      floating += floats && !ends ? text.length : 0;
    }
    return characters.join('');
  }
}

function sumOf(parts: readonly PatternPart[], key: 'min' | 'max'): number {
  return parts.reduce((sum, part) => sum + part[key], 0);
}

function lengthOf(text: string): number {
  let length = 0;
  for (const _character of text) length++;
  return length;
}
