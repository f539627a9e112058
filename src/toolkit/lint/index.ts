export { type LintOptions, lint } from './lint.ts';
export type { RulesetOptions } from './load-ruleset.ts';
