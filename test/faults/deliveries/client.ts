/** What the attacks ask of the service's API. */
import { type RunningProcess, signIn, startProcess } from '../process.ts';
import { secret } from './receiver.ts';

export interface EventInput {
  readonly EventId: string;
  readonly BusinessId: number;
  readonly Record: object;
}

export interface ListedAttempt {
  readonly StartedOn: string;
  readonly DurationMs: number;
  readonly Status: number | null;
  readonly Error: string | null;
}

export interface ListedDelivery {
  readonly Id: string;
  readonly EventId: string;
  readonly State: 'pending' | 'succeeded' | 'failed' | 'dropped';
  readonly CreatedOn: string;
  readonly Attempts: readonly ListedAttempt[];
}

export interface ListedWebHook {
  readonly Id: number;
  readonly Active: boolean;
  readonly LastTrigger: string | null;
  readonly LastError: string | null;
  readonly ErrorCount: number;
}

export interface ServiceClient extends RunningProcess {
  readonly token: string;
  /** Returns the status. */
  postEvents(events: readonly EventInput[]): Promise<number>;
  /** Creates a webhook, or replaces the one with this id. @returns its id */
  putWebHook(webhook: { BusinessId: number; URL: string; Active?: boolean }, id?: number): Promise<number>;
  putSecret(businessId: number): Promise<void>;
  webhook(id: number): Promise<ListedWebHook>;
  /** All deliveries of a webhook, the newest first. */
  deliveries(webhookId: number): Promise<ListedDelivery[]>;
  pending(webhookId: number): Promise<number>;
}

const action = 6;

/** Settings that all of the attacks have: what ends is kept, and nothing is disabled. */
const settings = {
  ALLOW_TARGETS: '127.0.0.0/8',
  DISABLE_AFTER: '0',
  DELIVERY_LOG_SIZE: '1000000',
  LOG_LEVEL: 'warn',
};

/** Starts the service. @param token one that an earlier start gave */
export async function startService(
  env: NodeJS.ProcessEnv,
  onLog: (line: string) => void,
  token?: string,
): Promise<ServiceClient> {
  const running = await startProcess({ ...settings, ...env }, [], onLog);
  return connect(running, token ?? (await signIn(running.url)));
}

export function connect(running: RunningProcess, token: string): ServiceClient {
  const { url } = running;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const send = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  };
  const list = (id: number, query: string) =>
    send<{ Records: ListedDelivery[]; HasNextPage: boolean; TotalItems: number }>(
      'GET',
      `/sys/webhooks/${id}/deliveries?${query}`,
    );
  return {
    ...running,
    token,
    async postEvents(events) {
      const body = JSON.stringify({ Events: events.map((event) => ({ ...event, Action: action })) });
      const response = await fetch(`${url}/sys/events`, { method: 'POST', headers, body });
      await response.arrayBuffer();
      return response.status;
    },
    async putWebHook(webhook, id) {
      const body = { Name: 'x', Action: action, ...webhook, ...(id !== undefined && { Id: id }) };
      const { Value } = await send<{ Value: { Id: number } }>(id === undefined ? 'POST' : 'PUT', '/sys/webhooks', body);
      return Value.Id;
    },
    async putSecret(businessId) {
      await send('PUT', `/sys/webhooksecrets/${businessId}`, { Secret: secret });
    },
    webhook: (id) => send('GET', `/sys/webhooks/${id}`),
    async deliveries(id) {
      const found: ListedDelivery[] = [];
      for (let page = 1; ; page++) {
        const { Records, HasNextPage } = await list(id, `size=1000&page=${page}`);
        found.push(...Records);
        if (!HasNextPage) return found;
      }
    },
    pending: async (id) => (await list(id, 'size=1&Delivery_State=pending')).TotalItems,
  };
}

/** Waits until nothing is pending. @returns how much still is when the time is over */
export async function untilDone(client: ServiceClient, ids: readonly number[], timeoutMs: number): Promise<number> {
  for (const end = performance.now() + timeoutMs; ; await sleep(200)) {
    const counts = await Promise.all(ids.map((id) => client.pending(id)));
    const pending = counts.reduce((sum, count) => sum + count, 0);
    if (pending === 0 || performance.now() > end) return pending;
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
