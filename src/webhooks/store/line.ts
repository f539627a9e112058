import { crc32 } from 'node:zlib';

export interface Line {
  readonly payload: unknown;
  readonly checksum: number;
}

/**
 * A line of a store's files: `[checksum,payload]`, the checksum being the payload's CRC-32.
 * @param seed where the CRC-32 starts; a line that was written with another one doesn't count
 */
export function encodeLine(payload: unknown, seed = 0): { readonly text: string; readonly checksum: number } {
  const text = JSON.stringify(payload);
  const checksum = crc32(text, seed);
  return { text: `[${checksum},${text}]`, checksum };
}

const opening = 0x5b;
const comma = 0x2c;

/**
 * Reads what `encodeLine` wrote.
 * @returns undefined if the checksum doesn't match
 */
export function decodeLine(bytes: Buffer, start: number, end: number, seed = 0): Line | undefined {
  const middle = bytes.indexOf(comma, start);
  if (bytes[start] !== opening || middle === -1 || middle >= end) return undefined;
  const payload = bytes.subarray(middle + 1, end - 1);
  const checksum = crc32(payload, seed);
  if (bytes[end - 1] !== 0x5d || bytes.toString('latin1', start + 1, middle) !== String(checksum)) return undefined;
  try {
    return { payload: JSON.parse(payload.toString()), checksum };
  } catch {
    return undefined;
  }
}
