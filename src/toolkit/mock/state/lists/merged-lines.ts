import type { MockOperation } from '../../mock-operation.ts';
import { wordsOf } from '../../plausible/words.ts';
import type { MockRecord } from '../records/mock-record.ts';

const quantity = /^(quantity|qty|amount|count|units)$/;
const ofLines = /\b(items?|lines?|entries|cart|basket|bag|products?|positions?)$/;
const keys = /\b(id|sku|code|isbn|ean|product|variant|article|item)$/;

/** The line of a cart to which more of the same is added, and the record that it becomes. */
export interface MergedLine {
  readonly line: MockRecord;
  readonly change: MockRecord;
}

/**
 * What becomes of a line with the same product as one that a request adds. The contract says by a 200 beside the 201 that
 * there need not be a new one.
 * @param sent the properties that the request sets
 * @returns undefined if there is no such line
 */
export function mergedLine(
  writer: MockOperation,
  sent: MockRecord,
  records: Iterable<MockRecord>,
): MergedLine | undefined {
  const statuses = writer.operation.node.responses ?? {};
  if (!Object.hasOwn(statuses, '200') || !Object.hasOwn(statuses, '201')) return undefined;
  const segment = writer.operation.path.split('/').findLast((part) => part !== '' && !part.includes('{')) ?? '';
  const name = Object.keys(sent).find((one) => quantity.test(wordsOf(one)) && typeof sent[one] === 'number');
  const others = Object.entries(sent).filter(([one]) => one !== name);
  if (name === undefined || !ofLines.test(wordsOf(segment)) || !others.some(([one]) => keys.test(wordsOf(one))))
    return undefined;
  for (const line of records) {
    const own = line[name];
    if (typeof own === 'number' && others.every(([one, value]) => JSON.stringify(line[one]) === JSON.stringify(value)))
      return { line, change: { [name]: own + (sent[name] as number) } };
  }
  return undefined;
}
