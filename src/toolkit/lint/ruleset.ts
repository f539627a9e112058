import type { Plugin, RawUniversalConfig, UserContext } from '@redocly/openapi-core';
import type { Contract } from '../contract/document/load-contract.ts';
import { sourceLocation } from '../contract/document/redocly.ts';
import type { Problem, Rule } from './rule.ts';
import { rules } from './rules/index.ts';

const preset = 'recommended';

/** The default ruleset. The user's ruleset extends it, with its own `extends` after these. */
export const defaultExtends = ['spec', `concordat/${preset}`];

/** Redocly's preset `spec` checks the structure; these rules check the meaning. */
const redoclyRules: NonNullable<RawUniversalConfig['rules']> = {
  'no-ambiguous-paths': 'warn',
  'no-duplicated-enum-values': 'warn',
  'no-enum-type-mismatch': 'error',
  'no-schema-type-mismatch': 'error',
  'operation-2xx-response': 'warn',
  'operation-4xx-response': 'warn',
  'operation-operationId': 'warn',
  'security-defined': 'warn',
};

const redoclyOas3Rules: NonNullable<RawUniversalConfig['oas3_0Rules']> = {
  'no-empty-servers': 'warn',
  'no-illogical-composition-keywords': 'warn',
  'no-server-trailing-slash': 'warn',
  'no-unused-components': 'warn',
};

/** Redocly's part of the default ruleset, as in a `redocly.yaml`. */
export const redoclyRuleset: RawUniversalConfig = {
  extends: ['spec'],
  rules: redoclyRules,
  oas3_0Rules: redoclyOas3Rules,
  oas3_1Rules: redoclyOas3Rules,
};

/** Our rules as a plugin of Redocly, so that rulesets and ignore files work for them too. */
export function createPlugin(redocly: typeof import('@redocly/openapi-core'), contract: Contract): Plugin {
  const named = rules.map((rule) => [`concordat/${rule.name}`, rule] as const);
  const visitors = named.map(([name, rule]) => [
    name,
    () => ({
      Root: {
        leave(_root: unknown, { report }: UserContext) {
          for (const { message, pointer } of problemsOf(rule, contract)) {
            report({
              message,
              location: sourceLocation(redocly, contract.originOf(pointer)),
            });
          }
        },
      },
    }),
  ]);
  const severities = Object.fromEntries(named.map(([name, { severity }]) => [name, severity]));
  return {
    id: 'concordat',
    rules: { oas3: Object.fromEntries(visitors) },
    configs: {
      [preset]: {
        rules: { ...redoclyRules, ...severities },
        oas3_0Rules: redoclyOas3Rules,
        oas3_1Rules: redoclyOas3Rules,
      },
    },
  };
}

/**
 * A malformed document may make a rule throw any error. That is reported as a finding, so that the findings of the other
 * rules are not lost.
 */
function* problemsOf(rule: Rule, contract: Contract): Iterable<Problem> {
  try {
    yield* rule.check(contract);
  } catch (error) {
    yield { message: `this rule failed: ${(error as Error).message}`, pointer: '#' };
  }
}
