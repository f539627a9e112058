import type { SchemaObject } from '../../contract/document/openapi.ts';

const ofOrder =
  /\b(un)?(sort|order)ed\b|\bsort(s|ing)\b|alphabetic|chronological|\b(any|no|another) (\w+ )?order\b|\border(ing)?\b[^.]* (is|does|may|can|has|will|not)\b/i;
const ofSets = /\bset of\b|\bunique\b|\bdistinct\b|dedup|duplicate/i;

/** Whether words of the contract say that something is sorted, or has no order. */
export function saysOrder(...texts: readonly unknown[]): boolean {
  return texts.some((text) => typeof text === 'string' && ofOrder.test(text));
}

/** Whether a list may be read in another order than it was written in: it is a set, or sorted. */
export function isUnordered({ uniqueItems, description, title }: SchemaObject): boolean {
  const isSet = typeof description === 'string' && ofSets.test(description);
  return uniqueItems === true || isSet || saysOrder(description, title);
}
