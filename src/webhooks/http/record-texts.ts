/**
 * The texts of the records in the body of a request with events, as they came: parsing and writing them would change numbers
 * beyond 2^53, and the order of some names. Each is a text of its own: a part of the body's text would hold all of it in memory.
 * @param given JSON in UTF-8 that the contract allows
 * @returns one text for each event, in their order
 */
export function recordTextsIn(given: Uint8Array): string[] {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  const events = memberOf(bytes, skipSpace(bytes, bytes[0] === byteOrderMark ? 3 : 0), 'Events');
  const records: string[] = [];
  for (let at = skipSpace(bytes, events + 1); bytes[at] !== 0x5d; at = nextIn(bytes, at)) {
    const record = memberOf(bytes, at, 'Record');
    records.push(bytes.toString('utf8', record, endOf(bytes, record)));
  }
  return records;
}

/** The first byte of it. */
const byteOrderMark = 0xef;

/** The index of a member's value in an object that has it; of several with the name, the last counts, as in `JSON.parse`. */
function memberOf(bytes: Buffer, object: number, name: string): number {
  let found = -1;
  for (let at = skipSpace(bytes, object + 1); bytes[at] !== 0x7d; ) {
    const end = endOfString(bytes, at);
    const value = skipSpace(bytes, skipSpace(bytes, end) + 1);
    if (isString(bytes, at, end, name)) found = value;
    at = nextIn(bytes, value);
  }
  return found;
}

/** Whether a string in quotes, which may have escapes, is an ASCII text. */
function isString(bytes: Buffer, start: number, end: number, text: string): boolean {
  let isSame = end - start === text.length + 2;
  for (let at = start + 1; at < end - 1; at++) {
    if (bytes[at] === 0x5c) return JSON.parse(bytes.toString('utf8', start, end)) === text;
    isSame &&= bytes[at] === text.charCodeAt(at - start - 1);
  }
  return isSame;
}

/** The index of what follows a value in its list or object: the next item or name, or the closing bracket. */
function nextIn(bytes: Buffer, value: number): number {
  const at = skipSpace(bytes, endOf(bytes, value));
  return bytes[at] === 0x2c ? skipSpace(bytes, at + 1) : at;
}

function skipSpace(bytes: Buffer, start: number): number {
  let at = start;
  while ((bytes[at] as number) <= 0x20) at++;
  return at;
}

function endOf(bytes: Buffer, value: number): number {
  if (bytes[value] === 0x22) return endOfString(bytes, value);
  let depth = 0;
  for (let at = value; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === 0x22) at = endOfString(bytes, at) - 1;
    else if (byte === 0x5b || byte === 0x7b) depth++;
    else if (byte === 0x5d || byte === 0x7d) {
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && (byte === 0x2c || byte <= 0x20)) return at;
  }
  return bytes.length;
}

/** The index behind the closing quote. */
function endOfString(bytes: Buffer, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 0x5c) at++;
    else if (byte === 0x22) return at + 1;
  }
  return bytes.length;
}
