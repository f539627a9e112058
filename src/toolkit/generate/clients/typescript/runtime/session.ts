import { ClientError } from './client-error.ts';
import { pause, startDeadline, untilAborted } from './deadline.ts';
import { type CallInput, type WrittenRequest, writeRequest } from './request.ts';
import { type AnyResult, isStreamed, readResponse } from './response.ts';
import { retryDelayOf } from './retries.ts';
import type { ContractTable, OperationEntry } from './table.ts';
import { type SignIn, TokenHolder, type Tokens } from './tokens.ts';

/** A token, the key of an `apiKey` scheme, or a name and a password; or a function that is asked for it before each request. */
export type Credential = string | { readonly username: string; readonly password: string };

export type CredentialSource = Credential | (() => Credential | undefined | Promise<Credential | undefined>);

/** Options of all calls. */
export interface BaseOptions {
  /** Where the API is: what comes in place of the URL of the contract's server. */
  readonly baseUrl: string | URL;
  /** What is sent for every security scheme of the contract. */
  readonly token?: CredentialSource;
  /** What is sent for one security scheme, in place of `token`. */
  readonly credentials?: Readonly<Record<string, CredentialSource>>;
  /** Tokens of an earlier `signIn`. */
  readonly tokens?: Tokens;
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: the global one. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Of one attempt, until the whole response was read; of a stream, until it begins. Default: 30000; 0 means none. */
  readonly timeoutMs?: number;
  /** How often a request is repeated at most, if that is safe. Default: 2. */
  readonly retries?: number;
  /** The wait before the first repetition, which doubles with each, unless the server says how long. Default: 300. */
  readonly retryDelayMs?: number;
}

/** Options of one call. */
export interface CallOptions extends Pick<BaseOptions, 'headers' | 'timeoutMs' | 'retries'> {
  readonly signal?: AbortSignal;
  /** Whether a successful body is given as a stream of bytes. */
  readonly stream?: boolean;
}

export class Session {
  readonly #contract: ContractTable;
  readonly #options: BaseOptions;
  readonly #origin: string;
  readonly #basePath: string;
  readonly #tokens: TokenHolder;

  constructor(contract: ContractTable, options: BaseOptions) {
    this.#contract = contract;
    this.#options = options;
    const base = String(options.baseUrl).replace(/\/+$/, '');
    this.#origin = /^[a-z][a-z\d+.-]*:\/\/[^/]+/i.exec(base)?.[0] ?? '';
    this.#basePath = base.slice(this.#origin.length);
    const post = (form: URLSearchParams) => {
      const headers = new Headers(options.headers);
      headers.set('accept', 'application/json');
      const init = { method: 'POST', headers, body: form };
      const { tokenPath = '/token', refreshPath = tokenPath } = contract;
      const path = form.get('grant_type') === 'refresh_token' ? refreshPath : tokenPath;
      return this.#fetch(this.#place(path), init, {}, async (response) => ({
        response,
        text: await response.text(),
      }));
    };
    this.#tokens = new TokenHolder(post, options.tokens);
  }

  signIn(credentials: SignIn): Promise<Tokens> {
    return this.#tokens.signIn(credentials);
  }

  signOut(): void {
    this.#tokens.signOut();
  }

  async call(id: string, entry: OperationEntry, input: CallInput = {}, options: CallOptions = {}): Promise<AnyResult> {
    const { method } = entry;
    const written = writeRequest(id, entry, input);
    const { retries = this.#options.retries ?? 2 } = options;
    const isReplayable = !(written.body instanceof ReadableStream);
    let isRenewed = false;
    for (let attempt = 0; ; attempt++) {
      const { url, init, token } = await this.#prepare(entry, written, options);
      const delayOf = (response: Response | undefined) =>
        isReplayable && attempt < retries
          ? retryDelayOf(method, response, attempt, this.#options.retryDelayMs ?? 300)
          : undefined;
      let delay: number | undefined;
      try {
        const { stream } = options;
        const { hasLongIntegers } = this.#contract;
        const result = await this.#fetch(url, init, options, async (response) => {
          delay = delayOf(response);
          if (delay === undefined && response.status === 401 && isReplayable && !isRenewed && token !== undefined) {
            isRenewed = await untilAborted(this.#tokens.renew(token), options.signal);
            if (isRenewed) delay = 0;
          }
          if (delay === undefined)
            return readResponse(`${method} ${entry.path}`, entry, response, { stream, hasLongIntegers });
          await response.body?.cancel();
          return undefined;
        });
        if (result !== undefined) return result;
      } catch (error) {
        if (!(error instanceof ClientError) || (error.code !== 'NETWORK' && error.code !== 'TIMEOUT')) throw error;
        delay = delayOf(undefined);
        if (delay === undefined) throw error;
      }
      await pause(delay ?? 0, options.signal);
    }
  }

  async #fetch<T extends Partial<AnyResult> | undefined>(
    url: string,
    init: RequestInit,
    { signal, timeoutMs = this.#options.timeoutMs ?? 30_000 }: CallOptions,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const { fetch: send = fetch } = this.#options;
    const deadline = startDeadline(timeoutMs, signal, `${init.method} ${url.split('?', 1)[0]}`);
    let isStreaming = false;
    try {
      const result = await read(await send(url, { ...init, signal: deadline.signal }));
      isStreaming = result !== undefined && isStreamed(result);
      return result;
    } catch (error) {
      throw deadline.explain(error);
    } finally {
      deadline.stop(isStreaming);
    }
  }

  async #prepare(
    entry: OperationEntry,
    written: WrittenRequest,
    options: CallOptions,
  ): Promise<{ readonly url: string; readonly init: RequestInit; readonly token: string | undefined }> {
    const headers = new Headers(written.headers);
    const more = Object.entries({ ...this.#options.headers, ...options.headers });
    for (const [name, value] of more) headers.set(name, value);
    const query = [...written.query];
    const cookies = [...written.cookies];
    let token: string | undefined;
    const signedIn = async () => {
      token = await untilAborted(this.#tokens.current(), options.signal);
      return token;
    };
    for (const [place, name, text] of await this.#credentials(entry, this.#tokens.isSignedIn ? signedIn : undefined)) {
      if (place === 'query') query.push(`${encodeURIComponent(name)}=${encodeURIComponent(text)}`);
      else if (place === 'cookie') cookies.push(`${name}=${encodeURIComponent(text)}`);
      else if (!more.some(([own]) => own.toLowerCase() === name.toLowerCase())) headers.set(name, text);
    }
    if (cookies.length > 0) headers.set('cookie', cookies.join('; '));
    const url = this.#place(entry.serverPath ?? this.#contract.serverPath) + written.path;
    const init: RequestInit = { method: entry.method, headers };
    if (written.body !== undefined) init.body = written.body;
    // Streams need it, and it isn't in all types of `fetch`.
    if (written.body instanceof ReadableStream) (init as { duplex?: string }).duplex = 'half';
    return { url: query.length > 0 ? `${url}?${query.join('&')}` : url, init, token };
  }

  /** A path of the contract below `baseUrl`, beside it if the contract has it beside its server, or else on its host. */
  #place(path: string): string {
    const { serverPath } = this.#contract;
    const base = this.#origin + this.#basePath;
    if (path === serverPath || path.startsWith(`${serverPath}/`)) return base + path.slice(serverPath.length);
    return (this.#basePath.endsWith(serverPath) ? base.slice(0, -serverPath.length) : this.#origin) + path;
  }

  async #credentials(
    { security = [] }: OperationEntry,
    signedIn: CredentialSource | undefined,
  ): Promise<(readonly [place: string, name: string, text: string])[]> {
    const { credentials = {} } = this.#options;
    const { schemes: known } = this.#contract;
    const sourceOf = (scheme: string) => {
      if (Object.hasOwn(credentials, scheme)) return credentials[scheme];
      return ((known[scheme]?.[0] ?? 'bearer') === 'bearer' ? signedIn : undefined) ?? this.#options.token;
    };
    const group =
      security.find((schemes) => schemes.length > 0 && schemes.every((scheme) => sourceOf(scheme) !== undefined)) ?? [];
    const sent = group.map(async (scheme) => {
      const [place, name = 'authorization'] = known[scheme] ?? ['bearer'];
      const source = sourceOf(scheme);
      const value = typeof source === 'function' ? await source() : source;
      if (value === undefined) return [];
      if (typeof value !== 'string' || place === 'basic') {
        const pair = typeof value === 'string' ? value : `${value.username}:${value.password}`;
        return [['header', 'authorization', `Basic ${encodeBase64(pair)}`] as const];
      }
      return [[place, name, place === 'bearer' ? `Bearer ${value}` : value] as const];
    });
    return (await Promise.all(sent)).flat();
  }
}

/** `btoa` takes Latin-1 only. */
function encodeBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
