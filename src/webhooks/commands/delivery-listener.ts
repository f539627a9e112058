import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { eWebhookAction } from '../../../generated/enums.ts';
import { announceUnreadBody, CodedError } from '../../http.ts';
import { verifyDelivery } from '../receive/index.ts';
import { readBody } from '../receive/read-body.ts';

/** What a listener does with deliveries that are verified: fails them all in one way, or a share of them with 500. */
export type Failure = '500' | '410' | 'timeout' | 'reset' | 'slow' | number;

export interface ListenerOptions {
  /** Without one, nothing is verified. */
  readonly secrets: readonly string[];
  readonly failure: Failure | undefined;
  /** Prints a line, whatever is in it. */
  readonly print: (line: string) => void;
  readonly now: () => Date;
  /** From 0 to below 1. */
  readonly random: () => number;
}

const maxBytes = 1024 * 1024;
const maxIds = 10_000;
/** Less than the 15 s that the service waits. */
const slowMs = 10_000;

const actionNames = new Map<number, string>(Object.entries(eWebhookAction).map(([name, action]) => [action, name]));

/** Makes a listener that prints each delivery in a line. @returns `stop` ends the responses that it holds back */
export function createDeliveryListener(options: ListenerOptions): { listener: RequestListener; stop: () => void } {
  const { failure, print, now, random } = options;
  const counts = new Map<string, number>();
  const held = new Set<ServerResponse>();
  const timers = new Set<NodeJS.Timeout>();
  return {
    listener: async (request, response) => {
      if (request.method !== 'POST') return void response.writeHead(405, { Allow: 'POST' }).end();
      const body = await readBody(request, maxBytes);
      if (body === undefined) return;
      const id = headerOf(request, 'webhook-id');
      const { isTrusted, text } = body === 'tooLarge' ? tooLarge : judge(request, body, options.secrets);
      const outcome = body === 'tooLarge' ? 413 : isTrusted ? pick(failure, random) : 401;
      const count = id === undefined ? 1 : countAgain(counts, id);
      const time = now().toISOString();
      const repeated = count === 1 ? [] : [`duplicate, attempt ${count}`];
      print([time, id ?? 'no webhook-id', nameAction(request), text, ...repeated, describe(outcome)].join('  '));
      if (body === 'tooLarge') announceUnreadBody(request, response);
      respond(response, outcome);
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
      for (const response of held) response.destroy();
    },
  };

  function respond(response: ServerResponse, outcome: Outcome): void {
    if (typeof outcome === 'number') return void response.writeHead(outcome).end();
    if (outcome === 'reset') return void response.socket?.resetAndDestroy();
    held.add(response);
    response.once('close', () => held.delete(response));
    if (outcome === 'timeout') return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      response.writeHead(200).end();
    }, slowMs);
    timers.add(timer);
  }
}

/** A status, or what there is in its place. */
type Outcome = number | 'timeout' | 'reset' | 'slow';

interface Judgement {
  readonly isTrusted: boolean;
  readonly text: string;
}

const tooLarge: Judgement = { isTrusted: false, text: `not verified: more than ${maxBytes} bytes` };

function judge(request: IncomingMessage, body: string | Uint8Array, secret: readonly string[]): Judgement {
  const { headers } = request;
  if (secret.length === 0) return { isTrusted: true, text: 'not verified: there is no --secret' };
  const isNexudus = headers['webhook-signature'] === undefined && headers['x-nexudus-hook-signature'] !== undefined;
  try {
    verifyDelivery({ headers, body, secret, signature: isNexudus ? 'nexudus' : 'standard' });
    return { isTrusted: true, text: isNexudus ? 'verified, by the Nexudus signature alone' : 'verified' };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { isTrusted: false, text: `not verified: ${error.code}, ${error.message}` };
  }
}

function pick(failure: Failure | undefined, random: () => number): Outcome {
  if (failure === undefined) return 200;
  if (typeof failure === 'number') return random() < failure ? 500 : 200;
  return failure === '500' || failure === '410' ? Number(failure) : failure;
}

function describe(outcome: Outcome): string {
  if (outcome === 'timeout') return 'no response';
  if (outcome === 'slow') return `200, after ${slowMs / 1000} s`;
  return outcome === 'reset' ? 'connection reset' : String(outcome);
}

/** @returns how many times it was there, with this time */
function countAgain(counts: Map<string, number>, id: string): number {
  const count = (counts.get(id) ?? 0) + 1;
  if (counts.size >= maxIds) counts.clear();
  counts.set(id, count);
  return count;
}

function nameAction(request: IncomingMessage): string {
  const action = headerOf(request, 'x-nexudus-hook-action');
  if (action === undefined) return 'no action';
  return actionNames.get(Number(action)) ?? `unknown action ${action}`;
}

/** Not longer than an id or a number is. */
function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value.slice(0, 100) : undefined;
}
