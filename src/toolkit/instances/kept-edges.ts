/** In characters of JSON. */
const maxLength = 1_000_000;

/**
 * The edge cases of schemas, kept up to a size: all of a large contract would take more memory than making them again
 * takes time.
 */
export class KeptEdges {
  readonly #edges = new Map<string, readonly unknown[]>();
  /** Of all of them as JSON. */
  #length = 0;

  get(key: string): readonly unknown[] | undefined {
    return this.#edges.get(key);
  }

  keep(key: string, edges: readonly unknown[]): readonly unknown[] {
    this.#length += JSON.stringify(edges).length;
    if (this.#length > maxLength) {
      this.#edges.clear();
      this.#length = 0;
    }
    this.#edges.set(key, edges);
    return edges;
  }
}
