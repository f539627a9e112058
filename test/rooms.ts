/**
 * The rooms of a folder in numbers: `node test/rooms.ts src/toolkit/contract` prints its files, the imports between them,
 * the imports between its rooms (folders, and files beside them), and what stands in a circle.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

/** What a file imports, as it is written there. */
export function importsOf(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  const { importedFiles } = ts.preProcessFile(text);
  const typeImports = [...text.matchAll(/typeof import\('([^']+)'\)/g)].map(([, name]) => name as string);
  return [...importedFiles.map(({ fileName }) => fileName), ...typeImports];
}

export function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.includes('scaffold'),
  );
}

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** Which file of a folder imports which other one. */
export function importGraph(folder: string): Graph {
  const files = sourceFiles(folder);
  return new Map(
    files.map((file) => {
      const names = importsOf(join(folder, file)).filter((name) => name.startsWith('.'));
      const targets = names.map((name) => relative(folder, join(folder, dirname(file), name)));
      return [file, new Set(targets.filter((target) => files.includes(target)))];
    }),
  );
}

/** The same for rooms: what stands in a folder, and each file beside the folders. */
export function roomGraph(files: Graph): Graph {
  const rooms = new Map<string, Set<string>>();
  const roomOf = (file: string) => file.split('/', 1)[0] as string;
  for (const [file, targets] of files) {
    const room = rooms.get(roomOf(file)) ?? new Set();
    rooms.set(roomOf(file), room);
    for (const target of targets) if (roomOf(target) !== roomOf(file)) room.add(roomOf(target));
  }
  return rooms;
}

/** Groups of two or more that reach each other. */
export function circlesOf(graph: Graph): string[][] {
  const reachable = new Map([...graph.keys()].map((start) => [start, reach(graph, start)]));
  const groups = [...graph.keys()].map((one) =>
    [...graph.keys()].filter((other) => reachable.get(one)?.has(other) && reachable.get(other)?.has(one)),
  );
  return [...new Map(groups.filter(({ length }) => length > 1).map((group) => [group.join(), group])).values()];
}

function reach(graph: Graph, start: string): Set<string> {
  const found = new Set<string>();
  const queue = [start];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const target of graph.get(next) ?? []) {
      if (found.has(target)) continue;
      found.add(target);
      queue.push(target);
    }
  }
  return found;
}

/** How many floors there are where each stands above all that it imports; circles are left out of account. */
function floorsOf(graph: Graph): number {
  const heights = new Map<string, number>();
  const heightOf = (node: string, above: readonly string[]): number => {
    const known = heights.get(node);
    if (known !== undefined) return known;
    const below = [...(graph.get(node) ?? [])].filter((target) => !above.includes(target));
    const height = 1 + Math.max(0, ...below.map((target) => heightOf(target, [...above, node])));
    heights.set(node, height);
    return height;
  };
  return Math.max(0, ...[...graph.keys()].map((node) => heightOf(node, [])));
}

const count = (graph: Graph) => [...graph.values()].reduce((sum, { size }) => sum + size, 0);

function describe(folder: string): string {
  const files = importGraph(folder);
  const rooms = roomGraph(files);
  const line = (what: string, graph: Graph) =>
    `${graph.size} ${what}, ${count(graph)} imports between them, ${floorsOf(graph)} floors, ${circlesOf(graph).length} circles`;
  return [
    line('files', files),
    line('rooms', rooms),
    ...[...rooms].map(([room, targets]) => `  ${room} -> ${[...targets].sort().join(', ') || 'nothing'}`),
    ...[...circlesOf(files), ...circlesOf(rooms)].map((circle) => `circle: ${circle.join(', ')}`),
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) {
  for (const folder of process.argv.slice(2)) console.log(`${folder}\n${describe(resolve(folder))}\n`);
}
