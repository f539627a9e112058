import { wordsOf } from '../../plausible/words.ts';

type Fields = Record<string, unknown>;

const dayMs = 24 * 60 * 60 * 1000;
const count = /^((number of|num|total) )?(nights|days)( count)?$/;
const each = /^(price|rate|cost|amount) (per|a) (night|day)$|^(nightly|daily) (rate|price)$/;
const first = /^(start|begin|from|check in|pick up)(s|ning)?( (on|date|day))?$/;
const last = /^(end|until|to|check out|return|drop off)(s|ing)?( (on|date|day))?$/;
const net = /^(sub ?total|net( total| amount)?)$/;
const sum = /^(total( (price|amount|cost))?|amount|price)( in cents)?$/;
const added = /\b(fees?|tax|vat|surcharge)$/;
const taken = /^(discount|rebate)( amount)?$/;

/**
 * Makes what is booked by the day agree: the last day with the first one and their number, the sum with that and the rate.
 * @param fields are changed
 * @param mayChange whether a property isn't up to clients
 */
export function agreeOnPeriod(fields: Fields, mayChange: (name: string) => boolean): void {
  const names = Object.keys(fields);
  const named = (pattern: RegExp) => names.find((name) => pattern.test(wordsOf(name)));
  const numbered = (pattern: RegExp) =>
    names.find((name) => typeof fields[name] === 'number' && pattern.test(wordsOf(name)));
  const counted = numbered(count);
  if (counted === undefined) return;
  const [days, from, to] = [Number(fields[counted]), named(first), named(last)];
  const begun = from === undefined ? undefined : fields[from];
  const isDay = typeof begun === 'string' && /^\d{4}-\d\d-\d\d$/.test(begun);
  if (isDay && to !== undefined && mayChange(to) && String(fields[to]).length === begun.length)
    fields[to] = new Date(Date.parse(begun) + days * dayMs).toISOString().slice(0, 10);
  const [rate, part, whole] = [numbered(each), numbered(net), numbered(sum)];
  if (rate === undefined) return;
  const cost = Math.round(days * Number(fields[rate]) * 100) / 100;
  if (part !== undefined && mayChange(part)) fields[part] = cost;
  if (whole === undefined || !mayChange(whole)) return;
  const amounts = (pattern: RegExp) =>
    names.reduce((all, name) => {
      const isOne = name !== whole && typeof fields[name] === 'number' && pattern.test(wordsOf(name));
      return isOne ? all + Number(fields[name]) : all;
    }, 0);
  fields[whole] = Math.round((cost + amounts(added) - amounts(taken)) * 100) / 100;
}
