import pino, { type Logger } from 'pino';
import { hashPassword } from '../../src/webhooks/auth/passwords.ts';
import { readConfig } from '../../src/webhooks/config.ts';
import { connectControl } from '../../src/webhooks/control/client.ts';
import { loadOwnContract, type ServiceOptions, startService } from '../../src/webhooks/index.ts';
import { inFolder } from '../files.ts';

export const password = 'correct horse';

export interface Client {
  readonly url: string;
  readonly metricsUrl: string | undefined;
  readonly folder: string;
  /** Sends a request; an object as JSON, by the administrator unless there is another token. */
  ask(
    method: string,
    path: string,
    options?: { body?: unknown; token?: string | null; headers?: Record<string, string> },
  ): Promise<ClientResponse>;
  token(form: Record<string, string>, headers?: Record<string, string>): Promise<ClientResponse>;
}

export interface ClientResponse {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the tests find out what a response holds
  readonly body: any;
}

/** A service that was started for tests. */
export interface StartedService {
  readonly client: Client;
  stop(): Promise<void>;
}

/** A test's own logger; by default nothing is logged. */
export interface TestOptions extends ServiceOptions {
  readonly logger?: Logger;
}

/** Hashes passwords in no time, so that the hashes are worth nothing. */
export const weak: TestOptions = { hashPassword: (text) => hashPassword(text, { N: 2, r: 1, p: 1 }) };

/** One for all services of a test file, which then compile its validators once. */
export const contract = await loadOwnContract();

/** Runs the service in a folder, on a free port, and signs its administrator in. */
export async function startInFolder(
  folder: string,
  env: Record<string, string>,
  { logger = pino({ level: 'silent' }), ...options }: TestOptions = weak,
): Promise<StartedService> {
  const config = readConfig({ PORT: '0', DATA_DIR: `${folder}/data`, ADMIN_PASSWORD: password, ...env });
  const service = await startService(config, logger, { contract, ...options });
  const send = async (path: string, init: RequestInit): Promise<ClientResponse> => {
    const response = await fetch(service.url + path, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
  const token = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    send('/token', { method: 'POST', headers, body: new URLSearchParams(form) });
  const signedIn = await token({ grant_type: 'password', username: 'admin@example.com', password });
  const administrator: string = signedIn.body.access_token;
  const client: Client = {
    url: service.url,
    metricsUrl: service.metricsUrl,
    folder: `${folder}/data`,
    token,
    ask: (method, path, { body, token: other = administrator, headers = {} } = {}) =>
      send(path, {
        method,
        headers: {
          ...(other === null ? {} : { authorization: `Bearer ${other}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
  };
  return { client, stop: () => service.stop() };
}

/** Runs the service in a folder of its own while a test runs. */
export function withService(
  env: Record<string, string>,
  run: (client: Client) => Promise<void>,
  options?: TestOptions,
): Promise<void> {
  return inFolder({}, async (folder) => {
    const { client, stop } = await startInFolder(folder, env, options);
    try {
      await run(client);
    } finally {
      await stop();
    }
  });
}

/** The same with passwords hashed as a real service does it: it takes time, in which other requests come. */
export function withRealPasswords(env: Record<string, string>, run: (client: Client) => Promise<void>): Promise<void> {
  return withService(env, run, {});
}

/** Adds a user beside the running service, and signs them in. */
export async function signIn(
  { folder, token }: Client,
  roles: readonly string[],
  locations: readonly number[],
): Promise<string> {
  const email = `${roles.length}-${locations.join('-')}@example.com`;
  const control = await connectControl(folder);
  await control?.addUser({ email, password, roles, locations });
  return (await token({ grant_type: 'password', username: email.toUpperCase(), password })).body.access_token;
}
