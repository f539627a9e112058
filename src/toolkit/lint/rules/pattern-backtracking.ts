import type { PatternPlace } from '../../contract/document/patterns.ts';
import { findAttack, type PatternAttack } from '../../contract/pattern/find-attack.ts';
import { quote } from '../../contract/pattern/judge-pattern.ts';
import { type ParsedPattern, parsePattern } from '../../contract/pattern/parse-pattern.ts';
import { planMatching } from '../../contract/pattern/plan-matching.ts';
import type { Problem, Rule } from '../rule.ts';

/** To try an attack takes a tenth of a second, and a contract may have thousands of such patterns. */
const maxTried = 50;

/**
 * No pattern takes time that grows faster than the length of a text, in tools that match by backtracking: most languages'
 * own. Concordat doesn't (`contract/pattern/`), but clients and gateways that use the contract do.
 * @see https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS
 */
export const patternBacktracking: Rule = {
  name: 'pattern-backtracking',
  severity: 'warn',
  requires: 'no pattern takes time that grows faster than the length of a text in tools that match by backtracking',
  advice: 'Write the pattern as the message says, or set a maxLength that is short enough.',
  *check({ patterns }) {
    let tried = 0;
    for (const place of patterns) {
      const parsed = parsePattern(place.pattern);
      if (!parsed || isLinear(parsed)) continue;
      const attack = ++tried > maxTried ? undefined : findAttack(parsed, place.maxLength);
      const problem = describe(place, attack, limitOf(place, parsed));
      if (problem) yield problem;
    }
  },
};

function isLinear(pattern: ParsedPattern): boolean {
  const { parts, maxLength } = planMatching(pattern);
  return maxLength === undefined && parts.every(({ linear }) => linear === undefined);
}

/** Up to which length Concordat itself matches, unless the schema sets less. */
function limitOf({ maxLength }: PatternPlace, pattern: ParsedPattern): number | undefined {
  const limit = planMatching(pattern).maxLength;
  return limit !== undefined && maxLength !== undefined && maxLength <= limit / 2 ? undefined : limit;
}

function describe(
  { pattern, pointer }: PatternPlace,
  attack: PatternAttack | undefined,
  limit: number | undefined,
): Problem | undefined {
  if (!attack && limit === undefined) return undefined;
  const limited =
    limit === undefined ? [] : [`Concordat rejects texts of more than ${limit} UTF-16 code units for it.`];
  const sentences = attack
    ? [describeTime(pattern, attack), `For example, on ${describeText(attack)}.`, ...limited, describeRewriting(attack)]
    : [
        `${quote(pattern)} may take very long where it is matched by backtracking, and can't be matched otherwise.`,
        ...limited,
        'Write it without look-arounds, back references and large counts, or so that no two of its repetitions match the same text.',
      ];
  return { message: sentences.join(' '), pointer };
}

function describeTime(pattern: string, { degree, parts, isSearch }: PatternAttack): string {
  const growth =
    degree === Number.POSITIVE_INFINITY
      ? 'doubles with each repetition'
      : 'grows with the square of the length or faster';
  const [first = pattern, second] = parts.map(quote);
  const reason = isSearch
    ? `it is tried at each character, and ${first} matches the rest each time`
    : second === undefined
      ? `${first} can match the same text in several ways`
      : `${first} and ${second} after it can match the same text`;
  return `${quote(pattern)} takes time that ${growth} where it is matched by backtracking: ${reason}.`;
}

function describeText({ prefix, repeated, times, suffix }: PatternAttack): string {
  const parts = [
    ...(prefix === '' ? [] : [JSON.stringify(prefix)]),
    `${times} times ${JSON.stringify(repeated)}`,
    ...(suffix === '' ? [] : [JSON.stringify(suffix)]),
  ];
  return parts.join(', then ');
}

function describeRewriting({ degree, isSearch }: PatternAttack): string {
  if (degree === Number.POSITIVE_INFINITY)
    return 'Begin or end what is repeated with a character that the rest of it never matches: ^a+(?:-a+)*$ rather than ^(a+-?)+$.';
  const separate = isSearch
    ? 'Begin it with ^'
    : 'Put a character between the two that the first never matches: [^:]+: rather than .+:';
  return `${separate}, or give its schema a maxLength.`;
}
