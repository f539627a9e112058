import type { NormalizedProblem } from '@redocly/openapi-core';
import type { Finding } from '../contract/document/finding.ts';
import type { Contract, LoadOptions } from '../contract/document/load-contract.ts';
import { withinStack } from '../contract/document/overflow.ts';
import { createResolver, loadRedocly, positionOf, sourceOf } from '../contract/document/redocly.ts';
import { SourceReader } from '../contract/document/source-reader.ts';
import { lintRuleset, loadRuleset, type RulesetOptions } from './load-ruleset.ts';

/** How {@link lint} checks a contract. */
export interface LintOptions extends LoadOptions, RulesetOptions {}

/**
 * Checks a contract with Redocly's rules and Concordat's own.
 * @returns the findings, sorted by file, line and column
 * @throws {ContractError} if the ruleset can't be read
 * @example
 * ```ts
 * import { lint, loadContract } from 'concordat';
 *
 * const findings = await lint(await loadContract('openapi.yaml'), { ruleset: 'redocly.yaml' });
 * for (const { file, line, column, rule, message } of findings) console.log(`${file}:${line}:${column} ${rule} ${message}`);
 * ```
 */
export async function lint(contract: Contract, options: LintOptions = {}): Promise<Finding[]> {
  const redocly = await loadRedocly();
  const config = await loadRuleset(contract, options);
  const root = contract.originOf('#').file;
  const document = { source: sourceOf(redocly, root), parsed: root.value as object };
  const externalRefResolver = await createResolver(root, document, new SourceReader(contract.uri, options));
  const problems = await withinStack(contract.uri, () =>
    redocly.lintDocument({ document, config, externalRefResolver }),
  );
  problems.push(...(await lintRuleset(config)));
  const findings = await Promise.all(problems.filter(({ ignored }) => !ignored).map(toFinding));
  return findings.sort((a, b) => compareText(a.file, b.file) || a.line - b.line || a.column - b.column);
}

async function toFinding({ ruleId, severity, message, suggest, location }: NormalizedProblem): Promise<Finding> {
  const [first] = location;
  if (!first) throw new Error(`${ruleId} reported a problem without a location: ${message}`);
  const hint = suggest && suggest.length > 0 ? ` Did you mean ${suggest.slice(0, 3).join(', ')}?` : '';
  return {
    rule: ruleId,
    severity: severity === 'warn' ? 'warning' : 'error',
    message: message + hint,
    // Redocly writes the whole document as `#/`.
    pointer: (first.pointer ?? '#').replace(/^#\/$/, '#'),
    ...(await positionOf(first)),
  };
}

/** The same order in every locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
