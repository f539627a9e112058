import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { loadContract } from '../../../../src/index.ts';
import { makeTable } from '../../../../src/toolkit/generate/clients/typescript/contract-table.ts';
import { createClientOf } from '../../../../src/toolkit/generate/clients/typescript/runtime/client.ts';
import type { AnyResult } from '../../../../src/toolkit/generate/clients/typescript/runtime/response.ts';
import type { BaseOptions } from '../../../../src/toolkit/generate/clients/typescript/runtime/session.ts';
import type { ContractTable } from '../../../../src/toolkit/generate/clients/typescript/runtime/table.ts';
import { nameOperations } from '../../../../src/toolkit/generate/clients/typescript.ts';
import { inFolder } from '../../../files.ts';
import { serve } from '../../../serve.ts';
import { shopContract } from './shop-contract.ts';

/** A request as it arrived. */
export interface Sent {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** `hang`: none, for as long as the test runs; `half`: the beginning of one. */
export type Reply =
  | readonly [status: number, headers?: Record<string, string>, body?: string]
  | 'hang'
  | 'half'
  | 'cut';

export type Client = Record<string, (input?: object, options?: object) => Promise<AnyResult>>;

let table: Promise<ContractTable> | undefined;

/** What a client of `shopContract` has of it. */
function shopTable(): Promise<ContractTable> {
  table ??= inFolder({ 'openapi.yaml': shopContract }, async (folder) => {
    const contract = await loadContract(join(folder, 'openapi.yaml'));
    return makeTable(contract, nameOperations(contract).names);
  });
  return table;
}

export async function createShop(options: BaseOptions): Promise<Client> {
  return createClientOf(await shopTable(), options) as Client;
}

/** Runs calls against a server that gives these replies in their order, the last one again and again. */
export async function exchange(
  replies: readonly Reply[],
  run: (client: Client, arrived: Promise<void>) => Promise<unknown>,
  options: object = {},
): Promise<Sent[]> {
  const sent: Sent[] = [];
  const left = [...replies];
  const arrived = Promise.withResolvers<void>();
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    const { method, url, headers } = request;
    sent.push({ method, url, headers, body });
    arrived.resolve();
    const reply = (left.length > 1 ? left.shift() : left[0]) as Reply;
    if (reply === 'hang') return;
    if (reply === 'half') response.writeHead(200, { 'content-type': 'application/json' }).write('{');
    else if (reply === 'cut') request.socket.destroy();
    else response.writeHead(reply[0], reply[1] ?? {}).end(reply[2] ?? '');
  };
  await serve(
    (request, response) => void respond(request, response),
    async (url) => {
      const client = await createShop({ baseUrl: `${url}/v2/`, retryDelayMs: 1, ...options });
      await run(client, arrived.promise);
    },
  );
  return sent;
}

export const json = { 'content-type': 'application/json; charset=utf-8' };
export const problem = { 'content-type': 'application/problem+json' };
export const thing = '{"id":12345678901234567890,"name":"a"}';
