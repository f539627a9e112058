import { createRequire } from 'node:module';
import { BoundedCache } from '../pattern/bounded-cache.ts';
import { parsePattern } from '../pattern/parse-pattern.ts';
import { type PlannedPart, planMatching } from '../pattern/plan-matching.ts';
import { testWithin } from '../pattern/test-within.ts';

/** A compiled pattern, as Ajv needs it. */
export interface PatternMatcher {
  test(text: string): boolean;
  readonly code: string;
}

/** RE2 is loaded with the first pattern that needs it; few contracts have one. */
const require = createRequire(import.meta.url);
const matchers = new BoundedCache<PatternMatcher>(1000);

/**
 * Compiles a `pattern` so that matching takes time linear in the length of the text, or is bounded otherwise. An invalid
 * pattern matches every text, so that the rest of its contract can be used; the contract's warnings name it.
 * @see https://json-schema.org/draft/2020-12/json-schema-validation#section-6.3.3
 */
export function compilePattern(source: string): PatternMatcher {
  return matchers.get(source) ?? matchers.add(source, makeMatcher(source));
}
compilePattern.code = 'compilePattern';

function makeMatcher(source: string): PatternMatcher {
  const pattern = parsePattern(source);
  // Ajv merges matchers whose texts are equal.
  const named = { code: '', toString: () => `pattern ${source}` };
  if (!pattern) return { ...named, test: () => true };
  const { parts, maxLength = Number.POSITIVE_INFINITY } = planMatching(pattern);
  const [only, ...others] = parts.map((part) => testOf(part, maxLength)) as [PartTest, ...PartTest[]];
  const isPlain = others.length === 0 && maxLength === Number.POSITIVE_INFINITY && parts[0]?.linear === undefined;
  if (isPlain) return Object.assign(pattern.expression, { code: '' });
  return {
    ...named,
    test: (text) => text.length <= maxLength && only(text) && others.every((test) => test(text)),
  };
}

type PartTest = (text: string) => boolean;

/** In UTF-16 code units. A limit below the second is that of a pattern whose time may be exponential, or nearly so. */
const surelyQuick = { text: 200, limit: 1000 };

function testOf({ expression, linear, negate }: PlannedPart, maxLength: number): PartTest {
  if (linear === undefined && maxLength === Number.POSITIVE_INFINITY) return (text) => expression.test(text) !== negate;
  if (linear === undefined) {
    return (text) =>
      maxLength >= surelyQuick.limit && text.length <= surelyQuick.text
        ? expression.test(text) !== negate
        : testWithin(expression, text) === !negate;
  }
  const { RE2JS } = require('re2js') as typeof import('re2js');
  const compiled = RE2JS.compile(linear);
  return (text) => compiled.test(text) !== negate;
}
