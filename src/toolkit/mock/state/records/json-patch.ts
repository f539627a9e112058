import { isDeepStrictEqual } from 'node:util';
import { copyOf } from '../../../contract/document/copy.ts';
import { pointerTokens } from '../../../contract/document/json-pointer.ts';
import { setOwnProperty } from '../../../contract/document/own-property.ts';
import { RequestValidationError } from '../../../contract/response/request-validation-error.ts';

/** What is copied within one patch, in values: each copy may be of all that was copied before. */
const maxCopied = 100_000;

/** Whether a body is a list of operations, whatever its media type is called. */
export function isJsonPatch(body: unknown, mediaType: string | undefined): body is readonly unknown[] {
  if (!Array.isArray(body)) return false;
  return mediaType === 'application/json-patch+json' || (body.length > 0 && body.every(isOperation));
}

function isOperation(value: unknown): boolean {
  const { op, path } = (value ?? {}) as Record<string, unknown>;
  return typeof op === 'string' && typeof path === 'string';
}

/**
 * A value as the operations change it, all of them or none.
 * @param status of what can't be applied to this value
 * @throws {RequestValidationError} with the operation that is malformed, or can't be applied
 * @see https://www.rfc-editor.org/rfc/rfc6902
 */
export function applyJsonPatch(target: unknown, operations: readonly unknown[], status: number): unknown {
  const root = { '': copyOf(target) };
  let copied = 0;
  for (const [index, written] of operations.entries()) {
    const { op, path, from } = (written ?? {}) as Record<string, unknown>;
    const refuse = (reason: string, code = status): never => {
      throw patchError(code, [index, reason === 'from' ? 'from' : 'path'], reasons[reason] ?? reason, path);
    };
    const place = (pointer: unknown) => placeOf(root, pointer) ?? refuse(pointer === path ? 'path' : 'from');
    const { value } = written as { value?: unknown };
    if (typeof path !== 'string' || !isPointer(path)) refuse('pointer', 400);
    if (/^(add|replace|test)$/.test(String(op)) && value === undefined) refuse('value', 400);
    if (/^(move|copy)$/.test(String(op)) && (typeof from !== 'string' || !isPointer(from))) refuse('pointer', 400);
    if (op === 'add') add(place(path), copyOf(value)) || refuse('path');
    else if (op === 'remove') remove(place(path)) || refuse('path');
    else if (op === 'replace') has(place(path)) ? put(place(path), copyOf(value)) : refuse('path');
    else if (op === 'test') isDeepStrictEqual(get(place(path)), value) || refuse('test');
    else if (op === 'copy') {
      if (!has(place(from))) refuse('from');
      const source = get(place(from));
      copied += countValues(source);
      if (copied > maxCopied) refuse('size', 413);
      add(place(path), copyOf(source)) || refuse('path');
    } else if (op === 'move') {
      if (`${path}/`.startsWith(`${from}/`) && path !== from) refuse('child', 400);
      if (!has(place(from))) refuse('from');
      const moved = get(place(from));
      remove(place(from));
      add(place(path), moved) || refuse('path');
    } else refuse('op', 400);
  }
  return root[''];
}

const reasons: Readonly<Record<string, string>> = {
  path: 'there is no such place',
  from: 'there is no such place',
  test: 'the value there is another one',
  pointer: 'it is no JSON pointer',
  value: 'the value is missing',
  child: 'a value can’t be moved into itself',
  size: 'it copies too much',
  op: 'there is no such operation',
};

export function patchError(
  status: number,
  path: readonly (string | number)[],
  reason: string,
  value: unknown,
): RequestValidationError {
  return new RequestValidationError(status, [{ in: 'body', path, keyword: 'jsonPatch', params: { reason }, value }]);
}

function isPointer(text: string): boolean {
  return /^(?:\/(?:[^~/]|~[01])*)*$/.test(text);
}

/** A list or an object, and a key that it may have. */
interface Place {
  readonly owner: Record<string, unknown> | unknown[];
  readonly key: string;
}

/** @param root has the value under an empty name. @returns undefined if what the value would be in isn't there */
function placeOf(root: Record<string, unknown>, pointer: unknown): Place | undefined {
  const tokens = ['', ...pointerTokens(String(pointer))];
  const key = tokens.pop() as string;
  let owner: unknown = root;
  for (const token of tokens) {
    if (!isContainer(owner) || !has({ owner, key: token })) return undefined;
    owner = get({ owner, key: token });
  }
  return isContainer(owner) ? { owner, key } : undefined;
}

function isContainer(value: unknown): value is Place['owner'] {
  return typeof value === 'object' && value !== null;
}

const index = /^(?:0|[1-9]\d*)$/;

function has({ owner, key }: Place): boolean {
  return Array.isArray(owner) ? index.test(key) && Number(key) < owner.length : Object.hasOwn(owner, key);
}

function get(place: Place): unknown {
  return has(place) ? (place.owner as Record<string, unknown>)[place.key] : undefined;
}

function put({ owner, key }: Place, value: unknown): true {
  setOwnProperty(owner as Record<string, unknown>, key, value);
  return true;
}

function add({ owner, key }: Place, value: unknown): boolean {
  if (!Array.isArray(owner)) return put({ owner, key }, value);
  if (key !== '-' && !(index.test(key) && Number(key) <= owner.length)) return false;
  owner.splice(key === '-' ? owner.length : Number(key), 0, value);
  return true;
}

function remove(place: Place): boolean {
  if (!has(place)) return false;
  if (Array.isArray(place.owner)) place.owner.splice(Number(place.key), 1);
  else delete place.owner[place.key];
  return true;
}

function countValues(value: unknown): number {
  return isContainer(value) ? Object.values(value).reduce<number>((sum, inner) => sum + countValues(inner), 1) : 1;
}
