/**
 * Bytes that come in pieces. A piece of one byte is an object of two hundred, so that they are copied together; one that is
 * alone stays as it is.
 */
export class GrowingBuffer {
  #bytes = Buffer.alloc(0) as Buffer;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(piece: Buffer): void {
    const length = this.#length + piece.length;
    if (this.#length === 0) {
      this.#bytes = piece;
    } else {
      if (length > this.#bytes.length) this.#grow(length);
      piece.copy(this.#bytes, this.#length);
    }
    this.#length = length;
  }

  /** @param end how many bytes at most */
  read(end: number): Buffer {
    return this.#bytes.subarray(0, Math.min(end, this.#length));
  }

  #grow(length: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(2 * length, 1024));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
