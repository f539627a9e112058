import { stringifyExactly } from '../../contract/document/exact-json.ts';
import { essenceOf, isJson } from '../../contract/document/media-type.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { TestRecord } from '../plan/test-record.ts';

/** A difference between the responses of two servers. The message has the first server's value first. */
export interface Mismatch {
  /** `answer` where only one server responded. */
  readonly what: 'answer' | 'verdict' | 'status' | 'mediaType' | 'header' | 'body';
  readonly message: string;
}

/** An exchange, and the record that its request names. */
export interface ComparedExchange {
  readonly exchange: Exchange;
  readonly record: TestRecord | undefined;
}

/** @returns the first mismatch; undefined if there is none */
export function compareResponses(a: ComparedExchange, b: ComparedExchange): Mismatch | undefined {
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

function compareHeaders(left: Exchange, right: Exchange): Mismatch | undefined {
  const declared = left.case.operation.responses.declared(left.received.status)?.headers ?? [];
  for (const { name } of declared) {
    const [has, other] = [left, right].map(({ received }) => received.headers[name.toLowerCase()] !== undefined);
    if (has !== other) return { what: 'header', message: `${name} is only in the ${has ? 'first' : 'second'}` };
  }
  return undefined;
}

function compareBodies(a: ComparedExchange, b: ComparedExchange): Mismatch | undefined {
  const [left, right] = [a.exchange, b.exchange];
  if (!isJson(left.mediaType ?? '')) return undefined;
  // Failures have to be the same on each server; a success depends on the records that are stored.
  if (left.received.status >= 400) {
    const [one, other] = [a, b].map(normalizedText);
    return one === other ? undefined : { what: 'body', message: `${truncate(one)} and ${truncate(other)}` };
  }
  return compareShapes(left.body, right.body, '');
}

/** A body as text, without what differs between servers: ids, times, and the order of keys. */
function normalizedText({ exchange, record }: ComparedExchange): string {
  const text = (stringifyExactly(sorted(exchange.body)) ?? '')
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

/** Objects have to have the same properties, with values of the same types. Of lists, only the first items are compared. */
function compareShapes(a: unknown, b: unknown, bodyPointer: string): Mismatch | undefined {
  if (a === null || b === null || a === undefined || b === undefined) return undefined;
  const [left, right] = [typeName(a), typeName(b)];
  const where = bodyPointer === '' ? 'the body' : bodyPointer;
  if (left !== right) return { what: 'body', message: `${where} is ${left}, and ${right}` };
  if (left === 'array') {
    const [one, other] = [a as unknown[], b as unknown[]];
    return one.length > 0 && other.length > 0 ? compareItems(one[0], other[0], `${bodyPointer}/0`) : undefined;
  }
  if (left !== 'object') return undefined;
  const [one, other] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const [has, too] = [Object.hasOwn(one, name), Object.hasOwn(other, name)];
    if (has !== too)
      return { what: 'body', message: `${bodyPointer}/${name} is only in the ${has ? 'first' : 'second'}` };
    const mismatch = compareShapes(one[name], other[name], `${bodyPointer}/${name}`);
    if (mismatch) return mismatch;
  }
  return undefined;
}

/** Two items may be different records: a property that only one of them has may be optional. */
function compareItems(a: unknown, b: unknown, bodyPointer: string): Mismatch | undefined {
  if (typeName(a) !== 'object' || typeName(b) !== 'object') return compareShapes(a, b, bodyPointer);
  const [one, other] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const name of Object.keys(one).filter((key) => Object.hasOwn(other, key))) {
    const mismatch = compareShapes(one[name], other[name], `${bodyPointer}/${name}`);
    if (mismatch) return mismatch;
  }
  return undefined;
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'bigint') return 'number';
  return value === null ? 'null' : typeof value;
}

function truncate(text = ''): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
