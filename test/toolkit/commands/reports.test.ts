import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { CheckFinding, CheckReport } from '../../../src/toolkit/check/index.ts';
import { createPaint } from '../../../src/toolkit/commands/output.ts';
import { renderReport } from '../../../src/toolkit/commands/reports/check-reports.ts';
import { renderCheckText } from '../../../src/toolkit/commands/reports/check-text.ts';
import { renderGithub } from '../../../src/toolkit/commands/reports/github.ts';
import { renderLintReport, render as renderPlain } from '../../../src/toolkit/commands/reports/index.ts';
import { indentJson } from '../../../src/toolkit/commands/reports/json-lines.ts';
import type { Finding } from '../../../src/toolkit/contract/document/finding.ts';
import { codeQualitySchema, sarifSchema } from './report-schemas.ts';

const context = { stdout: { writable: true }, env: {} };
const render = (format: Parameters<typeof renderPlain>[0], given: readonly Finding[]) =>
  renderPlain(format, given, context).text;

const findings: Finding[] = [
  { rule: 'c', severity: 'warning', message: 'odd', pointer: '#', file: 'http://127.0.0.1/x.yaml', line: 1, column: 1 },
  {
    rule: 'a/b',
    severity: 'error',
    message: '100 % wrong\nhere',
    pointer: '#/a',
    file: 'my api/a,b.yaml',
    line: 3,
    column: 7,
  },
];

const step = {
  operation: 'createBook',
  request: {
    method: 'POST',
    url: 'http://127.0.0.1/v1/books',
    headers: { 'content-type': 'application/json' },
    body: '{"title":"100 %","note":"[a](http://b)"}',
  },
  response: { status: 201, headers: { location: '/v1/books/1' }, body: '{"id":12345678901234567890}\n\n<b>' },
  command: 'curl -i -X POST http://127.0.0.1/v1/books',
};

const finding: CheckFinding = {
  rule: 'invalid-accepted',
  severity: 'error',
  message: 'createBook responds with 201 to an invalid request',
  pointer: '#/paths/~1books/post',
  file: 'openapi.yaml',
  line: 12,
  column: 5,
  fingerprint: '0123456789abcdef',
  operations: ['createBook'],
  count: 2,
  request: step.request,
  answer: step.response,
  curl: step.command,
  also: [],
  steps: [step],
  advice: 'Validate it.',
};

const report: CheckReport = {
  api: { title: 'Library', version: '1' },
  date: '2026-11-26T16:00:00.000Z',
  url: 'http://127.0.0.1/v1',
  seed: 1,
  requests: 1234,
  seconds: 2,
  findings: [
    finding,
    { ...finding, rule: 'server-error', severity: 'warning', steps: [{ ...step, response: undefined }] },
  ],
  known: [],
  coverage: {
    operations: [
      {
        operationId: 'createBook',
        method: 'POST',
        path: '/books',
        checks: ['faults', 'invalid'],
        sent: 3,
        succeeded: true,
        statuses: { 201: 3 },
        notExercised: [],
        parameters: [],
        keywords: [],
      },
    ],
    totals: { operations: [1, 1], statuses: [1, 1], parameters: [0, 0], valid: [0, 0], invalid: [0, 0] },
    percent: 100,
  },
  incomplete: false,
};

describe('github', () => {
  test('escapes the special characters of its commands, errors first, and ends with the counts', () => {
    expect(render('github', findings)).toBe(
      '::error file=my api/a%2Cb.yaml,line=3,col=7,title=a/b::100 %25 wrong%0Ahere (#/a)\n' +
        '::warning file=http%3A//127.0.0.1/x.yaml,line=1,col=1,title=c::odd (#)\n1 error, 1 warning\n',
    );
    expect(render('github', [])).toBe('0 errors, 0 warnings\n');
  });

  test('has what was sent and what came back, in one command', () => {
    expect(renderGithub([finding]).text.split('\n')[0]).toBe(
      '::error file=openapi.yaml,line=12,col=5,title=invalid-accepted::createBook responds with 201 to an invalid request ' +
        '(#/paths/~1books/post)%0APOST http://127.0.0.1/v1/books {"title":"100 %25","note":"[a](http://b)"}%0A' +
        '→ 201 Created {"id":12345678901234567890} <b>%0AValidate it.',
    );
  });

  test('is cut where the runner would cut it, and tells of what GitHub does not show', () => {
    const many = Array.from({ length: 11 }, () => ({ ...finding, message: 'x'.repeat(9000) }));
    const lines = renderGithub(many).text.split('\n');
    expect(Math.max(...lines.map((line) => line.replace(/^.*?::.*?::/, '').length))).toBe(4000);
    expect(lines.at(-3)).toBe('GitHub shows 10 errors and 10 warnings of a step: the others are above');
  });
});

test('json has the counts and the unchanged findings', () => {
  expect(JSON.parse(render('json', findings))).toEqual({ errors: 1, warnings: 1, findings });
});

test('text reports that there are no findings', () => {
  expect(render('text', [])).toBe('0 errors, 0 warnings\n');
});

test.each(['html', 'junit', 'sarif', 'gitlab', 'summary', 'json', 'github', 'text'] as const)(
  '%s tells what else has the same cause',
  (format) => {
    const { rule, pointer, fingerprint, operations } = finding;
    const also = [{ rule, pointer, fingerprint, operations, message: 'listBooks has no total' }];
    const given = { ...report, findings: [{ ...finding, also }] };
    const own = {
      github: () => renderGithub(given.findings),
      text: () => renderCheckText(given, createPaint(context.stdout, context.env)),
    };
    const written = format === 'github' || format === 'text' ? own[format]() : renderReport(format, given, {});
    expect(written.text).toContain('listBooks has no total');
  },
);

const ajv = addFormats.default(new Ajv2020({ strict: true, allErrors: true }));

describe('sarif', () => {
  const check = renderReport('sarif', report, {}).text;

  test.each([
    ['of lint', render('sarif', findings)],
    ['of a run', check],
    ['of nothing', render('sarif', [])],
  ])('%s is valid', (_what, text) => {
    expect([ajv.validate(sarifSchema, JSON.parse(text)), ajv.errors]).toEqual([true, null]);
  });

  test('has rules, levels and locations', () => {
    const { runs } = JSON.parse(render('sarif', findings));
    expect(runs[0].tool.driver.rules).toEqual([{ id: 'a/b' }, { id: 'c' }]);
    expect(runs[0].results).toMatchObject([
      { level: 'warning', locations: [{ physicalLocation: { artifactLocation: { uri: 'http://127.0.0.1/x.yaml' } } }] },
      {
        ruleId: 'a/b',
        ruleIndex: 0,
        level: 'error',
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'my%20api/a%2Cb.yaml' },
              region: { startLine: 3, startColumn: 7 },
            },
            logicalLocations: [{ fullyQualifiedName: '#/a' }],
          },
        ],
      },
    ]);
  });

  test('has what was sent and what came back', () => {
    const [first, second] = JSON.parse(check).runs[0].results;
    expect(first.message.text).toBe(
      'createBook responds with 201 to an invalid request.\nPOST http://127.0.0.1/v1/books ' +
        '{"title":"100 %","note":"\\[a](http://b)"}\n→ 201 Created {"id":12345678901234567890} <b>',
    );
    expect(first).toMatchObject({
      webRequest: { method: 'POST', target: 'http://127.0.0.1/v1/books', body: { text: finding.request.body } },
      webResponse: { statusCode: 201, reasonPhrase: 'Created', headers: { location: '/v1/books/1' } },
    });
    expect([second.level, second.webResponse]).toEqual(['warning', { noResponseReceived: true }]);
  });
});

describe('gitlab', () => {
  test.each([
    ['of lint', render('gitlab', [...findings, ...findings])],
    ['of a run', renderReport('gitlab', report, {}).text],
  ])('%s is valid, and no fingerprint is there twice', (_what, text) => {
    const issues: { fingerprint: string }[] = JSON.parse(text);
    expect([ajv.validate(codeQualitySchema, issues), ajv.errors]).toEqual([true, null]);
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
  });

  const outside = '/elsewhere/openapi.yaml';
  test.each([
    ['gitlab', { CI_PROJECT_DIR: '/repository' }, '/repository/shop/openapi.yaml', 'shop/openapi.yaml'],
    ['sarif', { GITHUB_WORKSPACE: '/repository' }, '/repository/shop/openapi.yaml', 'shop/openapi.yaml'],
    ['sarif', { GITHUB_WORKSPACE: '/repository' }, outside, `file://${outside}`],
    ['gitlab', {}, 'shop/openapi.yaml', 'shop/openapi.yaml'],
  ] as const)('%s with %j names %s from the repository', (format, env, file, path) => {
    const { text } = renderReport(format, { ...report, findings: [{ ...finding, file }] }, env);
    expect(text).toContain(`"${path}"`);
  });
});

describe('junit', () => {
  const junit = renderReport('junit', { ...report, findings: [finding, { ...finding, line: 99 }] }, {}).text;

  test('has one failure a test case, which has everything: Jenkins reads one, GitLab reads its text', () => {
    expect(junit.match(/<failure /g)).toHaveLength(1);
    expect(junit).toMatch(/<testsuite name="createBook" tests="2" failures="1" errors="0" skipped="0">/);
    expect(junit).toContain('message="createBook responds with 201 to an invalid request (and 1 more)"');
    const [, text = ''] = /<failure [^>]*>([^<]*)<\/failure>/.exec(junit) ?? [];
    expect(text).toMatch(/^createBook responds with 201 .*\nopenapi\.yaml:12:5 .*\ncurl -i .*\n→ 201 Created .*/);
    expect(text).toContain('openapi.yaml:99:5');
  });

  test('of lint has a test case for each finding, or one that passes', () => {
    const text = render('junit', findings);
    expect(text.match(/<testcase /g)).toHaveLength(2);
    expect(text).toMatch(/name="my api\/a,b\.yaml" tests="1" failures="1"/);
    expect(text).toContain(
      '<failure type="a/b" message="100 % wrong\\nhere">my api/a,b.yaml:3:7 100 % wrong\\nhere (a/b, #/a)</failure>',
    );
    expect(text).toContain('<system-out>warning http://127.0.0.1/x.yaml:1:1 odd (c, #)</system-out>');
    expect(render('junit', [])).toMatch(
      /tests="1" failures="0"[\s\S]*<testcase classname="lint" name="keeps the rules"\/>/,
    );
  });
});

test('summary has a table and details, and nothing of it is Markdown', () => {
  const text = renderReport('summary', report, {}).text;
  expect(text).toContain('<h3>Library: 1 error, 1 warning</h3>\n<p>coverage 100 % · 1,234 requests to http');
  expect(text).toContain('<tr><td>🔴 Error</td><td>createBook responds with 201 to an invalid request</td>');
  // What was sent is in the command: its body isn't repeated.
  expect(text).toContain('<pre>curl -i -X POST http://127.0.0.1/v1/books&#10;&#10;→ 201 Created&#10;');
  expect(text).toContain('&#10;&#10;&#60;b&#62;</pre>');
  expect(renderLintReport('summary', [], context).text).toBe('<h3>Lint: 0 errors, 0 warnings</h3>\n\n');
});

test.each([
  [
    '{"a":[1,{}],"n":12345678901234567890,"n":"x\\"}{"}',
    '{\n  "a": [\n    1,\n    {}\n  ],\n  "n": 12345678901234567890,\n  "n": "x\\"}{"\n}',
  ],
  ['{"a":"cut sho… (3000 characters in all)', '{\n  "a": "cut sho… (3000 characters in all)'],
  ['{not json}', '{not json}'],
  ['plain', 'plain'],
])('JSON is indented token by token: %s', (given, wanted) => {
  expect(indentJson(given)).toBe(wanted);
});

test('a body of brackets does not grow with the square of its length', () => {
  expect(indentJson(`${'['.repeat(1500)}… (9000 characters in all)`).length).toBeLessThan(100_000);
});
