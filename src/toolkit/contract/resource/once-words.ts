import type { Excerpt } from '../document/excerpt.ts';
import { resolveReference } from '../document/operations.ts';

/**
 * The sentence by which a contract says that an action can't be done to a record twice: in the description of the operation or of a
 * 409 or 422, with the word of the action. Undefined if it doesn't, or declares neither.
 * @example `/loans/{id}/return`: "The book was returned already.", "A loan can't be returned twice."
 */
export function saidToBeOnce({ document, operation: { path, node } }: Excerpt): string | undefined {
  const { responses = {} } = node;
  const refusals = ['409', '422'].flatMap((status) => responses[status] ?? []);
  const [verb = ''] = path.replace(/\/$/, '').split(/[/:]/).at(-1)?.toLowerCase().split(/[-_]/) ?? [];
  if (refusals.length === 0 || !/^[a-z]{3,}$/.test(verb)) return undefined;
  // `paid` for `pay`, `archived` for `archive`, `sent` for `send`.
  const participle = `${verb.replace(/(y|e|d)$/, '')}\\w{1,4}`;
  const isOnce = new RegExp(
    `\\balready (been |was |is )?${participle}\\b|\\b${participle} already\\b|\\b${participle} (\\w+ )?(twice|again|only once|a second time)\\b`,
    'i',
  );
  const texts = [node, ...refusals.map((one) => resolveReference(document, one))].map(({ description }) => description);
  return texts
    .flatMap((text) => text?.split(/[.;\n]/) ?? [])
    .find((sentence) => isOnce.test(sentence))
    ?.trim();
}
