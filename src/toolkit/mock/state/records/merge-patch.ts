import { isObject } from '../../../contract/document/is-object.ts';

type Fields = Record<string, unknown>;

export function isMergePatch(mediaType: string | undefined): boolean {
  return mediaType === 'application/merge-patch+json';
}

/** @see https://www.rfc-editor.org/rfc/rfc7396#section-2 */
export function mergePatch(target: unknown, patch: Fields): Fields {
  const merged: Fields = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = isObject(value) ? mergePatch(merged[name], value) : value;
  }
  return merged;
}

/**
 * What a patch makes of a record: of JSON:API, attributes and relationships that it leaves out stay.
 * @see https://jsonapi.org/format/1.1/#crud-updating
 */
export function patchFields(current: Fields, patch: Fields): Fields {
  const merged = ['attributes', 'relationships'].flatMap((name) => {
    const [own, sent] = [current[name], patch[name]];
    return isObject(own) && isObject(sent) ? [[name, { ...own, ...sent }]] : [];
  });
  return { ...current, ...patch, ...Object.fromEntries(merged) };
}
