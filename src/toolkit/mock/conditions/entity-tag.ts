import { hash } from 'node:crypto';
import type { OperationResponse } from '../../contract/response/response.ts';
import { contentOf } from '../response-writer.ts';

/** How a contract has an entity tag written. */
export type TagForm = (digest: string) => string;

export const strongTag: TagForm = (digest) => `"${digest}"`;

/** Contracts may have a pattern for weak ones, or leave the quotes out. */
export const tagForms: readonly TagForm[] = [strongTag, (digest) => `W/"${digest}"`, (digest) => digest];

/** 32 hexadecimal digits, of what is sent as the body. */
export function digestOf(response: OperationResponse): string {
  const { mediaType = 'application/json', body } = response;
  return hash('sha256', body === undefined ? '' : contentOf(response, mediaType)).slice(0, 32);
}

/**
 * Whether a list of tags, or `*`, has a tag. A weak one equals none, unless the contract's own are weak or the comparison is.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3.2
 */
export function includesTag(list: string, tag: string, isWeak: boolean): boolean {
  if (list.trim() === '*') return true;
  return (list.match(/(?:W\/)?"[^"]*"|[^\s,]+/g) ?? []).some((one) =>
    isWeak || tag.startsWith('W/') ? opaque(one) === opaque(tag) : !one.startsWith('W/') && opaque(one) === opaque(tag),
  );
}

/** Clients leave the quotes out. */
function opaque(tag: string): string {
  return tag.replace(/^W\//, '').replaceAll('"', '');
}
