import { pointerTokens, valueAt } from '../../../contract/document/json-pointer.ts';
import { type ListPlace, type OperationSchemas, propertiesAt } from '../../../contract/resource/record-shape.ts';
import { namesOfRecords, normalizeName } from '../../../contract/resource/resource-names.ts';
import type { Resource } from '../../../contract/resource/resources.ts';
import { allowedValues, schemasAlong } from '../../../contract/schema/schema-shape.ts';
import { singular, wordsOf } from '../../plausible/words.ts';
import type { RankedKind } from './bounded-property.ts';
import type { RecordNames } from './record-names.ts';

/** What the records of a list may be called in its parameters. */
export function namesInList(resource: Resource, path: string): string[] {
  return [...new Set([...namesOfRecords(resource), ...namesOfRecords({ path })])];
}

/** Whether the ids of a list are texts alone, though they may be numbers where its records are read. */
export function hasTextIds(
  { instances: { document } }: OperationSchemas,
  { schemaPointer, bodyPointer, id }: ListPlace,
): boolean {
  const schemas = schemasAlong(document, valueAt(document, schemaPointer), [...pointerTokens(bodyPointer), 0, id]);
  const types = schemas.flatMap(({ type }) => type ?? []);
  return types.includes('string') && !types.includes('integer') && !types.includes('number');
}

/** The properties of the records of a list, and what is inside of them: looked up when it is asked for, which few lists need. */
export function namesInside(
  schemas: OperationSchemas,
  { schemaPointer, bodyPointer, itemProperties, attributes, relationships }: ListPlace,
): RecordNames {
  const path = [...pointerTokens(bodyPointer), 0];
  const all = new Set([...itemProperties, ...relationships]);
  const wayTo = (name: string) => {
    if (attributes.has(name)) return [...path, 'attributes', name];
    return relationships.has(name) ? [...path, 'relationships', name, 'data'] : [...path, name];
  };
  const below = (name: string) => {
    const own = propertiesAt(schemas, schemaPointer, wayTo(name));
    return own.length > 0 ? own : propertiesAt(schemas, schemaPointer, [...wayTo(name), 0]);
  };
  const known = new Map<string, readonly string[]>();
  const ranked = new Map<string, RankedKind | undefined>();
  const { document } = schemas.instances;
  const schemasOf = (name: string) => schemasAlong(document, valueAt(document, schemaPointer), wayTo(name));
  const kindOf = (name: string): RankedKind | undefined => {
    const own = schemasOf(name);
    if (own.some(({ format }) => format === 'date' || format === 'date-time')) return 'time';
    const types = own.flatMap(({ type }) => type ?? []);
    return types.includes('number') || types.includes('integer') ? 'number' : undefined;
  };
  return {
    keys: () => all.values(),
    get(name) {
      const names = known.get(name) ?? (all.has(name) ? below(name) : undefined);
      if (names) known.set(name, names);
      return names;
    },
    valuesOf: (name) => (all.has(name) ? schemasOf(name).flatMap((schema) => allowedValues(schema) ?? []) : []),
    rankedKind(name) {
      if (!ranked.has(name)) ranked.set(name, all.has(name) ? kindOf(name) : undefined);
      return ranked.get(name);
    },
  };
}

/** The names of what has an order. */
export function rankedNames(names: RecordNames, ...kinds: RankedKind[]): string[] {
  return [...names.keys()].filter((name) => kinds.some((kind) => names.rankedKind?.(name) === kind));
}

/** The name that is meant by another spelling, or by one for several. */
export function nameIn(name: string, names: readonly string[]): string | undefined {
  const wanted = normalizeName(name);
  const one = normalizeName(singular(wordsOf(name)));
  return (
    names.find((other) => normalizeName(other) === wanted) ??
    names.find((other) => normalizeName(singular(wordsOf(other))) === one)
  );
}
