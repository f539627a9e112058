import { randomBytes } from 'node:crypto';

const day = 86_400;
const shards = 256;
/** Four words of a UUID, and when it was seen. */
const width = 5;
const minimalSlots = 16;
const noSlots = new Uint32Array(0);
/** In one text. */
const encodedIds = 256;

/**
 * The ids of events that were seen in the last 24 hours, to the second. A service may see millions of them in a day, so they
 * are hash tables of 20 bytes an id, which the garbage collector doesn't look into; 256 of them, so that none takes long to
 * grow. Ids that are older are left out when a table grows.
 */
export class EventIds {
  readonly #tables = Array.from({ length: shards }, () => ({ slots: noSlots, used: 0 }));
  readonly #words = new Uint32Array(4);

  /** How many ids it has room for. */
  get size(): number {
    return this.#tables.reduce((sum, { slots }) => sum + slots.length / width, 0);
  }

  /** Whether it was seen in the 24 hours before a time, in milliseconds. */
  has(id: string, nowMs: number): boolean {
    parseUuid(id, this.#words);
    const { slots } = this.#tableOf(this.#words);
    if (slots.length === 0) return false;
    const seconds = slots[find(slots, this.#words) + 4] as number;
    return seconds > oldest(nowMs);
  }

  /** @param seenMs in milliseconds */
  add(id: string, seenMs: number): void {
    parseUuid(id, this.#words);
    this.#add(this.#words, Math.ceil(seenMs / 1000));
  }

  #add(words: Uint32Array, seconds: number): void {
    const table = this.#tableOf(words);
    // An empty slot is one that was never seen.
    if ((table.used + 1) * 4 > (table.slots.length / width) * 3) grow(table, seconds - day);
    const at = find(table.slots, words);
    if (table.slots[at + 4] === 0) table.used++;
    table.slots.set(words, at);
    table.slots[at + 4] = Math.max(table.slots[at + 4] as number, seconds);
  }

  /** All that were seen in the 24 hours before a time, as texts of a few hundred ids each. */
  *encode(nowMs: number): Generator<string> {
    const after = oldest(nowMs);
    for (const table of this.#tables) {
      // The table may grow while the texts are written.
      const { slots } = table;
      const bytes = Buffer.allocUnsafe(encodedIds * width * 4);
      let end = 0;
      for (let at = 0; at < slots.length; at += width) {
        if ((slots[at + 4] as number) <= after) continue;
        for (let word = 0; word < width; word++) end = bytes.writeUInt32BE(slots[at + word] as number, end);
        if (end < bytes.length) continue;
        yield bytes.toString('base64');
        end = 0;
      }
      if (end > 0) yield bytes.toString('base64', 0, end);
    }
  }

  /** Adds what `encode` returned. */
  decode(text: string): void {
    const bytes = Buffer.from(text, 'base64');
    for (let at = 0; at + width * 4 <= bytes.length; at += width * 4) {
      for (let word = 0; word < 4; word++) this.#words[word] = bytes.readUInt32BE(at + word * 4);
      this.#add(this.#words, bytes.readUInt32BE(at + 16));
    }
  }

  #tableOf(words: Uint32Array): { slots: Uint32Array<ArrayBuffer>; used: number } {
    // A hash of its own: ids that don't differ in one of their parts would otherwise all have the same place.
    return this.#tables[hash(words) >>> 24] as { slots: Uint32Array<ArrayBuffer>; used: number };
  }
}

/** The ids in what `encode` returned, without hyphens, in lower case. */
export function idsIn(text: string): string[] {
  const digits = Buffer.from(text, 'base64').toString('hex');
  return digits.match(/.{40}/g)?.map((each) => each.slice(0, 32)) ?? [];
}

/** One id as `encode` writes it. */
export function encodeEventId(id: string, seenMs: number): string {
  const words = new Uint32Array(width);
  parseUuid(id, words);
  words[4] = Math.ceil(seenMs / 1000);
  const bytes = Buffer.allocUnsafe(width * 4);
  for (let word = 0; word < width; word++) bytes.writeUInt32BE(words[word] as number, word * 4);
  return bytes.toString('base64');
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export function isUuid(text: unknown): text is string {
  return typeof text === 'string' && uuid.test(text);
}

/** A UUID without hyphens, in lower case. */
export function digitsOf(id: string): string {
  return id.replaceAll('-', '').toLowerCase();
}

function oldest(nowMs: number): number {
  return Math.floor(nowMs / 1000) - day;
}

function parseUuid(id: string, words: Uint32Array): void {
  let digits = 0;
  for (let index = 0; digits < 32; index++) {
    const code = id.charCodeAt(index);
    if (code === 0x2d) continue;
    // The digits of letters are nine more than their last four bits.
    const value = (code & 0xf) + (code > 0x39 ? 9 : 0);
    words[digits >> 3] = ((words[digits >> 3] as number) << 4) | value;
    digits++;
  }
}

/** Clients choose ids; without a number that they don't know, they could choose some that all have the same place. */
const seed = randomBytes(4).readInt32LE();

function hash(words: Uint32Array): number {
  let mixed = seed;
  for (let index = 0; index < 4; index++)
    mixed = Math.imul(mixed ^ (words[index] as number), 0x9e3779b1) ^ (mixed >>> 15);
  return Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
}

/** The position of an id, or of the free slot where it belongs. */
function find(slots: Uint32Array, words: Uint32Array): number {
  const count = slots.length / width;
  for (let slot = hash(words) & (count - 1); ; slot = (slot + 1) & (count - 1)) {
    const at = slot * width;
    if (slots[at + 4] === 0) return at;
    if (words[0] !== slots[at] || words[1] !== slots[at + 1]) continue;
    if (words[2] === slots[at + 2] && words[3] === slots[at + 3]) return at;
  }
}

function grow(table: { slots: Uint32Array<ArrayBuffer>; used: number }, after: number): void {
  const old = table.slots;
  let kept = 0;
  for (let at = 0; at < old.length; at += width) if ((old[at + 4] as number) > after) kept++;
  let count = minimalSlots;
  while (count < kept * 2) count *= 2;
  table.slots = new Uint32Array(count * width);
  table.used = kept;
  for (let at = 0; at < old.length; at += width) {
    const words = old.subarray(at, at + 4);
    if ((old[at + 4] as number) > after) table.slots.set(old.subarray(at, at + width), find(table.slots, words));
  }
}
