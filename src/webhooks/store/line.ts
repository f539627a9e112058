import { crc32 } from 'node:zlib';

/** A line of a store's files: `[checksum,payload]`, the checksum being the payload's CRC-32. */
export function encodeLine(payload: unknown): string {
  const text = JSON.stringify(payload);
  return `[${crc32(text)},${text}]`;
}

const opening = 0x5b;
const comma = 0x2c;

/**
 * Reads what `encodeLine` wrote.
 * @returns undefined if the checksum doesn't match
 */
export function decodeLine(bytes: Buffer, start: number, end: number): { readonly payload: unknown } | undefined {
  const middle = bytes.indexOf(comma, start);
  if (bytes[start] !== opening || middle === -1 || middle >= end) return undefined;
  const payload = bytes.subarray(middle + 1, end - 1);
  const checksum = bytes.toString('latin1', start + 1, middle);
  if (bytes[end - 1] !== 0x5d || checksum !== String(crc32(payload))) return undefined;
  return { payload: JSON.parse(payload.toString()) };
}
