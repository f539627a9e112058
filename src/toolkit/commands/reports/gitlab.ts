import { isUrl } from '../../contract/document/source.ts';
import { type PlainText, plainJson } from '../../encoding/plain.ts';
import { fingerprintsOf } from './fingerprint.ts';
import { describeSteps, type ReportedFinding } from './steps.ts';

const maxBody = 200;

/**
 * GitLab's Code Quality report, which it shows in merge requests at the lines of the contract.
 * @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export function renderGitlab(findings: readonly ReportedFinding[]): PlainText {
  const fingerprints = fingerprintsOf(findings);
  const issues = findings.map((finding, index) => ({
    description: [finding.message, ...describeSteps(finding, maxBody)].join(' '),
    check_name: finding.rule,
    fingerprint: fingerprints[index],
    severity: finding.severity === 'error' ? 'major' : 'minor',
    location: { path: toPath(finding.file), lines: { begin: finding.line } },
  }));
  return plainJson(issues);
}

function toPath(file: string): string {
  return isUrl(file) ? file : file.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
}
