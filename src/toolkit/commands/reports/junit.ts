import { checkTitles } from '../../check/findings/check-name.ts';
import { explanations } from '../../check/findings/codes.ts';
import type { CheckFinding, CheckReport } from '../../check/index.ts';
import { type Xml, xml } from '../../encoding/xml.ts';
import { describeOthers, statusOf } from './steps.ts';

/**
 * JUnit's XML, as Jenkins' xUnit plugin describes it: a test suite for each operation, a test case for each check.
 * @see https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */
export function renderJunit({ coverage, findings, seconds }: CheckReport): Xml {
  const suites = coverage.operations.map(({ operationId, checks, why, sent }) => {
    const own = findings.filter(({ severity, operations }) => severity === 'error' && operations.includes(operationId));
    let failed = 0;
    const byCheck = Map.groupBy(own, ({ rule }) => explanations[rule].check);
    const cases = [...new Set([...checks, ...byCheck.keys()])].map((check) => {
      const failures = byCheck.get(check) ?? [];
      if (failures.length > 0) failed++;
      const result = failures.length === 0 && sent === 0 ? xml`<skipped message="${why ?? ''}"/>` : failureOf(failures);
      const name = `${operationId} ${checkTitles[check]}`;
      return xml`    <testcase classname="${operationId}" name="${name}">${result}</testcase>\n`;
    });
    const skipped = sent === 0 ? cases.length - failed : 0;
    return xml`  <testsuite name="${operationId}" tests="${cases.length}" failures="${failed}" errors="0" skipped="${skipped}">
${cases}  </testsuite>
`;
  });
  return xml`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="concordat" time="${seconds}">
${suites}</testsuites>
`;
}

/** One for all: Jenkins reads the first failure of a test case only, and GitLab no attribute of it. */
function failureOf(findings: readonly CheckFinding[]): Xml {
  const [first, ...others] = findings;
  if (!first) return xml``;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  const text = findings.map(describe).join('\n\n');
  return xml`<failure type="${first.rule}" message="${first.message}${more}">${text}</failure>`;
}

function describe(finding: CheckFinding): string {
  const { rule, message, pointer, file, line, column, advice } = finding;
  const steps = finding.steps.flatMap((step) => [
    step.command,
    `→ ${statusOf(step)} ${step.response?.body ?? ''}`.trimEnd(),
  ]);
  return [
    `${message} (${rule})`,
    `${file}:${line}:${column} ${pointer}`,
    ...describeOthers(finding.also),
    ...steps,
    advice,
  ].join('\n');
}
