import type { Operation } from '../document/operations.ts';
import { setOwnProperty } from '../document/own-property.ts';
import { shapeOfTemplate, variableNames } from '../document/path-template.ts';

/** A path of the contract and its operations. */
export interface Route {
  /** By method, in upper case. */
  readonly operations: ReadonlyMap<string, Operation>;
  /** The value of an `Allow` header. */
  readonly allow: string;
}

/** A route that a path leads to. */
export class Match {
  readonly route: Route;
  readonly #values: readonly string[];

  constructor(route: Route, values: readonly string[]) {
    this.route = route;
    this.#values = values;
  }

  /** The operation for a method in upper case. HEAD falls back to GET. */
  operationFor(method: string): Operation | undefined {
    const { operations } = this.route;
    return operations.get(method) ?? (method === 'HEAD' ? operations.get('GET') : undefined);
  }

  /** The values of the template's variables, percent-encoded. */
  variablesOf(operation: Operation): Record<string, string> {
    const variables: Record<string, string> = {};
    const known = namesOf(operation);
    for (let i = 0; i < known.length; i++) setOwnProperty(variables, known[i] as string, this.#values[i] as string);
    return variables;
  }
}

interface CompiledRoute extends Route {
  /** The text before, between and after the variables. */
  readonly literals: readonly string[];
  readonly ranks: readonly number[];
}

/**
 * Finds the operations for a path. In OpenAPI's templates variables may have any name and stand anywhere in a segment, and
 * a concrete path takes precedence over a templated one, whatever their order.
 * @see https://spec.openapis.org/oas/v3.1.1.html#path-templating-matching
 */
export class Router {
  readonly #bySegments = new Map<number, CompiledRoute[]>();

  constructor(operations: readonly Operation[]) {
    const byShape = Map.groupBy(operations, ({ path }) => shapeOfTemplate(path));
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
    for (const route of this.#bySegments.get(countSegments(path)) ?? []) {
      const values = matchLiterals(route.literals, path);
      if (values) return new Match(route, values);
    }
    return undefined;
  }
}

function countSegments(path: string): number {
  let count = 1;
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) count++;
  return count;
}

const names = new WeakMap<Operation, readonly string[]>();

function namesOf(operation: Operation): readonly string[] {
  const known = names.get(operation) ?? variableNames(operation.path);
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
 * The text between the literals: each variable is as short as possible and not empty. If the first occurrence of a literal
 * doesn't lead to a match, no later one does, so one pass is enough. The path has as many slashes as the literals, so
 * variables have none.
 */
function matchLiterals(literals: readonly string[], path: string): string[] | undefined {
  const first = literals[0] as string;
  const lastIndex = literals.length - 1;
  if (lastIndex === 0) return path === first ? [] : undefined;
  const last = literals[lastIndex] as string;
  if (!path.startsWith(first) || !path.endsWith(last)) return undefined;
  const end = path.length - last.length;
  const values: string[] = [];
  let start = first.length;
  for (let i = 1; i < lastIndex; i++) {
    const literal = literals[i] as string;
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
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return text;
  }
}
