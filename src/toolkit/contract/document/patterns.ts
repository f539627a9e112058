import { judgePattern } from '../pattern/judge-pattern.ts';
import { parsePattern } from '../pattern/parse-pattern.ts';
import { planMatching } from '../pattern/plan-matching.ts';
import { escapeToken } from './json-pointer.ts';
import type { Visit } from './walk.ts';

/** A pattern of a contract. */
export interface PatternPlace {
  readonly pattern: string;
  /** Into the bundled document. */
  readonly pointer: string;
  /** Of the same schema, in characters; undefined if it has none. */
  readonly maxLength: number | undefined;
}

export interface PatternWarning {
  readonly code: 'pattern-invalid' | 'pattern-dialect' | 'pattern-length-limited';
  readonly message: string;
  readonly pointer: string;
}

/** The `pattern` of a schema, and the keys of its `patternProperties`. */
export function patternsIn({ kind, node, pointer }: Visit): PatternPlace[] {
  if (kind !== 'Schema') return [];
  const { pattern, maxLength, patternProperties, propertyNames } = node;
  const named =
    typeof patternProperties === 'object' && patternProperties !== null ? Object.keys(patternProperties) : [];
  return [
    ...(typeof pattern === 'string'
      ? [{ pattern, pointer: `${pointer}/pattern`, maxLength: lengthOf(maxLength) }]
      : []),
    ...named.map((name) => ({
      pattern: name,
      pointer: `${pointer}/patternProperties/${escapeToken(name)}`,
      maxLength: lengthOf((propertyNames as { maxLength?: unknown } | undefined)?.maxLength),
    })),
  ];
}

function lengthOf(limit: unknown): number | undefined {
  return typeof limit === 'number' ? limit : undefined;
}

/** Warns of patterns that are invalid, written in another dialect, or matched up to a length only. */
export function findPatternWarnings(patterns: readonly PatternPlace[]): PatternWarning[] {
  return patterns.flatMap(({ pattern, pointer, maxLength }): PatternWarning[] => {
    const problem = judgePattern(pattern);
    if (problem?.kind === 'invalid') return [{ code: 'pattern-invalid', message: problem.message, pointer }];
    const parsed = parsePattern(pattern);
    const limit = parsed && planMatching(parsed).maxLength;
    return [
      ...(problem ? [{ code: 'pattern-dialect', message: problem.message, pointer } as const] : []),
      ...(limit === undefined || (maxLength !== undefined && maxLength <= limit / 2)
        ? []
        : [{ code: 'pattern-length-limited', message: describeLimit(pattern, limit), pointer } as const]),
    ];
  });
}

function describeLimit(pattern: string, limit: number): string {
  return (
    `"${pattern}" can take very long to match, so texts of more than ${limit} UTF-16 code units are rejected. Rewrite it so ` +
    'that no two of its repetitions match the same text, or without look-arounds and back references, or give its schema a ' +
    `maxLength of at most ${Math.floor(limit / 2)}.`
  );
}
