import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setGlobals } from './jest-globals.ts';

const require = createRequire(import.meta.url);
const { default: Runtime } = require('jest-runtime') as typeof import('jest-runtime');
const globals = new URL('./jest-globals.ts', import.meta.url).href;

// Processes that tests start don't compile again what another one has compiled. This one doesn't store what it has compiled:
// that would take it a second at its end, and Jest waits for half of one.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '../node_modules/.cache/node');

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals' ? { url: globals, shortCircuit: true } : next(specifier, context),
});

/**
 * Has Node load test files, and what they import, once in a process. Jest's own runtime loads all anew for each file, in a
 * context of its own: that, and what V8 had to learn again of the same code, was half of the processor time of all tests.
 */
// biome-ignore lint/style/noDefaultExport: Jest takes no other
export default class NodeRuntime extends Runtime {
  override setGlobalsForRuntime(now: Parameters<typeof setGlobals>[0]): void {
    setGlobals(now);
  }

  /** What registers and runs the tests is loaded for each file, as it keeps those of the last one. */
  override requireInternalModule<T>(path: string): T {
    delete require.cache[path];
    for (const symbol of Object.getOwnPropertySymbols(globalThis))
      if (/^(JEST_STATE_SYMBOL|EVENT_HANDLERS)$/.test(symbol.description ?? ''))
        Reflect.deleteProperty(globalThis, symbol);
    return require(path) as T;
  }

  override unstable_shouldLoadAsEsm(): boolean {
    return true;
  }

  override async unstable_importModule(path: string): Promise<void> {
    await import(pathToFileURL(path).href);
  }
}
