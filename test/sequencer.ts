import { createRequire } from 'node:module';

const { default: TestSequencer } = createRequire(import.meta.url)(
  '@jest/test-sequencer',
) as typeof import('@jest/test-sequencer');

/** What takes longest, though its files may be short: in a fresh clone, Jest knows only how long files are. */
const slow =
  /\/(contract-tests|webhooks\/cli|commands\/cli|generate|(delivery-)?damage|webhooks\/api|check-commands|slow-requests)\.test/;

/** Jest's order, but for what is better begun first, as the last test files leave a core idle. */
// biome-ignore lint/style/noDefaultExport: Jest takes no other
export default class SlowFirst extends TestSequencer {
  override sort(...[tests]: Parameters<typeof TestSequencer.prototype.sort>) {
    const sorted = super.sort(tests) as typeof tests;
    return [...sorted.filter(({ path }) => slow.test(path)), ...sorted.filter(({ path }) => !slow.test(path))];
  }
}
