/**
 * What a contract may consist of, so that a hostile one is refused before it costs time and memory. The largest contracts
 * that are known have 78 MB, 1.3 million nodes and 30 levels (GitHub's, dereferenced).
 */
export const sourceLimits = {
  /** Of one file, in bytes. */
  fileBytes: 128 * 2 ** 20,
  /** Of all files together, in bytes. */
  totalBytes: 256 * 2 ** 20,
  /** Files of one contract. */
  files: 10_000,
  /** Values of one file: objects, lists, texts, numbers. */
  nodes: 3_000_000,
  /** Levels of objects and lists within each other. */
  depth: 200,
  /** YAML aliases count as what they repeat. They may add this many nodes, and this many times what is written. */
  aliasNodes: 100_000,
  aliasFactor: 10,
} as const;

/**
 * An upper bound of the nodes in a text: each is behind one of these characters. Small texts, and JSON that is parsed in a
 * moment whatever it holds, are not counted.
 */
export function countNodes(text: string, isJson: boolean): number {
  if (text.length < sourceLimits.nodes * (isJson ? 8 : 1)) return 0;
  let count = 1;
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === comma || code === bracket || code === brace || (code === lineFeed && !isJson)) count++;
  }
  return count;
}

const [comma, bracket, brace, lineFeed] = [0x2c, 0x5b, 0x7b, 0x0a];

/** What a parsed JSON has too much of. Stops there, so that deep values don't overflow the stack. */
export function findExcess(value: unknown): 'depth' | 'nodes' | undefined {
  let left: number = sourceLimits.nodes;
  const visit = (inner: unknown, levels: number): 'depth' | 'nodes' | undefined => {
    if (--left < 0) return 'nodes';
    if (typeof inner !== 'object' || inner === null) return undefined;
    if (levels === 0) return 'depth';
    if (Array.isArray(inner)) {
      for (const item of inner) {
        const found = visit(item, levels - 1);
        if (found) return found;
      }
    } else {
      for (const key in inner) {
        const found = visit((inner as Record<string, unknown>)[key], levels - 1);
        if (found) return found;
      }
    }
    return undefined;
  };
  return visit(value, sourceLimits.depth);
}

/** Where a JSON text is nested more deeply than allowed, in characters from its start. */
export function findTooDeep(text: string): number {
  let depth = 0;
  let isQuoted = false;
  for (let offset = 0; offset < text.length; offset++) {
    const sign = text[offset];
    if (sign === '"') isQuoted = !isQuoted;
    else if (isQuoted && sign === '\\') offset++;
    else if (!isQuoted && (sign === '[' || sign === '{') && ++depth > sourceLimits.depth) return offset;
    else if (!isQuoted && (sign === ']' || sign === '}')) depth--;
  }
  return 0;
}
