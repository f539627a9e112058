import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';
import { shareCompiledCode } from './compiled-code.ts';

const { createContext } = vm;
shareCompiledCode();

/**
 * Jest's environment for Node, with a global object as V8 makes it. Jest's own is a proxy, which is asked for each use of
 * `Object`, `Array` and all other global names: that would be a fifth of the processor time of all tests.
 */
// biome-ignore lint/style/noDefaultExport: Jest takes no other
export default class PlainEnvironment extends TestEnvironment {
  constructor(...parts: ConstructorParameters<typeof TestEnvironment>) {
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(...parts);
    } finally {
      vm.createContext = createContext;
    }
  }
}
