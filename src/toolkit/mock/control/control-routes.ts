import { MockError, mockErrorCodes } from '../mock-error.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { DelayRange, MockSnapshot } from '../session/mock-session.ts';
import type { NextResponse } from '../session/scenario-player.ts';
import { readFields } from './control-body.ts';
import type { MockControl } from './session-control.ts';

/** Snapshots that were taken through the control paths, by their ids. The oldest one is dropped for a further one. */
export class Snapshots {
  readonly #known = new Map<string, MockSnapshot>();
  #count = 0;

  add(snapshot: MockSnapshot): string {
    const id = String(++this.#count);
    this.#known.set(id, snapshot);
    const [oldest] = this.#known.keys();
    if (this.#known.size > maxSnapshots && oldest !== undefined) this.#known.delete(oldest);
    return id;
  }

  get(id: string): MockSnapshot {
    const found = this.#known.get(id);
    if (found) return found;
    throw new MockError(mockErrorCodes.unknown, `there is no snapshot ${id}; the last ${maxSnapshots} are kept`);
  }
}

const maxSnapshots = 100;

/** @param read reads the JSON of the request @returns what is sent; undefined for 204 */
type SessionRoute = (control: MockControl, read: () => Promise<unknown>, snapshots: Snapshots) => unknown;

/** The control paths of a session. */
export const sessionRoutes: Readonly<Record<string, SessionRoute>> = {
  'GET state': (control) => control.state(),
  'GET scenarios': (control) => control.scenarios(),
  'POST reset': (control) => control.reset(),
  'POST next': async (control, read) => control.respondNext(...([await read()].flat() as NextResponse[])),
  'POST scenario': async (control, read) => {
    const body = (await read()) ?? {};
    const { name } = body as { readonly name?: unknown };
    control.playScenario(name === undefined ? (body as Scenario) : String(readFields(body, ['name'])['name']));
  },
  'POST clock': async (control, read) => {
    const { at } = readFields(await read(), ['at']);
    control.stopClock(at === undefined ? undefined : new Date(String(at)));
  },
  'POST delay': async (control, read) => {
    const { delay } = readFields(await read(), ['delay']);
    control.setDelay(typeof delay === 'number' ? [delay, delay] : (delay as DelayRange | undefined));
  },
  'POST snapshot': (control, _read, snapshots) => ({ id: snapshots.add(control.snapshot()) }),
  'POST restore': async (control, read, snapshots) =>
    control.restore(snapshots.get(String(readFields(await read(), ['id'])['id']))),
};
