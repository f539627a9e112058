import type { NormalizedProblem } from '@redocly/openapi-core';
import type { Finding } from '../contract/document/finding.ts';
import { joinPointer } from '../contract/document/json-pointer.ts';
import type { Contract, LoadOptions } from '../contract/document/load-contract.ts';
import { withinStack } from '../contract/document/overflow.ts';
import { createResolver, loadRedocly, positionOf, sourceLocation, sourceOf } from '../contract/document/redocly.ts';
import { SourceReader } from '../contract/document/source-reader.ts';
import { declaresRefusal, describeUndeclaredRefusals } from '../contract/response/refusals.ts';
import { lintRuleset, loadRuleset, type RulesetOptions } from './load-ruleset.ts';

/** Of Redocly. Ignore files name it operation by operation. */
const refusalRule = 'operation-4xx-response';

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
  const refused = withDefaultResponse(redocly, contract);
  const counted = problems.filter(
    ({ ignored, ruleId, location: [first] }) =>
      !ignored && !(ruleId === refusalRule && first && refused.has(keyOf(first))),
  );
  const all = await Promise.all(counted.map(toFinding));
  const findings = collapseRefusals(all);
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

/** Where the responses of operations stand that declare `default`, which Redocly's rule doesn't count. */
function withDefaultResponse(
  redocly: Awaited<ReturnType<typeof loadRedocly>>,
  contract: Contract,
): ReadonlySet<string> {
  const pointers = contract.operations.filter(declaresRefusal).map(({ pointer }) => joinPointer(pointer, 'responses'));
  return new Set(pointers.map((pointer) => keyOf(sourceLocation(redocly, contract.originOf(pointer)))));
}

function keyOf({
  source,
  pointer = '',
}: {
  readonly source: { readonly absoluteRef: string };
  readonly pointer?: string | undefined;
}): string {
  return source.absoluteRef + pointer;
}

/** Operations that declare no refusal are one problem of a contract, however many there are: it is told at the first of them. */
function collapseRefusals(findings: readonly Finding[]): Finding[] {
  const [first, ...others] = findings.filter(({ rule }) => rule === refusalRule);
  const rest = findings.filter(({ rule }) => rule !== refusalRule);
  if (!first) return rest;
  return [...rest, { ...first, message: describeUndeclaredRefusals(others.length + 1) }];
}

/** The same order in every locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
