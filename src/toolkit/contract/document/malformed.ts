/** Whether an error says that what a client sent is malformed: JSON, percent-encoding, or a style. All others are bugs of ours. */
export function isMalformed(error: unknown): boolean {
  return error instanceof SyntaxError || error instanceof URIError;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws {SyntaxError} if the bytes are no text of the charset, or there is no such charset */
export function decodeText(bytes: Uint8Array, charset = 'utf-8'): string {
  try {
    // Making a decoder takes longer than decoding a short text, and a form may have thousands.
    if (charset === 'utf-8') return utf8.decode(bytes);
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch (error) {
    // Only the decoder can fail here: with a TypeError for the bytes, a RangeError for the charset.
    throw new SyntaxError(`not encoded as ${charset}`, { cause: error });
  }
}
