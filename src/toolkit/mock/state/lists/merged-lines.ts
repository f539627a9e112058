import type { Operation } from '../../../contract/document/operations.ts';
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

/** Whether an operation adds to a line that is there: the contract says by a 200 beside the 201 that there need not be a new one. */
export function mergesLines({ node, path }: Operation): boolean {
  const statuses = node.responses ?? {};
  const segment = path.split('/').findLast((part) => part !== '' && !part.includes('{')) ?? '';
  return Object.hasOwn(statuses, '200') && Object.hasOwn(statuses, '201') && ofLines.test(wordsOf(segment));
}

/**
 * What becomes of a line with the same product as one that a request adds.
 * @param sent the properties that the request sets
 * @returns undefined if there is no such line
 */
export function mergedLine(sent: MockRecord, records: Iterable<MockRecord>): MergedLine | undefined {
  const name = Object.keys(sent).find((one) => quantity.test(wordsOf(one)) && typeof sent[one] === 'number');
  const others = Object.entries(sent).filter(([one]) => one !== name);
  if (name === undefined || !others.some(([one]) => keys.test(wordsOf(one)))) return undefined;
  for (const line of records) {
    const own = line[name];
    if (typeof own === 'number' && others.every(([one, value]) => JSON.stringify(line[one]) === JSON.stringify(value)))
      return { line, change: { [name]: own + (sent[name] as number) } };
  }
  return undefined;
}
