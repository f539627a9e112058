import type { ShownRequest, ShownResponse } from '../../check/index.ts';
import { isUrl } from '../../contract/document/source.ts';
import { type PlainText, plainJson } from '../../encoding/plain.ts';
import { fingerprintsOf } from './fingerprint.ts';
import { describeSteps, type ReportedFinding, statusOf } from './steps.ts';

/** The texts of a rule. */
export interface RuleText {
  readonly title: string;
  readonly text: string;
  readonly advice: string;
  readonly see?: string;
}

const maxBody = 300;

/**
 * SARIF 2.1.0, which code scanning services read. Of what was sent and came back, the message has the most important, since
 * these services show no more; `webRequest` and `webResponse` have all.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function renderSarif(
  findings: readonly ReportedFinding[],
  explain: (rule: string) => RuleText | undefined = () => undefined,
): PlainText {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const fingerprints = fingerprintsOf(findings);
  const run = {
    tool: { driver: { name: 'concordat', rules: rules.map((id) => describeRule(id, explain(id))) } },
    columnKind: 'utf16CodeUnits',
    results: findings.map((finding, index) => ({
      ruleId: finding.rule,
      ruleIndex: rules.indexOf(finding.rule),
      level: finding.severity,
      message: { text: messageOf(finding) },
      locations: [locationOf(finding)],
      partialFingerprints: { 'concordat/v1': fingerprints[index] },
      ...exchangeOf(finding),
    })),
  };
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [run],
  };
  return plainJson(log);
}

/** The first sentence is a title where there is little room. */
function messageOf(finding: ReportedFinding): string {
  const steps = describeSteps(finding, maxBody);
  return escapeLinks(steps.length === 0 ? finding.message : [`${finding.message}.`, ...steps].join('\n'));
}

function locationOf({ file, line, column, pointer }: ReportedFinding): object {
  return {
    physicalLocation: {
      artifactLocation: { uri: toUriReference(file) },
      region: { startLine: line, startColumn: column },
    },
    logicalLocations: [{ fullyQualifiedName: pointer }],
  };
}

/** @see sections 3.27.31 and 3.27.32 of the specification */
function exchangeOf(finding: ReportedFinding): object {
  const last = finding.steps?.at(-1);
  if (!last) return {};
  return {
    webRequest: describeRequest(last.request),
    webResponse: last.response ? describeResponse(last.response, statusOf(last)) : { noResponseReceived: true },
  };
}

function describeRequest({ method, url, headers, body }: ShownRequest): object {
  return { method, target: url, headers, ...(body !== undefined && { body: { text: body } }) };
}

function describeResponse({ status, headers, body }: ShownResponse, statusLine: string): object {
  return { statusCode: status, reasonPhrase: statusLine.slice(4), headers, body: { text: body } };
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
