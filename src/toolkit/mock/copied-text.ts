/** V8 makes a part of a text by reference: the part alone would keep the whole request body in memory. */
export function copyText(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
