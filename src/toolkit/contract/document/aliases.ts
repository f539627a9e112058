import { EVENT_ID, type Event } from 'js-yaml';
import { sourceLimits } from './source-limits.ts';

/** What is wrong with an alias (`*name`), and where it is in the text. */
export interface AliasProblem {
  readonly offset: number;
  readonly isCircular: boolean;
  readonly message: string;
}

/** A node that may be repeated. Its size is known once it is complete. */
interface Measured {
  size: { readonly nodes: number; readonly height: number } | undefined;
}

/** A list or an object that isn't complete. */
interface Open extends Measured {
  /** How many nodes there were before it. */
  readonly start: number;
  height: number;
}

/** A long text counts as several nodes, since aliases repeat it as well. */
const textPerNode = 64;

/**
 * Counts what aliases repeat before anything is built of it: a few lines of them can stand for billions of values.
 * @see https://yaml.org/spec/1.2.2/#71-alias-nodes
 */
export function findAliasProblem(events: readonly Event[], text: string): AliasProblem | undefined {
  if (!events.some(({ type }) => type === EVENT_ID.ALIAS)) return undefined;
  const anchors = new Map<string, Measured>();
  const open: Open[] = [];
  let written = 0;
  let expanded = 0;
  const nameOf = ({ anchorStart, anchorEnd }: Anchored) => text.slice(anchorStart, anchorEnd);
  const setAnchor = (event: Anchored, node: Measured) => {
    if (event.anchorStart >= 0) anchors.set(nameOf(event), node);
  };
  const add = (nodes: number, height: number) => {
    expanded += nodes;
    const parent = open.at(-1);
    if (parent) parent.height = Math.max(parent.height, height + 1);
  };
  for (const event of events) {
    if (event.type === EVENT_ID.SCALAR) {
      const nodes = 1 + Math.floor((event.valueEnd - event.valueStart) / textPerNode);
      written += nodes;
      add(nodes, 0);
      setAnchor(event, { size: { nodes, height: 0 } });
    } else if (event.type === EVENT_ID.ALIAS) {
      const repeated = anchors.get(nameOf(event));
      // An alias without an anchor is left to the parser, which reports it.
      if (!repeated) continue;
      const offset = event.anchorStart - 1;
      if (!repeated.size) return { offset, isCircular: true, message: circular };
      written++;
      add(repeated.size.nodes, repeated.size.height);
      const limit = findLimit(written, expanded, open.length + repeated.size.height);
      if (limit) return { offset, isCircular: false, message: tooLarge(limit) };
    } else if (event.type === EVENT_ID.POP) {
      const node = open.pop() as Open;
      node.size = { nodes: expanded - node.start, height: node.height };
      add(0, node.height);
    } else {
      const node = { size: undefined, start: expanded, height: 0 };
      if (event.type !== EVENT_ID.DOCUMENT) setAnchor(event, node);
      written++;
      expanded++;
      open.push(node);
    }
  }
  return undefined;
}

interface Anchored {
  readonly anchorStart: number;
  readonly anchorEnd: number;
}

const circular = 'a YAML alias (*name) is inside the node that it repeats. Use a $ref instead';

function tooLarge(limit: string): string {
  return `this document is too large once its YAML aliases (*name) are expanded: up to here it has ${limit}. Use components and $ref instead`;
}

function findLimit(written: number, expanded: number, depth: number): string | undefined {
  const { nodes, aliasNodes, aliasFactor } = sourceLimits;
  const maxNodes = Math.min(nodes, aliasNodes + aliasFactor * written);
  if (expanded > maxNodes) return `more than ${maxNodes} values`;
  return depth > sourceLimits.depth ? `more than ${sourceLimits.depth} levels` : undefined;
}
