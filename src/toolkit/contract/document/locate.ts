import type { Position } from './contract-error.ts';
import { pointerTokens } from './json-pointer.ts';
import { positionInJson } from './json-position.ts';
import { loadRedocly, positionOf, type SourceValue, sourceLocation } from './redocly.ts';
import { displayPath, isJsonText } from './source.ts';

/**
 * The position of a value in its file. In JSON only the text before the value is scanned. Redocly parses all of it, as YAML.
 * @param onKey whether it is that of the value's key. Default: for objects and lists
 */
export async function locate(
  origin: SourceValue,
  onKey: boolean = typeof origin.value === 'object' && origin.value !== null,
): Promise<Position> {
  if (!isJsonText(origin.file.text))
    return positionOf({ ...sourceLocation(await loadRedocly(), origin), reportOnKey: onKey });
  return {
    file: displayPath(origin.file.uri),
    ...positionInJson(origin.file.text, pointerTokens(origin.pointer), onKey),
  };
}
