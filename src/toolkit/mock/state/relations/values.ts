import { isObject } from '../../../contract/document/is-object.ts';

type Fields = Record<string, unknown>;

/** An object that holds a value of a way, and the value's name or index in it. */
export interface Holder {
  readonly holder: Fields;
  readonly name: string;
  /** The names and indexes to the value. */
  readonly path: readonly string[];
}

/** The places that a way leads to in a value, as far as they are there. */
export function holdersAt(value: unknown, way: readonly string[], path: readonly string[] = []): Holder[] {
  if (typeof value !== 'object' || value === null) return [];
  const [step, ...rest] = way;
  if (step === undefined) return [];
  const names = step === '*' ? (Array.isArray(value) ? [...value.keys()].map(String) : []) : [step];
  return names.flatMap((name) => {
    const here = [...path, name];
    if (rest.length === 0)
      return step === '*' || Object.hasOwn(value, name) ? [{ holder: value as Fields, name, path: here }] : [];
    return holdersAt((value as Fields)[name], rest, here);
  });
}

/** The objects that a way's last step would be in. */
export function parentsAt(value: unknown, way: readonly string[]): Fields[] {
  const above = way.slice(0, -1);
  if (above.length === 0) return isObject(value) ? [value] : [];
  return holdersAt(value, above).flatMap(({ holder, name }) => (isObject(holder[name]) ? [holder[name]] : []));
}
