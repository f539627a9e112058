import type { Finding } from '../../contract/document/finding.ts';
import type { PlainText } from '../../encoding/plain.ts';
import { escapeLine } from '../../encoding/printable.ts';
import { Encoded } from '../../encoding/template.ts';
import { type Xml, xml } from '../../encoding/xml.ts';

/** JUnit's XML of lint: a test suite for each file, a test case for each finding; warnings pass, and are told. It may be printed: each value is in one line. */
export function renderLintJunit(findings: readonly Finding[]): PlainText {
  const suites = [...Map.groupBy(findings, ({ file }) => file)].map(([file, own]) => {
    const cases = own.map((finding) => caseOf(finding));
    const failed = own.filter(({ severity }) => severity === 'error').length;
    return suiteOf(escapeLine(file), cases, failed);
  });
  // A report without a test case counts as none.
  const passed = xml`    <testcase classname="lint" name="keeps the rules"/>\n`;
  const document = xml`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="concordat lint">
${suites.length > 0 ? suites : suiteOf('lint', [passed], 0)}</testsuites>
`;
  return new Encoded('plain', document.text);
}

function suiteOf(name: string, cases: readonly Xml[], failed: number): Xml {
  return xml`  <testsuite name="${name}" tests="${cases.length}" failures="${failed}" errors="0" skipped="0">
${cases}  </testsuite>
`;
}

function caseOf({ severity, pointer, file, line, column, ...finding }: Finding): Xml {
  const [rule, message] = [escapeLine(finding.rule), escapeLine(finding.message)];
  const text = escapeLine(`${file}:${line}:${column} ${message} (${rule}, ${pointer})`);
  const result =
    severity === 'error'
      ? xml`<failure type="${rule}" message="${message}">${text}</failure>`
      : xml`<system-out>warning ${text}</system-out>`;
  return xml`    <testcase classname="${rule}" name="${escapeLine(`${pointer} ${line}:${column} ${message}`)}">${result}</testcase>
`;
}
