/**
 * The texts of the records in the body of a request with events, as they came: parsing and writing them would change numbers
 * beyond 2^53, and the order of some names.
 * @param bytes JSON that the contract allows
 * @returns one text for each event, in their order
 */
export function recordTextsIn(bytes: Uint8Array): string[] {
  const text = new TextDecoder().decode(bytes);
  const events = memberOf(text, skipSpace(text, 0), 'Events');
  const records: string[] = [];
  for (let at = skipSpace(text, events + 1); text[at] !== ']'; at = nextIn(text, at)) {
    const record = memberOf(text, at, 'Record');
    records.push(text.slice(record, endOf(text, record)));
  }
  return records;
}

/** The index of a member's value in an object that has it; of several with the name, the last counts, as in `JSON.parse`. */
function memberOf(text: string, object: number, name: string): number {
  let found = -1;
  for (let at = skipSpace(text, object + 1); text[at] !== '}'; ) {
    const end = endOfString(text, at);
    const value = skipSpace(text, skipSpace(text, end) + 1);
    if (JSON.parse(text.slice(at, end)) === name) found = value;
    at = nextIn(text, value);
  }
  return found;
}

/** The index of what follows a value in its list or object: the next item or name, or the closing bracket. */
function nextIn(text: string, value: number): number {
  const at = skipSpace(text, endOf(text, value));
  return text[at] === ',' ? skipSpace(text, at + 1) : at;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) <= 0x20) at++;
  return at;
}

function endOf(text: string, value: number): number {
  const first = text.charCodeAt(value);
  if (first === 0x22) return endOfString(text, value);
  let depth = 0;
  for (let at = value; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOfString(text, at) - 1;
    else if (code === 0x5b || code === 0x7b) depth++;
    else if (code === 0x5d || code === 0x7d) {
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && (code === 0x2c || code <= 0x20)) return at;
  }
  return text.length;
}

/** The index behind the closing quote. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22) return at + 1;
  }
  return text.length;
}
