import { checkTitles } from '../../check/findings/check-name.ts';
import { explanations } from '../../check/findings/codes.ts';
import type { CheckReport } from '../../check/index.ts';
import { type Xml, xml } from '../../encoding/xml.ts';

/**
 * JUnit's XML, as Jenkins' xUnit plugin describes it: a test suite for each operation, a test case for each check.
 * @see https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */
export function renderJunit({ coverage, findings, seconds }: CheckReport): Xml {
  const suites = coverage.operations.map(({ operationId, checks, why, sent }) => {
    const own = findings.filter(({ severity, operations }) => severity === 'error' && operations.includes(operationId));
    let failed = 0;
    const cases = checks.map((check) => {
      const failures = own.filter(({ rule }) => explanations[rule].check === check).map(failureOf);
      if (sent > 0 && failures.length > 0) failed++;
      const result = sent === 0 ? xml`<skipped message="${why ?? ''}"/>` : failures;
      const name = `${operationId} ${checkTitles[check]}`;
      return xml`    <testcase classname="${operationId}" name="${name}">${result}</testcase>\n`;
    });
    const skipped = sent === 0 ? cases.length : 0;
    return xml`  <testsuite name="${operationId}" tests="${cases.length}" failures="${failed}" errors="0" skipped="${skipped}">
${cases}  </testsuite>
`;
  });
  return xml`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="concordat" time="${seconds}">
${suites}</testsuites>
`;
}

function failureOf(finding: CheckReport['findings'][number]): Xml {
  const { rule, message, pointer, file, line, column, curl, answer: response, advice } = finding;
  const text = [
    `${file}:${line}:${column} ${pointer}`,
    curl,
    ...(response ? [`${response.status} ${response.body}`] : []),
    advice,
  ].join('\n');
  return xml`<failure type="${rule}" message="${message}">${text}</failure>`;
}
