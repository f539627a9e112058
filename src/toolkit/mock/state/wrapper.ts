import { joinPointer, pointerTokens } from '../../contract/document/json-pointer.ts';
import { propertiesAt, type RecordPlace } from '../../contract/resource/record-shape.ts';
import type { Prepared } from './records/mock-record.ts';

/**
 * Whether a response has the record itself under a media type where JSON has it in a wrapper such as `data`.
 * @param path to the record, where it is one of a list
 */
export function hasNoWrapper(
  prepared: Prepared,
  { schemaPointer, bodyPointer, id }: Pick<RecordPlace, 'schemaPointer' | 'bodyPointer' | 'id'>,
  mediaType: string | undefined,
  path: readonly number[] = [],
): boolean {
  const [wrapper] = pointerTokens(bodyPointer);
  const tokens = pointerTokens(schemaPointer);
  if (wrapper === undefined || mediaType === undefined || tokens.at(-2) === mediaType) return false;
  const names = propertiesAt(prepared, `#${joinPointer('', ...tokens.with(-2, mediaType))}`, path);
  return names.includes(id) && !names.includes(wrapper);
}
