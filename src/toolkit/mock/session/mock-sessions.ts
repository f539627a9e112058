import type { IncomingMessage } from 'node:http';
import type { MockSession } from './mock-session.ts';

/** The header that names the session of a request. */
export const sessionHeader = 'x-concordat-session';

/** The least recently used one is dropped for a further one. */
const maxSessions = 100;

/** The sessions of a mock by their names; that of requests without a name is there from the start. */
export class MockSessions {
  readonly #create: () => MockSession;
  readonly #named = new Map<string, MockSession>();
  readonly common: MockSession;

  constructor(create: () => MockSession) {
    this.#create = create;
    this.common = create();
  }

  /** @param name undefined for the session of requests without a name */
  get(name: string | undefined): MockSession {
    if (name === undefined) return this.common;
    const session = this.#named.get(name) ?? this.#create();
    this.#named.delete(name);
    this.#named.set(name, session);
    const [oldest] = this.#named.keys();
    if (this.#named.size > maxSessions && oldest !== undefined) this.#named.delete(oldest);
    return session;
  }

  get all(): MockSession[] {
    return [this.common, ...this.#named.values()];
  }
}

/** @returns undefined where a request names no session */
export function sessionNameOf({ headers }: IncomingMessage): string | undefined {
  const name = headers[sessionHeader];
  return name === undefined || name === '' ? undefined : String(name).slice(0, 200);
}
