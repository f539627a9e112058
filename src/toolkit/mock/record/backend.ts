import type { IncomingMessage } from 'node:http';
import { parseExactly } from '../../contract/document/exact-json.ts';
import { isJson, isText } from '../../contract/document/media-type.ts';
import { splitTarget } from '../../contract/request/request-pipeline.ts';
import type { OperationResponse } from '../../contract/response/response.ts';
import { OutgoingClient, OutgoingError, outgoingErrorCodes, parseAllowedTargets } from '../../http/index.ts';
import { MockError, mockErrorCodes } from '../mock-error.ts';

/** What a backend responded: the bytes that are passed on, and what they mean. */
export interface BackendResponse {
  readonly sent: OperationResponse;
  readonly read: OperationResponse;
}

/** Headers that are about one connection, or about a body before it was decoded. */
const hopByHop =
  /^(connection|keep-alive|transfer-encoding|content-encoding|accept-encoding|content-length|host|te|upgrade|expect)$/;

const maxResponseBytes = 64 * 1024 * 1024;
const timeoutMs = 60_000;

/** The server that requests are passed on to. */
export class Backend {
  readonly #url: URL;
  readonly #client: OutgoingClient;

  /** @throws {MockError} `MOCK_TARGET` if it isn't the URL of a server on this machine or of an allowed one */
  constructor(url: string, allowed: readonly string[]) {
    const parsed = URL.parse(url);
    if (!parsed || !/^https?:$/.test(parsed.protocol))
      throw new MockError(mockErrorCodes.target, `${url} is not the URL of a server, such as http://localhost:3000`);
    this.#url = parsed;
    this.#client = new OutgoingClient({
      policy: { reach: 'loopback', allowed: parseAllowedTargets(allowed) },
      maxResponseBytes,
      timeoutMs,
    });
  }

  /** @throws {MockError} `MOCK_TARGET` if the server may not be reached, or doesn't respond */
  async send(message: IncomingMessage, body: Uint8Array | undefined): Promise<BackendResponse> {
    const { method = 'GET', url = '/' } = message;
    const { path, query } = splitTarget(url);
    const target = new URL(this.#url.href.replace(/\/$/, '') + path + (query && `?${query}`));
    const given = Object.entries(message.headers).filter(([name]) => !hopByHop.test(name));
    const headers = Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
    try {
      const {
        status,
        headers: received,
        body: bytes,
      } = await this.#client.send({ url: target, method, headers, body });
      const kept = Object.entries(received).filter(([name]) => !hopByHop.test(name) && name !== 'content-type');
      const common = { status, headers: Object.fromEntries(kept), mediaType: received['content-type'] };
      const hasBody = bytes.length > 0;
      return {
        sent: { ...common, ...(hasBody && { body: bytes }) },
        read: { ...common, ...(hasBody && { body: readBody(bytes, common.mediaType) }) },
      };
    } catch (error) {
      if (!(error instanceof OutgoingError)) throw error;
      const isRefused = error.code === outgoingErrorCodes.target;
      const hint = isRefused
        ? `: it is not this machine; --allow-target ${target.hostname} lets the mock send there`
        : '';
      throw new MockError(mockErrorCodes.target, error.message + hint, { cause: error });
    }
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}

function readBody(bytes: Buffer, mediaType = 'application/octet-stream'): unknown {
  if (!isJson(mediaType)) return isText(mediaType) ? bytes.toString() : bytes;
  try {
    return parseExactly(bytes.toString());
  } catch {
    // The validation says that it is no JSON.
    return bytes.toString();
  }
}
