import { spawnSync } from 'node:child_process';
import { test } from '@jest/globals';

const hasJava = spawnSync('java', ['-version']).status === 0;

/** A test that needs Java: skipped by name where there is none. `.ci/run` installs Java and fails on a skip. */
export const javaTest = hasJava ? test : test.skip;
