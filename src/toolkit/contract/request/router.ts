import type { Operation } from '../document/operations.ts';

/** A path of the contract, and what may be done there. */
export interface Route {
  /** By method, in upper case. */
  readonly operations: ReadonlyMap<string, Operation>;
  /** The value of an `Allow` header. */
  readonly allow: string;
}

export interface Match {
  readonly route: Route;
  /** The operation for a method in upper case: HEAD is answered as GET where only that is declared. */
  readonly operationFor: (method: string) => Operation | undefined;
  /** What stands in the path for each variable of the operation's template, still percent-encoded. */
  readonly variablesOf: (operation: Operation) => Record<string, string>;
}

interface CompiledRoute extends Route {
  /** What stands before, between and after the variables. */
  readonly literals: readonly string[];
  readonly ranks: readonly number[];
}

/**
 * Finds the operations for a path. OpenAPI's templates are more than routers of web servers know: variables may have any
 * name and stand anywhere in a segment, and a concrete path goes before a templated one, in whatever order they stand.
 * @see https://spec.openapis.org/oas/v3.1.1.html#path-templating-matching
 */
export class Router {
  readonly #bySegments = new Map<number, CompiledRoute[]>();

  constructor(operations: readonly Operation[]) {
    const byShape = Map.groupBy(operations, ({ path }) => path.replaceAll(/\{[^}]*\}/g, '{}'));
    for (const [shape, group] of byShape) {
      const segments = shape.split('/');
      const routes = this.#bySegments.get(segments.length) ?? [];
      routes.push({
        operations: new Map(group.map((operation) => [operation.method.toUpperCase(), operation])),
        allow: allowOf(group),
        literals: shape.split('{}').map(encodeLiteral),
        ranks: segments.map((segment) => (segment === '{}' ? 2 : segment.includes('{}') ? 1 : 0)),
      });
      this.#bySegments.set(segments.length, routes);
    }
    for (const routes of this.#bySegments.values()) routes.sort(byConcreteness);
  }

  /** @param path below the server's path, percent-encoded, without query */
  find(path: string): Match | undefined {
    for (const route of this.#bySegments.get(path.split('/').length) ?? []) {
      const values = matchLiterals(route.literals, path);
      if (!values) continue;
      return {
        route,
        operationFor: (method) => route.operations.get(method) ?? route.operations.get(method === 'HEAD' ? 'GET' : ''),
        variablesOf: (operation) =>
          Object.fromEntries(variableNames(operation).map((name, i) => [name, values[i] as string])),
      };
    }
    return undefined;
  }
}

const names = new WeakMap<Operation, readonly string[]>();

function variableNames(operation: Operation): readonly string[] {
  const known = names.get(operation) ?? [...operation.path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name as string);
  names.set(operation, known);
  return known;
}

function allowOf(operations: readonly Operation[]): string {
  const methods = new Set(operations.map(({ method }) => method.toUpperCase()));
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort().join(', ');
}

function byConcreteness(a: CompiledRoute, b: CompiledRoute): number {
  const index = a.ranks.findIndex((rank, i) => rank !== b.ranks[i]);
  return index === -1 ? 0 : (a.ranks[index] as number) - (b.ranks[index] as number);
}

function encodeLiteral(text: string): string {
  return encodeURI(decodeSafely(text)).replaceAll('#', '%23').replaceAll('?', '%3F');
}

/**
 * What stands between the literals, each variable as short as can be and not empty. Where the first place of a literal
 * doesn't lead on, no later one does, so that this takes one pass. As many slashes are in the path as in the literals,
 * so there is none in a variable.
 */
function matchLiterals([first = '', ...others]: readonly string[], path: string): string[] | undefined {
  const last = others.pop();
  if (last === undefined) return path === first ? [] : undefined;
  if (!path.startsWith(first) || !path.endsWith(last)) return undefined;
  const end = path.length - last.length;
  const values: string[] = [];
  let start = first.length;
  for (const literal of others) {
    const found = path.indexOf(literal, start + 1);
    if (found === -1 || found >= end) return undefined;
    values.push(path.slice(start, found));
    start = found + literal.length;
  }
  if (start >= end) return undefined;
  values.push(path.slice(start, end));
  return values;
}

function decodeSafely(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}
