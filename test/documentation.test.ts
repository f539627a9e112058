/** What the pages name exists: links and their anchors, and the files of the threat model. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { findBrokenLinks, findPages } from '../.ci/links.ts';
import { explanations } from '../src/toolkit/check/findings/codes.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

test.each(findPages(root))('the links of %s lead somewhere', (page) => {
  expect(findBrokenLinks(root, page)).toEqual([]);
});

test('the page on CI has the workflow files of a new project, which CI runs', () => {
  const scaffold = 'src/toolkit/init/scaffold';
  const files = [`${scaffold}/.github/workflows/contract.yml`, `${scaffold}/.gitlab-ci.yml`].map(read);
  const blocks = [...read('src/toolkit/check/ci.md').matchAll(/^```yaml\n(.*?)^```/gms)].map(([, block]) => block);
  expect(blocks).toEqual(files);
});

test('the page on contract tests has the code of each finding, in the row of its check', () => {
  const page = read('src/toolkit/check/README.md');
  const rows = new Map([...page.matchAll(/^\| `(\w+)` +\| (.*)\|$/gm)].map(([, check, row]) => [check, row]));
  const missing = Object.entries(explanations).filter(([code, { check }]) => !rows.get(check)?.includes(`\`${code}\``));
  expect(missing.map(([code]) => code)).toEqual([]);
});

const model = read('src/threat-model.md');
const promises = model.split(/^- /m).slice(1);

/** The paths in a list of names in backticks. */
const pathsIn = (text: string) =>
  [...text.matchAll(/`([\w.-]+\/[\w./-]*|[\w.-]+\.test\.ts)`/g)].map(([, path = '']) => path);

test.each(promises.map((promise) => [promise.split('\n', 1)[0] as string, promise] as const))(
  'code and tests exist: %s',
  (_name, promise) => {
    const [, code = '', tests = ''] = /Code: (.*?); (.*?)\.\n/s.exec(promise) ?? [];
    const [files, held] = [pathsIn(code), pathsIn(tests)];
    expect([files.length > 0, held.length > 0 || tests === 'it has no test']).toEqual([true, true]);
    const missing = [
      ...files.filter((path) => !existsSync(join(root, path.startsWith('.') ? '' : 'src', path))),
      ...held.filter((path) => !existsSync(join(root, 'test', path))),
    ];
    expect(missing).toEqual([]);
  },
);

test('each attack of test:faults holds a promise', () => {
  const [, list = ''] = /^const all = \[(.*?)\];/ms.exec(read('test/faults/run.ts')) ?? [];
  const attacks = [...list.matchAll(/'([\w-]+)'/g)].map(([, name = '']) => name);
  expect(attacks.length).toBeGreaterThan(0);
  expect(attacks.filter((name) => !model.includes(`\`faults/${name}.ts\``))).toEqual([]);
});
