import { backtrackingDegree } from './backtracking.ts';
import { BoundedCache } from './bounded-cache.ts';
import { sizeOf, toLinearSyntax } from './linear-syntax.ts';
import { type ParsedPattern, parsePattern } from './parse-pattern.ts';

/** How a pattern is matched in bounded time. A text has to pass all parts. */
export interface MatchingPlan {
  readonly parts: readonly PlannedPart[];
  /** The maximum length of a text that is matched, in UTF-16 code units; undefined if there is no limit. */
  readonly maxLength: number | undefined;
}

export interface PlannedPart {
  readonly expression: RegExp;
  /** The same in RE2's syntax, if it has to be matched in linear time. */
  readonly linear: string | undefined;
  /** Whether it must not match. */
  readonly negate: boolean;
}

/** In steps of the search, for a text of the maximum length. */
const maxSteps = 10_000_000;
/** In characters of the pattern times those of the text, where RE2 follows many states at once. */
const maxLinearSteps = 1_000_000;
/** In characters of the pattern: RE2 keeps the sets of states of smaller ones. */
const maxLinearSize = 300;
/** For patterns whose time may be exponential. */
const maxLengthExponential = 16;

/**
 * Decides how a pattern is matched: by V8 if its time is linear; else by RE2; and if RE2 lacks a construct of the pattern,
 * by V8, for texts up to a length. RE2's time is linear in the product of both lengths, so long patterns are bounded, too.
 */
export function planMatching(pattern: ParsedPattern): MatchingPlan {
  return plans.get(pattern.source) ?? plans.add(pattern.source, makePlan(pattern));
}

const plans = new BoundedCache<MatchingPlan>(1000);

function makePlan(pattern: ParsedPattern): MatchingPlan {
  const whole = planPart(pattern);
  if (whole.maxLength === undefined) return { parts: [whole], maxLength: undefined };
  const parts = splitLookaheads(pattern)?.map(({ source, negate }) => {
    const part = parsePattern(source);
    return part && { ...planPart(part), negate };
  });
  const isBounded = parts?.every((part) => part && part.maxLength === undefined);
  if (isBounded) return { parts: parts as PlannedPart[], maxLength: undefined };
  return { parts: [whole], maxLength: whole.maxLength };
}

function planPart(pattern: ParsedPattern): PlannedPart & { readonly maxLength: number | undefined } {
  const plain = { expression: pattern.expression, linear: undefined, negate: false, maxLength: undefined };
  // Without repetitions there is nothing to analyse.
  if (!/[*+{]/.test(pattern.source)) return plain;
  const degree = backtrackingDegree(pattern);
  if (degree === 1) return plain;
  const linear = toLinearSyntax(pattern);
  if (linear !== undefined) {
    const size = sizeOf(pattern.tree?.alternatives ?? []);
    return { ...plain, linear, maxLength: size > maxLinearSize ? Math.floor(maxLinearSteps / size) : undefined };
  }
  const maxLength = Number.isFinite(degree) ? Math.floor(maxSteps ** (1 / degree)) : maxLengthExponential;
  return { ...plain, maxLength };
}

/** Look-aheads at the very start are patterns of their own: `^(?=a)(?!b)c` is `^a`, not `^b`, and `^c`. */
function splitLookaheads({ source, tree }: ParsedPattern): { source: string; negate: boolean }[] | undefined {
  const [only, ...others] = tree?.alternatives ?? [];
  const [start, ...rest] = only?.elements ?? [];
  if (!only || others.length > 0 || start?.type !== 'Assertion' || start.kind !== 'start') return undefined;
  const parts: { source: string; negate: boolean }[] = [];
  let end = start.end;
  for (const node of rest) {
    if (node.type !== 'Assertion' || node.kind !== 'lookahead') break;
    // The numbers of groups would change.
    if (/\\[1-9k]|\((?!\?)|\(\?<(?![=!])/.test(node.raw)) return undefined;
    parts.push({ source: `^(?:${node.raw.slice('(?='.length, -1)})`, negate: node.negate });
    end = node.end;
  }
  return parts.length === 0 ? undefined : [...parts, { source: `^(?:${source.slice(end)})`, negate: false }];
}
