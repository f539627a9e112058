import type { Collection, Condition, Entry, Query } from '../../storage.ts';
import { storableText } from '../text.ts';
import { formats } from './rows.ts';
import { columnOf, type Kind, tables } from './tables.ts';

export interface Statement {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/**
 * A statement for a page: rows of one moment, each with the total. A page without entries has one row, whose key is null.
 */
export function listStatement<C extends Collection>(collection: C, query: Query<Entry<C>> = {}): Statement {
  const { name, key, fields } = tables[collection];
  const { where = [], orderBy, offset = 0, limit } = query;
  const values: unknown[] = [];
  const add = (value: unknown) => `$${values.push(value)}`;
  const kinds = fields as Readonly<Record<string, Kind>>;
  const conditions = where.map((condition) => toSql(collection, condition, kinds[condition.field] as Kind, add));
  const matching = `from ${name}${conditions.length > 0 ? ` where ${conditions.join(' and ')}` : ''}`;
  const byKey = columnOf(key);
  const order = orderBy ? `${orderOf(orderBy, kinds[orderBy.field] as Kind)}, ${byKey}` : byKey;
  const columns = formats[collection].columns.join(', ');
  const bounds = `${limit === undefined ? '' : ` limit ${add(limit)}`} offset ${add(offset)}`;
  const page = `select ${columns} ${matching} order by ${order}${bounds}`;
  return {
    sql: `select * from (select count(*) as total ${matching}) as counted left join lateral (${page}) as page on true`,
    values,
  };
}

function toSql<C extends Collection>(
  collection: C,
  condition: Condition<Entry<C>>,
  kind: Kind,
  add: (value: unknown) => string,
): string {
  const { field, is, to } = condition;
  const column = columnOf(field);
  switch (is) {
    case 'equal':
      return to === null ? `${column} is null` : `${column} = ${add(storable(to))}`;
    case 'oneOf':
      return `${column} = any(${add(to.map(storable))})`;
    case 'containing': {
      const isFolded = (tables[collection].folded as readonly string[]).includes(field);
      const pattern = add(`%${storableText(to).replace(/[\\%_]/g, '\\$&')}%`);
      return `${isFolded ? `folded_${column}` : `concordat.fold(${column})`} like concordat.fold(${pattern})`;
    }
    default:
      return `${kind === 'time' ? `${column}::timestamptz` : column} ${is === 'atLeast' ? '>=' : '<='} ${add(to)}`;
  }
}

function orderOf({ field, descending }: { field: string; descending: boolean }, kind: Kind): string {
  const column = columnOf(field);
  const value = kind === 'text' ? `${column} collate concordat.natural` : kind === 'json' ? `${column}::text` : column;
  return `${value} ${descending ? 'desc nulls last' : 'asc nulls first'}`;
}

function storable(value: unknown): unknown {
  return typeof value === 'string' ? storableText(value) : value;
}
