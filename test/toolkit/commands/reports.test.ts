import { expect, test } from '@jest/globals';
import { createPaint } from '../../../src/toolkit/commands/output.ts';
import { render as renderPlain } from '../../../src/toolkit/commands/reports/index.ts';
import type { Finding } from '../../../src/toolkit/contract/document/finding.ts';

const render = (format: Parameters<typeof renderPlain>[0], given: readonly Finding[]) =>
  renderPlain(format, given, createPaint({ writable: true }, {})).text;

const findings: Finding[] = [
  {
    rule: 'a/b',
    severity: 'error',
    message: '100 % wrong\nhere',
    pointer: '#/a',
    file: 'my api/a,b.yaml',
    line: 3,
    column: 7,
  },
  { rule: 'c', severity: 'warning', message: 'odd', pointer: '#', file: 'http://127.0.0.1/x.yaml', line: 1, column: 1 },
];

test('github escapes the special characters of its commands', () => {
  expect(render('github', findings)).toBe(
    '::error file=my api/a%2Cb.yaml,line=3,col=7,title=a/b::100 %25 wrong%0Ahere (#/a)\n' +
      '::warning file=http%3A//127.0.0.1/x.yaml,line=1,col=1,title=c::odd (#)\n',
  );
});

test('json has the counts and the unchanged findings', () => {
  expect(JSON.parse(render('json', findings))).toEqual({ errors: 1, warnings: 1, findings });
});

test('sarif has rules, levels and locations', () => {
  const { version, runs } = JSON.parse(render('sarif', findings));
  expect(version).toBe('2.1.0');
  expect(runs[0].tool.driver.rules).toEqual([{ id: 'a/b' }, { id: 'c' }]);
  expect(runs[0].results).toMatchObject([
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
    { level: 'warning', locations: [{ physicalLocation: { artifactLocation: { uri: 'http://127.0.0.1/x.yaml' } } }] },
  ]);
});

test('text reports that there are no findings', () => {
  expect(render('text', [])).toBe('0 errors, 0 warnings\n');
  expect(render('github', [])).toBe('');
});
