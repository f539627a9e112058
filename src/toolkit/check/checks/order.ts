import { stringifyExactly } from '../../contract/document/exact-json.ts';
import { type OrderKey, orderOf, rankIn } from '../plan/list-order.ts';
import { listIn } from '../plan/list-view.ts';
import type { Check } from './check.ts';

/** The records of a page are in the order that the query asks for. */
export const order: Check = (exchange) => {
  const {
    case: { operation, parts },
    received: { status },
  } = exchange;
  const view = operation.listView;
  const key = view && status < 300 ? orderOf(operation, view, parts) : undefined;
  const records = key && listIn(view as NonNullable<typeof view>, exchange)?.records;
  if (!key || !records) return [];
  const values = records.map((record) => record[key.property]);
  const misplaced = key.direction === undefined ? disorderOf(values) : breakOf(values, key.direction);
  if (misplaced === undefined) return [];
  const message = `is not in the order that ${key.asked} asks for: ${key.property} ${misplaced.map((value) => stringifyExactly(value)).join(' before ')}`;
  return [{ code: 'order-ignored', message, pointer: key.pointer }];
};

type Pair = readonly [before: unknown, after: unknown];

/** Two neighbours in the wrong order. */
function breakOf(values: readonly unknown[], direction: NonNullable<OrderKey['direction']>): Pair | undefined {
  const ranked = values.flatMap((value) => {
    const rank = rankIn(value);
    return rank === undefined ? [] : [{ value, rank }];
  });
  for (const [index, after] of ranked.entries()) {
    const before = ranked[index - 1];
    if (!before || typeof before.rank !== typeof after.rank) continue;
    const isWrong = direction === 'ascending' ? before.rank > after.rank : before.rank < after.rank;
    if (isWrong) return [before.value, after.value];
  }
  return undefined;
}

/** Undefined if the values only rise, or only fall. */
function disorderOf(values: readonly unknown[]): Pair | undefined {
  const rise = breakOf(values, 'ascending');
  return rise && breakOf(values, 'descending') ? rise : undefined;
}
