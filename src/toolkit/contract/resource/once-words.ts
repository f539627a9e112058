import type { Excerpt } from '../document/excerpt.ts';
import { resolveReference } from '../document/operations.ts';

/**
 * The sentence by which a contract says that an action can't be done to a record twice: in the description of the operation or of a
 * 409 or 422, with the word of the action, or of the state that the record is in afterwards. Undefined if it doesn't, or declares neither.
 * @param states what the response to the action may have as the state of the record: `closed`
 * @example `/loans/{id}/return`: "The book was returned already.", "A loan can't be returned twice.", "It is already closed."
 */
export function saidToBeOnce(
  { document, operation: { path, node } }: Excerpt,
  states: readonly string[] = [],
): string | undefined {
  const { responses = {} } = node;
  const refusals = ['409', '422'].flatMap((status) => responses[status] ?? []);
  const [verb = ''] = path.replace(/\/$/, '').split(/[/:]/).at(-1)?.toLowerCase().split(/[-_]/) ?? [];
  if (refusals.length === 0) return undefined;
  const isVerb = /^[a-z]{3,}$/.test(verb);
  // `paid` for `pay`, `archived` for `archive`, `sent` for `send`.
  const participle = `${verb.replace(/(y|e|d)$/, '')}\\w{1,4}`;
  const once = `\\balready (been |was |is )?${participle}\\b|\\b${participle} already\\b|\\b${participle} (\\w+ )?(twice|again|only once|a second time)\\b`;
  const words = [...(isVerb ? [verb] : []), ...states.filter((state) => /^[a-z]{3,}$/i.test(state))].join('|');
  const sentencesOf = (...texts: { readonly description?: string | undefined }[]) =>
    texts.flatMap(({ description }) => description?.split(/[.;\n]/) ?? []);
  const ofRefusals = sentencesOf(...refusals.map((one) => resolveReference(document, one)));
  // A description may say that nothing happens to what is open already.
  const found =
    (isVerb ? firstWith(once, [...sentencesOf(node), ...ofRefusals]) : undefined) ??
    (words === '' ? undefined : firstWith(`\\balready (${words})\\b`, ofRefusals));
  return found?.trim();
}

function firstWith(pattern: string, sentences: readonly string[]): string | undefined {
  const expression = new RegExp(pattern, 'i');
  return sentences.find((sentence) => expression.test(sentence));
}
