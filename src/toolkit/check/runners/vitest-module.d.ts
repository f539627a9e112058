/**
 * What we use of Vitest, which is not installed here: a package that it depends on has a licence that `.ci/licences.ts` doesn't
 * allow. Users have its own types. `.ci/package.ts` compiles and runs our entry with Vitest itself.
 */
declare module 'vitest' {
  export function describe(name: string, define: () => void): void;
  export function test(name: string, run: () => void): void;
  export function beforeAll(run: () => Promise<void>, timeoutMs: number): void;
  export const expect: { extend(matchers: object): void };
  export interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {}
}
