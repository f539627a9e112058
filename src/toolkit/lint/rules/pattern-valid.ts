import { judgePattern } from '../../contract/pattern/judge-pattern.ts';
import type { Rule } from '../rule.ts';

/**
 * Patterns are ECMA-262 regular expressions, without syntax of other dialects.
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-6.4
 */
export const patternValid: Rule = {
  name: 'pattern-valid',
  severity: 'error',
  requires:
    'each pattern, and each key of patternProperties, is an ECMA-262 regular expression without syntax of other dialects',
  advice: 'Write it as JavaScript does: ^ and $ in place of \\A and \\z, no (?i), no ++.',
  *check({ patterns }) {
    for (const { pattern, pointer } of patterns) {
      const problem = judgePattern(pattern);
      if (problem) yield { message: problem.message, pointer };
    }
  },
};
