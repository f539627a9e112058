import { wordsOf } from '../../plausible/words.ts';

type Fields = Readonly<Record<string, unknown>>;

const shared = /^(status|state|currency( code)?)$/;
const sums = /^(grand |order )?(total|amount)( (price|amount|cost|due|sum))?( (in )?cents)?$/;
const paid =
  /^((refund(ed)?|paid|payment|captured?|charged?) )?(amount|total)( (paid|due|refunded|captured|charged))?( (in )?cents)?$/;

/** What a result has from the record that it is about: the payment of an order has its total and its currency. */
export function takenFrom(record: Fields, names: readonly string[]): Record<string, unknown> {
  const sum = Object.entries(record).find(
    ([name, value]) => typeof value === 'number' && sums.test(wordsOf(name)),
  )?.[1];
  return Object.fromEntries(
    names.flatMap((name): [string, unknown][] => {
      const words = wordsOf(name);
      const isShared = Object.hasOwn(record, name) && (shared.test(words) || sums.test(words));
      if (isShared) return [[name, record[name]]];
      return sum !== undefined && paid.test(words) ? [[name, sum]] : [];
    }),
  );
}
