/** Whether PostgreSQL can hold a text, which has neither U+0000 nor unpaired surrogates. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** @throws {RangeError} if there can't be an entry of this key */
export function checkKey(key: string | number): void {
  if (typeof key === 'string' && !isStorable(key)) {
    throw new RangeError(`the key ${JSON.stringify(key)} has U+0000 or an unpaired surrogate`);
  }
}

/** A text as it is compared: with U+FFFD for what PostgreSQL can't hold. */
export function storableText(text: string): string {
  return isStorable(text) ? text : text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** A text as it is searched, without regard to case and normalization; `concordat.fold` of the database is the same. */
export function foldText(text: string): string {
  // Most are ASCII, and don't have to be normalized.
  if (/^[ -~]*$/.test(text)) return text.toUpperCase();
  return storableText(text).normalize('NFC').toUpperCase().normalize('NFC');
}

const { compare: compareNaturally } = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

/** Compares texts as people sort them; `concordat.natural` of the database is the same. */
export function compareTexts(one: string, other: string): number {
  return compareNaturally(storableText(one), storableText(other));
}

/** Compares keys: numbers, or texts by their code points. */
export function compareKeys(one: string | number, other: string | number): number {
  if (typeof one === 'number' || typeof other === 'number') return Number(one) - Number(other);
  const shorter = Math.min(one.length, other.length);
  for (let at = 0; at < shorter; at++) {
    const [unit, otherUnit] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (unit !== otherUnit) return rankOf(unit) - rankOf(otherUnit);
  }
  return one.length - other.length;
}

/** Surrogates, of code points from U+10000, come after all other units. */
function rankOf(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x1_0000 : unit;
}
