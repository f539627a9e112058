import { ContractError, contractErrorCodes } from './contract-error.ts';
import { pointerTokens } from './json-pointer.ts';
import { displayPath } from './source.ts';

/** In contracts that are known, a `$ref` leads to another one three times in a row. */
const maxChain = 100;

interface Reference {
  readonly $ref: string;
}

/** A reference that a chain has reached, and how many it has up to there. */
interface Step {
  readonly uri: string;
  readonly node: Reference;
  readonly length: number;
}

/**
 * Limits how many references lead to the next one in a row. Redocly follows each of them from the beginning, wherever it
 * stands: a chain of 5,000 takes 3.5 GB. Files are added before it sees them, and join the chains that end in them.
 */
export class ReferenceChains {
  readonly #resolve: (base: string, path: string) => string;
  readonly #files = new Map<string, unknown>();
  readonly #lengths = new Map<Reference, number>();
  /** The chains that lead to a file that isn't added yet. */
  readonly #waiting = new Map<string, { readonly pointer: string; readonly length: number }[]>();

  /** @param resolve the file that a `$ref` of another file names */
  constructor(resolve: (base: string, path: string) => string) {
    this.#resolve = resolve;
  }

  /** @throws {ContractError} `limit` */
  add(uri: string, value: unknown): void {
    this.#files.set(uri, value);
    this.#follow(referencesIn(value).map((node) => ({ uri, node, length: 1 })));
    for (const { pointer, length } of this.#waiting.get(uri) ?? []) this.#follow(this.#next(uri, pointer, length));
    this.#waiting.delete(uri);
  }

  #follow(steps: Step[]): void {
    for (let step = steps.pop(); step; step = steps.pop()) {
      const { uri, node, length } = step;
      if ((this.#lengths.get(node) ?? 0) >= length) continue;
      this.#lengths.set(node, length);
      // Circles are reported as such elsewhere.
      if (length > maxChain && this.#isCircle(step)) continue;
      if (length > maxChain) {
        const message = `${displayPath(uri)}: $ref ${node.$ref} is one of more than ${maxChain} in a row, each of which leads to the next. Name what the last one leads to`;
        throw new ContractError(contractErrorCodes.limit, message);
      }
      const [file, pointer] = this.#target(step);
      if (this.#files.has(file)) steps.push(...this.#next(file, pointer, length));
      else this.#waiting.set(file, [...(this.#waiting.get(file) ?? []), { pointer, length }]);
    }
  }

  #target({ uri, node }: Step): [file: string, pointer: string] {
    const [path = '', pointer = ''] = node.$ref.split('#');
    return [path === '' ? uri : this.#resolve(uri, path), pointer];
  }

  /** The reference that a pointer leads to, or through. */
  #next(uri: string, pointer: string, length: number): Step[] {
    let value = this.#files.get(uri);
    for (const token of pointer.startsWith('/') ? pointerTokens(`#${pointer}`) : []) {
      const inner = (value as Record<string, unknown> | null | undefined)?.[token];
      if (inner === undefined && isReference(value)) break;
      value = inner;
    }
    return isReference(value) ? [{ uri, node: value, length: length + 1 }] : [];
  }

  #isCircle(start: Step): boolean {
    const seen = new Set<Reference>();
    for (let step: Step | undefined = start; step; ) {
      if (seen.has(step.node)) return true;
      seen.add(step.node);
      const [file, pointer]: [string, string] = this.#target(step);
      step = this.#next(file, pointer, 0)[0];
    }
    return false;
  }
}

function isReference(value: unknown): value is Reference {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Reference>).$ref === 'string';
}

function referencesIn(value: unknown): Reference[] {
  const found: Reference[] = [];
  const seen = new Set<unknown>();
  const visit = (inner: unknown): void => {
    if (typeof inner !== 'object' || inner === null || seen.has(inner)) return;
    seen.add(inner);
    if (isReference(inner)) found.push(inner);
    for (const key in inner) visit((inner as Record<string, unknown>)[key]);
  };
  visit(value);
  return found;
}
