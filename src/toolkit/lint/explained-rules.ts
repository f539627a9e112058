import { loadRedocly, withoutPlugins } from '../contract/document/redocly.ts';
import { redoclyRequirements } from './redocly-rules.ts';
import { rules } from './rules/index.ts';
import { redoclyRuleset } from './ruleset.ts';

/** What a rule of lint requires. */
export interface ExplainedRule {
  readonly name: string;
  /** In the default ruleset. */
  readonly severity: 'error' | 'warn' | 'off';
  /** A sentence without its end; undefined for rules of Redocly that are off by default. */
  readonly requires: string | undefined;
  readonly advice: string;
  readonly see?: string;
}

/** All rules that a ruleset can name, without those of its plugins: ours, then Redocly's. */
export async function explainRules(): Promise<ExplainedRule[]> {
  const redocly = await loadRedocly();
  const [all, ours] = await Promise.all(
    [{ extends: ['all'] }, redoclyRuleset].map((ruleset) =>
      redocly.createConfig(ruleset, { configPath: withoutPlugins }),
    ),
  );
  const own = rules.map(({ name, severity, requires, advice }) => ({
    name: `concordat/${name}`,
    severity,
    requires,
    advice,
  }));
  const theirs = Object.keys(all?.rules.oas3_1 ?? {}).map((name) => ({
    name,
    severity: severityOf(ours?.rules.oas3_1[name as never]),
    requires: redoclyRequirements[name],
    advice: "Redocly's page has examples. redocly.yaml sets the severity: error, warn or off.",
    see: `https://redocly.com/docs/cli/rules/${common.has(name) ? 'common' : 'oas'}/${name.toLowerCase()}`,
  }));
  return [...own, ...theirs];
}

/** Those that aren't of OpenAPI alone. */
const common = new Set(['struct', 'no-unresolved-refs']);

function severityOf(setting: unknown): ExplainedRule['severity'] {
  return setting === 'error' || setting === 'warn' ? setting : 'off';
}
