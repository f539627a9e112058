import { checkTitles } from '../../check/findings/check-name.ts';
import { explanations } from '../../check/findings/codes.ts';
import type { CheckReport } from '../../check/index.ts';

/**
 * JUnit's XML, as Jenkins' xUnit plugin describes it: a test suite for each operation, a test case for each check.
 * @see https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */
export function renderJunit({ coverage, findings, seconds }: CheckReport): string {
  const suites = coverage.operations.map(({ operationId, checks, why, sent }) => {
    const own = findings.filter(({ severity, operations }) => severity === 'error' && operations.includes(operationId));
    const cases = checks.map((check) => {
      const failures = own.filter(({ rule }) => explanations[rule].check === check);
      const body =
        sent === 0
          ? `<skipped message="${escapeXml(why ?? '')}"/>`
          : failures.map((finding) => failureOf(finding)).join('');
      const name = `${operationId} ${checkTitles[check]}`;
      return `    <testcase classname="${escapeXml(operationId)}" name="${escapeXml(name)}">${body}</testcase>\n`;
    });
    const failed = cases.filter((text) => text.includes('<failure')).length;
    const skipped = sent === 0 ? cases.length : 0;
    const counts = `tests="${cases.length}" failures="${failed}" errors="0" skipped="${skipped}"`;
    return `  <testsuite name="${escapeXml(operationId)}" ${counts}>\n${cases.join('')}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="concordat" time="${seconds}">\n${suites.join('')}</testsuites>\n`;
}

function failureOf({
  rule,
  message,
  pointer,
  file,
  line,
  column,
  curl,
  answer: response,
  advice,
}: CheckReport['findings'][number]): string {
  const text = [
    `${file}:${line}:${column} ${pointer}`,
    curl,
    ...(response ? [`${response.status} ${response.body}`] : []),
    advice,
  ].join('\n');
  return `<failure type="${rule}" message="${escapeXml(message)}">${escapeXml(text)}</failure>`;
}

/** Characters that XML can't represent become U+FFFD. @see https://www.w3.org/TR/xml/#charsets */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\ufffd')
    .replaceAll(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
