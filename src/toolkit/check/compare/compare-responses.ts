import { essenceOf, isJson } from '../../contract/document/media-type.ts';
import type { Exchange } from '../plan/case.ts';
import type { TestRecord } from '../run/records.ts';

/** What of two servers' answers to the same request is unlike: in words, the first server's before the second's. */
export interface Unlike {
  /** `answer` where only one of them gives any. */
  readonly what: 'answer' | 'verdict' | 'status' | 'mediaType' | 'header' | 'body';
  readonly message: string;
}

/** An exchange, with the record whose id its request has. */
export interface Side {
  readonly exchange: Exchange;
  readonly record: TestRecord | undefined;
}

/** @returns the first thing that is unlike; undefined where nothing is */
export function compareAnswers(a: Side, b: Side): Unlike | undefined {
  const [left, right] = [a.exchange, b.exchange];
  const statuses = [left.received.status, right.received.status] as const;
  if (statuses[0] !== statuses[1]) {
    const isVerdict = statuses[0] < 400 !== statuses[1] < 400;
    return { what: isVerdict ? 'verdict' : 'status', message: `${statuses[0]} and ${statuses[1]}` };
  }
  const types = [left, right].map(({ mediaType }) => (mediaType === undefined ? 'none' : essenceOf(mediaType)));
  if (types[0] !== types[1]) return { what: 'mediaType', message: `${types[0]} and ${types[1]}` };
  return compareHeaders(left, right) ?? compareBodies(a, b);
}

function compareHeaders(left: Exchange, right: Exchange): Unlike | undefined {
  const declared = left.case.operation.responses.declared(left.received.status)?.headers ?? [];
  for (const { name } of declared) {
    const [has, other] = [left, right].map(({ received }) => received.headers[name.toLowerCase()] !== undefined);
    if (has !== other) return { what: 'header', message: `${name} is only in the ${has ? 'first' : 'second'}` };
  }
  return undefined;
}

function compareBodies(a: Side, b: Side): Unlike | undefined {
  const [left, right] = [a.exchange, b.exchange];
  if (!isJson(left.mediaType ?? '')) return undefined;
  // A failure says the same wherever it happens; what a success says depends on what is stored.
  if (left.received.status >= 400) {
    const [one, other] = [a, b].map(textOf);
    return one === other ? undefined : { what: 'body', message: `${cut(one)} and ${cut(other)}` };
  }
  return compareShapes(left.body, right.body, '');
}

/** A body as text, in which nothing is left that is another one on each server: ids, times, tokens, the order of keys. */
function textOf({ exchange, record }: Side): string {
  const text = (JSON.stringify(sorted(exchange.body)) ?? '')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)?/g, '<time>')
    .replaceAll(/(?<![\w.])1[5-9]\d{8}(\d{3})?(?![\w.])/g, '<time>')
    .replaceAll(/(?<!\w)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}(?!\w)/gi, '<id>');
  const ids = record ? [record.id, ...record.variables] : [];
  return ids.reduce<string>((hidden, id) => {
    const pattern = String(id).replaceAll(/[^\w]/g, '\\$&');
    return hidden.replaceAll(new RegExp(`(?<![\\w.])${pattern}(?![\\w.])`, 'g'), '<id>');
  }, text);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted((value as Record<string, unknown>)[name])]));
}

/** Objects have the same properties, and what both have is of the same type; of lists only the types of items count. */
function compareShapes(a: unknown, b: unknown, at: string): Unlike | undefined {
  if (a === null || b === null || a === undefined || b === undefined) return undefined;
  const [left, right] = [typeName(a), typeName(b)];
  const where = at === '' ? 'the body' : at;
  if (left !== right) return { what: 'body', message: `${where} is ${left}, and ${right}` };
  if (left === 'array') {
    const [one, other] = [a as unknown[], b as unknown[]];
    return one.length > 0 && other.length > 0 ? compareCommon(one[0], other[0], `${at}/0`) : undefined;
  }
  if (left !== 'object') return undefined;
  const [one, other] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const [has, too] = [Object.hasOwn(one, name), Object.hasOwn(other, name)];
    if (has !== too) return { what: 'body', message: `${at}/${name} is only in the ${has ? 'first' : 'second'}` };
    const unlike = compareShapes(one[name], other[name], `${at}/${name}`);
    if (unlike) return unlike;
  }
  return undefined;
}

/** Two items of lists need not be of the same record: what only one has may be optional. */
function compareCommon(a: unknown, b: unknown, at: string): Unlike | undefined {
  if (typeName(a) !== 'object' || typeName(b) !== 'object') return compareShapes(a, b, at);
  const [one, other] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const name of Object.keys(one).filter((key) => Object.hasOwn(other, key))) {
    const unlike = compareShapes(one[name], other[name], `${at}/${name}`);
    if (unlike) return unlike;
  }
  return undefined;
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return value === null ? 'null' : typeof value;
}

function cut(text = ''): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
