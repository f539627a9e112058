import { variableNames } from '../../contract/document/path-template.ts';
import type { PathValues } from './collections.ts';
import type { MockRecord, RecordMaker } from './record-maker.ts';

/** The records at one path, to be changed past the contract's operations. */
export interface OpenCollection {
  readonly idProperty: string;
  readonly records: ReadonlyMap<string, MockRecord>;
  readonly maker: RecordMaker;
  nextId(): unknown;
  /** @returns the record as it is stored */
  put(record: MockRecord): MockRecord;
  /** @param id as the record has it */
  delete(id: unknown): void;
}

/** The values of a template's variables in a path; undefined if it isn't one of the template. */
export function valuesIn(template: string, path: string): PathValues | undefined {
  const parts = path.split('/');
  const wanted = template.split('/');
  const values: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = parts[index] ?? '';
    const [name] = variableNames(part);
    if (name === undefined ? value !== part : value === '' || value.startsWith('{')) return undefined;
    if (name !== undefined) values[name] = value;
  }
  return parts.length === wanted.length ? values : undefined;
}
