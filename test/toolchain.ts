import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from '@jest/globals';

const hasJava = spawnSync('java', ['-version']).status === 0;

/** What makes tests that need Java: skipped by name where there is none. `.ci/run` installs Java and fails on a skip. */
export const testsWithJava = () => (hasJava ? test : test.skip);

/** Where Debian's package has it; `CHROMIUM` names another place. */
export const chromiumPath: string = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** What makes tests that need a browser: skipped by name where there is none. `.ci/run` installs Chromium and fails on a skip. */
export const testsWithBrowser = () => (existsSync(chromiumPath) ? test : test.skip);
