import { pointerTokens } from '../../../contract/document/json-pointer.ts';
import type { Contract } from '../../../contract/document/load-contract.ts';
import type { Operation } from '../../../contract/document/operations.ts';
import { isListOf } from '../../../contract/resource/read-list.ts';
import type { RecordPlace } from '../../../contract/resource/record-shape.ts';
import { propertyNames, schemasAt, schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import { schemaAlong } from '../../list-items.ts';
import { wordsOf } from '../../plausible/words.ts';

const asks = /^(q|query|search|term|page|limit|size|page ?size|per page|offset|cursor|skip|top|after|before)$/;
const ofPage =
  /^(total|count|page|pages|size|limit|offset|skip|cursor|took|per page)$|^(total|page|item|result|current|next|prev|previous|first|last)( \w+)? (count|number|pages|page|items|results|records|elements|hits|size|total|index|limit|offset)$|^total (count|pages|items|results|records|elements|hits)$/;

/**
 * Whether an operation tells of records in lists and figures, as a dashboard does: a list in it isn't what it lists.
 * @param place of the first list in the response
 */
export function isOverview(contract: Contract, operation: Operation, place: RecordPlace): boolean {
  const tokens = pointerTokens(place.bodyPointer);
  if (tokens.length === 0 || isListOf(operation, place.bodyPointer)) return false;
  if (operation.parameters.some(({ name, in: location }) => location === 'query' && asks.test(wordsOf(String(name)))))
    return false;
  const { document } = contract;
  const holder = schemasInPlace(document, schemaAlong(document, place, tokens.slice(0, -1)));
  return propertyNames(holder).some((name) => {
    const words = wordsOf(name);
    if (name === tokens.at(-1) || ofPage.test(words)) return false;
    const inside = schemasInPlace(document, ...schemasAt(holder, name));
    const types = inside.flatMap(({ type }) => [type].flat());
    const isList = inside.some(({ items }) => propertyNames(schemasInPlace(document, items)).length > 0);
    return isList || types.includes('integer') || types.includes('number');
  });
}
