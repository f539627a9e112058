import type { Finding } from '../../contract/finding.ts';
import { isUrl } from '../../contract/source.ts';

/**
 * SARIF 2.1.0, which code scanning services read.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function renderSarif(findings: readonly Finding[]): string {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const run = {
    tool: { driver: { name: 'concordat', rules: rules.map((id) => ({ id })) } },
    columnKind: 'utf16CodeUnits',
    results: findings.map(({ rule, severity, message, pointer, file, line, column }) => ({
      ruleId: rule,
      ruleIndex: rules.indexOf(rule),
      level: severity,
      message: { text: message },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: toUriReference(file) },
            region: { startLine: line, startColumn: column },
          },
          logicalLocations: [{ fullyQualifiedName: pointer }],
        },
      ],
    })),
  };
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [run],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function toUriReference(file: string): string {
  if (isUrl(file)) return file;
  const path = file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? `file://${path}` : path;
}
