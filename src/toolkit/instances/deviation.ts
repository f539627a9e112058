import { joinPointer } from '../contract/document/json-pointer.ts';
import { ownProperty } from '../contract/document/own-property.ts';

/** The innermost place that holds all differences between two values. */
export function deviationOf(
  plain: unknown,
  value: unknown,
  path = '',
): { readonly path: string; readonly value: unknown } {
  if (!isContainer(plain) || !isContainer(value) || Array.isArray(plain) !== Array.isArray(value))
    return { path, value };
  const names = [...new Set([...Object.keys(plain), ...Object.keys(value)])];
  const unlike = names.filter(
    (name) => JSON.stringify(ownProperty(plain, name)) !== JSON.stringify(ownProperty(value, name)),
  );
  const [only] = unlike;
  if (only === undefined || unlike.length > 1) return { path, value };
  return deviationOf(ownProperty(plain, only), ownProperty(value, only), joinPointer(path, only));
}

export function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
