import { ModuleMocker } from 'jest-mock';

type Globals = Pick<
  typeof import('@jest/globals'),
  'afterAll' | 'afterEach' | 'beforeAll' | 'beforeEach' | 'describe' | 'expect' | 'it' | 'test'
>;

export const mocker = new ModuleMocker(globalThis);

/** What test files import from `@jest/globals`: of the file that runs now. */
export let { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test }: Globals = {} as Globals;
export const jest = { fn: mocker.fn.bind(mocker), spyOn: mocker.spyOn.bind(mocker) };

export function setGlobals(now: Globals): void {
  ({ afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } = now);
}
