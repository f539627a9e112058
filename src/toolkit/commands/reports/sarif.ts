import type { Finding } from '../../contract/document/finding.ts';
import { isUrl } from '../../contract/document/source.ts';
import { type PlainText, plainJson } from '../../encoding/plain.ts';

/** The texts of a rule. */
export interface RuleText {
  readonly title: string;
  readonly text: string;
  readonly advice: string;
  readonly see?: string;
}

/**
 * SARIF 2.1.0, which code scanning services read.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function renderSarif(
  findings: readonly (Finding & { readonly fingerprint?: string })[],
  explain: (rule: string) => RuleText | undefined = () => undefined,
): PlainText {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const run = {
    tool: { driver: { name: 'concordat', rules: rules.map((id) => describeRule(id, explain(id))) } },
    columnKind: 'utf16CodeUnits',
    results: findings.map(({ rule, severity, message, pointer, file, line, column, fingerprint }) => ({
      ruleId: rule,
      ruleIndex: rules.indexOf(rule),
      level: severity,
      message: { text: escapeLinks(message) },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: toUriReference(file) },
            region: { startLine: line, startColumn: column },
          },
          logicalLocations: [{ fullyQualifiedName: pointer }],
        },
      ],
      ...(fingerprint !== undefined && { partialFingerprints: { 'concordat/v1': fingerprint } }),
    })),
  };
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [run],
  };
  return plainJson(log);
}

function toUriReference(file: string): string {
  if (isUrl(file)) return file;
  const path = file.toWellFormed().replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? `file://${path}` : path;
}

/** Viewers make a link of `[text](URL)`. @see section 3.11.6 of the specification */
function escapeLinks(text: string): string {
  return text.replaceAll(/\[(?=[^\]]*\]\()/g, '\\[');
}

function describeRule(id: string, text: RuleText | undefined): object {
  if (!text) return { id };
  return {
    id,
    shortDescription: { text: text.title },
    fullDescription: { text: text.text },
    help: { text: text.advice },
    ...(text.see !== undefined && { helpUri: text.see }),
  };
}
