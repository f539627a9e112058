import { mocker } from './jest-globals.ts';

/** What Jest wants to know of where tests run. They run in its process, with that one's global object and modules: see runtime.ts. */
// biome-ignore lint/style/noDefaultExport: Jest takes no other
export default class ProcessEnvironment {
  readonly global = {};
  readonly moduleMocker = mocker;
  readonly fakeTimers = null;
  readonly fakeTimersModern = null;
  getVmContext(): null {
    return null;
  }
  async setup(): Promise<void> {}
  async teardown(): Promise<void> {}
}
