import { describe, expect, test } from '@jest/globals';
import { readAdvisories, readSignatures } from '../../.ci/audit.ts';
import { findLicenceProblems, isAllowed } from '../../.ci/licences.ts';
import { findLockProblems, type LockedPackage } from '../../.ci/lock-file.ts';
import { findSupplyChainProblems } from '../../.ci/supply-chain.ts';
import { findWorkflowProblems } from '../../.ci/workflows.ts';

test('our workflows, lock files and licences are in order', () => {
  expect(findSupplyChainProblems()).toEqual([]);
});

const commit = 'a'.repeat(40);
const sound = `on: [push]
permissions: {contents: read}
jobs:
  build:
    steps:
      - uses: ./.github/actions/concordat
      - uses: actions/checkout@${commit} # v1.2.3
        with: {persist-credentials: false}
      - run: echo "$TITLE"
        env: {TITLE: '\${{ github.event.pull_request.title }}'}
`;

describe('workflows', () => {
  test('a sound one has no problems', () => {
    expect(findWorkflowProblems('ci.yml', sound)).toEqual([]);
  });

  test.each<[name: string, from: string, to: string, problem: RegExp]>([
    ['a tag', `@${commit} # v1.2.3`, '@v1', /^ci\.yml: actions\/checkout@v1 must be OWNER\/NAME@COMMIT # vX\.Y\.Z/],
    ['a shortened commit', commit, 'a'.repeat(12), /must be OWNER\/NAME@COMMIT/],
    ['no version beside the commit', ' # v1.2.3', '', /must be OWNER\/NAME@COMMIT/],
    ['half a version', '# v1.2.3', '# v1', /must be OWNER\/NAME@COMMIT/],
    ['an image', `actions/checkout@${commit} # v1.2.3`, 'docker://alpine:3', /docker:\/\/alpine:3 must be/],
    ['a quoted tag', `actions/checkout@${commit} # v1.2.3`, '"actions/checkout@v1"', /actions\/checkout@v1 must be/],
    [
      'a called workflow',
      '    steps:',
      '    uses: o/r/.github/workflows/w.yml@main\n    steps:',
      /w\.yml@main must be/,
    ],
    [
      'a second use without its version',
      '    steps:',
      `    steps:\n      - uses: actions/checkout@${commit}\n        with: {persist-credentials: false}`,
      /must be OWNER/,
    ],
    ['a container', '    steps:', '    container: node:24\n    steps:', /node:24 must have its digest/],
    ['a service', '    steps:', '    services: {db: {image: postgres}}\n    steps:', /postgres must have its digest/],
    ['pull_request_target', 'on: [push]', 'on: {pull_request_target: {}}', /runs on pull_request_target/],
    ['workflow_run', 'on: [push]', 'on: [push, workflow_run]', /runs on workflow_run/],
    ['no permissions', 'permissions: {contents: read}\n', '', /permissions at the top must be "contents: read"/],
    ['all permissions', '{contents: read}', 'write-all', /permissions at the top must be/],
    [
      'a job that writes',
      '    steps:',
      '    permissions: {packages: write}\n    steps:',
      /job build must not have packages: write/,
    ],
    ['a job that writes all', '    steps:', '    permissions: write-all\n    steps:', /job build must not have/],
    ['a title in a script', '"$TITLE"', `"\${{ github.event.issue.title }}"`, /pass values to a script by env/],
    [
      'a title in JavaScript',
      '- run: echo "$TITLE"',
      `- uses: actions/github-script@${commit} # v1.2.3\n        with: {script: 'f("\${{ github.head_ref }}")'}`,
      /pass values to a script by env/,
    ],
    [
      'a token left behind',
      '{persist-credentials: false}',
      '{fetch-depth: 0}',
      /checkout must have persist-credentials: false/,
    ],
  ])('%s', (_name, from, to, problem) => {
    expect(sound).toContain(from);
    expect(
      findWorkflowProblems(
        'ci.yml',
        sound.replace(from, () => to),
      ),
    ).toEqual([expect.stringMatching(problem)]);
  });

  test('an input in the script of an action', () => {
    const action = `runs: {using: composite, steps: [{shell: bash, run: 'echo \${{ inputs.url }}'}]}`;
    expect(findWorkflowProblems('action.yml', action)).toEqual([
      `action.yml: pass values to a script by env, not by \${{ }}: echo \${{ inputs.url }}`,
    ]);
  });
});

const integrity = `sha512-${'a'.repeat(86)}==`;

describe('lock files', () => {
  test.each<[name: string, locked: LockedPackage, problems: readonly RegExp[]]>([
    ['sound', { integrity }, []],
    ['no integrity', {}, [/^node_modules\/@a\/b must have a SHA-512 integrity/]],
    ['a weak integrity', { integrity: 'sha1-aaaa' }, [/must have a SHA-512 integrity/]],
    ['two, one of them weak', { integrity: `sha1-aaaa ${integrity}` }, [/must have a SHA-512 integrity/]],
    ['a place of its own', { integrity, resolved: 'https://example.org/b.tgz' }, [/must not have a place of its own/]],
    ['an install script that nobody decided on', { integrity, hasInstallScript: true }, [/has an install script/]],
  ])('%s', (_name, locked, problems) => {
    const found = findLockProblems({ packages: { '': {}, 'node_modules/@a/b': locked } }, { b: true });
    expect(found).toEqual(problems.map((problem) => expect.stringMatching(problem)));
  });

  test.each([true, false])('an install script that was decided on: %s', (mayRun) => {
    const packages = { 'node_modules/x/node_modules/@a/b': { integrity, hasInstallScript: true } };
    expect(findLockProblems({ packages }, { '@a/b': mayRun })).toEqual([]);
  });
});

describe('licences', () => {
  test.each([
    ['MIT', true],
    ['(MIT OR CC0-1.0)', true],
    ['GPL-3.0-only OR MIT', true],
    ['Apache-2.0 AND MIT', true],
    ['MIT AND GPL-3.0-only', false],
    ['MIT AND (GPL-3.0-only OR MIT)', false],
    ['GPL-3.0-only', false],
    ['SEE LICENSE IN LICENSE', false],
    ['UNLICENSED', false],
    ['', false],
  ])('%s: %s', (expression, wanted) => {
    expect(isAllowed(expression)).toBe(wanted);
  });

  test.each<[name: string, path: string, locked: LockedPackage, installed: string | undefined, problem: string[]]>([
    ['from the lock file', 'node_modules/a', { license: 'MIT' }, undefined, []],
    ['from the package', 'node_modules/a', {}, 'MIT', []],
    ['from nowhere', 'node_modules/a', {}, undefined, ['node_modules/a states no licence']],
    ['an exception', 'node_modules/caniuse-lite', { license: 'CC-BY-4.0', dev: true }, undefined, []],
    [
      'an exception, now published',
      'node_modules/caniuse-lite',
      { license: 'CC-BY-4.0' },
      undefined,
      ['node_modules/caniuse-lite is under CC-BY-4.0, which is not on the list in .ci/licences.ts'],
    ],
    [
      'an exception, now under another',
      'node_modules/caniuse-lite',
      { license: 'GPL-3.0', dev: true },
      undefined,
      ['node_modules/caniuse-lite is under GPL-3.0, which is not on the list in .ci/licences.ts'],
    ],
  ])('%s', (_name, path, locked, installed, problems) => {
    expect(findLicenceProblems({ packages: { '': {}, [path]: locked } }, () => installed)).toEqual(problems);
  });
});

describe('what npm audit says', () => {
  const finding = (severity: string) => ({ severity, via: ['other', { title: 'Code injection' }] });
  test.each([
    ['nothing', '{"vulnerabilities":{}}', { answered: true, problems: [] }],
    [
      'low and moderate',
      JSON.stringify({ vulnerabilities: { a: finding('low'), b: finding('moderate') } }),
      { answered: true, problems: [] },
    ],
    [
      'high',
      JSON.stringify({ vulnerabilities: { a: finding('high') } }),
      { answered: true, problems: ['a: high: by other; Code injection'] },
    ],
    [
      'critical',
      JSON.stringify({ vulnerabilities: { a: finding('critical') } }),
      { answered: true, problems: ['a: critical: by other; Code injection'] },
    ],
    ['405', '{"message":"405 Method Not Allowed","statusCode":405}', { answered: false, problems: [] }],
    ['not JSON', 'npm error network', { answered: false, problems: [] }],
  ])('%s', (_name, output, wanted) => {
    expect(readAdvisories(output)).toEqual(wanted);
  });

  const one = [{ name: 'a', version: '1.0.0' }];
  test.each([
    ['all signed', { invalid: [], missing: [] }, { answered: true, problems: [] }],
    [
      'a wrong one',
      { invalid: one, missing: [] },
      { answered: true, problems: ["a@1.0.0: the registry's signature is invalid"] },
    ],
    [
      'one that is missing',
      { invalid: [], missing: one },
      { answered: true, problems: ["a@1.0.0: the registry's signature is missing"] },
    ],
    ['no keys', { error: { code: 'ENOKEYS' } }, { answered: false, problems: [] }],
  ])('signatures: %s', (_name, output, wanted) => {
    expect(readSignatures(JSON.stringify(output))).toEqual(wanted);
  });
});
