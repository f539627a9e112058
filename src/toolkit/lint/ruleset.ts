import type { Plugin, RawUniversalConfig, UserContext } from '@redocly/openapi-core';
import type { Contract } from '../contract/document/load-contract.ts';
import { sourceLocation } from '../contract/document/redocly.ts';
import type { Problem, Rule } from './rule.ts';
import { rules } from './rules/index.ts';

const preset = 'recommended';

/** What is checked where the user's own ruleset doesn't say otherwise, before that ruleset's own `extends`. */
export const defaultExtends = ['spec', `concordat/${preset}`];

/** Redocly's rules about structure come with its preset `spec`; these are the ones about sense. */
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

/** The rules of Redocly's that the default ruleset turns on, as they would stand in a `redocly.yaml`. */
export const redoclyRuleset: RawUniversalConfig = {
  extends: ['spec'],
  rules: redoclyRules,
  oas3_0Rules: redoclyOas3Rules,
  oas3_1Rules: redoclyOas3Rules,
};

/** Our rules as a Redocly plugin, so that rulesets and ignore files treat them as they treat Redocly's own. */
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
 * A document can break its shape in any way, and a rule stumble over it with any error: that is a finding of this rule,
 * and no reason to lose those of the others.
 */
function* problemsOf(rule: Rule, contract: Contract): Iterable<Problem> {
  try {
    yield* rule.check(contract);
  } catch (error) {
    yield { message: `this rule failed: ${(error as Error).message}`, pointer: '#' };
  }
}
