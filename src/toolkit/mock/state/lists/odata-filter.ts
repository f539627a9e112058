import type { ListedRecord } from '../../../contract/resource/list-parameters.ts';

export type Condition = (record: ListedRecord) => boolean;

/** The condition that a property is set, by an operator; undefined for an unknown property. */
type ConditionOn = (property: string, operator: string, value: string) => Condition | undefined;

const tokens = /\s*('(?:[^']|'')*'|[(),]|[^\s(),']+)/gy;
const comparison = /^(eq|ne|gt|ge|lt|le)$/i;
const ofTexts = /^(contains|startswith|endswith|substringof)$/i;
/** Texts are compared without regard to case anyway. */
const plainCase = /^(tolower|toupper|trim)$/i;

/**
 * The condition of OData's `$filter`: comparisons, `in`, and functions of texts, with `and`, `or`, `not` and parentheses.
 * @returns undefined if it isn't understood
 * @see https://docs.oasis-open.org/odata/odata/v4.01/os/part2-url-conventions/odata-v4.01-os-part2-url-conventions.html#sec_SystemQueryOptionfilter
 */
export function odataCondition(written: string, conditionOn: ConditionOn): Condition | undefined {
  const list = [...written.trim().matchAll(tokens)].map(([, token]) => token as string);
  const filter = new FilterReader(list, conditionOn);
  const condition = list.join('') === written.replaceAll(/('(?:[^']|'')*')|\s+/g, '$1') ? filter.either() : undefined;
  return filter.isAtEnd ? condition : undefined;
}

class FilterReader {
  readonly #tokens: string[];
  readonly #on: ConditionOn;

  constructor(list: readonly string[], on: ConditionOn) {
    this.#tokens = [...list];
    this.#on = on;
  }

  get isAtEnd(): boolean {
    return this.#tokens.length === 0;
  }

  either(): Condition | undefined {
    return this.#joined('or', () => this.#joined('and', () => this.#one(), every), some);
  }

  #joined(
    word: string,
    read: () => Condition | undefined,
    join: (all: Condition[]) => Condition,
  ): Condition | undefined {
    const all = [read()];
    while (this.#takes(word)) all.push(read());
    return all.every((one) => one !== undefined) ? join(all) : undefined;
  }

  #takes(word: string): boolean {
    const isNext = this.#tokens[0]?.toLowerCase() === word;
    if (isNext) this.#tokens.shift();
    return isNext;
  }

  #one(): Condition | undefined {
    if (this.#takes('not')) return negated(this.#one());
    if (this.#takes('(')) {
      const inner = this.either();
      return this.#takes(')') ? inner : undefined;
    }
    const name = this.#tokens.shift() ?? '';
    if (ofTexts.test(name)) return this.#ofText(name.toLowerCase());
    const property = plainCase.test(name) ? this.#argument() : name;
    if (this.#takes('in')) return this.#among(property);
    if (!comparison.test(this.#tokens[0] ?? '')) return this.#on(property, 'eq', 'true');
    const operator = (this.#tokens.shift() as string).toLowerCase();
    const value = this.#tokens.shift();
    if (value === undefined) return undefined;
    if (value !== 'null') return this.#on(property, operator, literal(value));
    const isSet = this.#on(property, 'ne', '');
    return operator === 'eq' ? negated(isSet) : isSet;
  }

  /** `contains(Name,'x')`, and `substringof('x',Name)` of earlier versions. */
  #ofText(name: string): Condition | undefined {
    const written = this.#list();
    const [property = '', text = ''] = name === 'substringof' ? written.toReversed() : written;
    const condition = this.#on(property, name === 'substringof' ? 'contains' : name, literal(text));
    if (!this.#takes('eq')) return condition;
    return this.#tokens.shift() === 'false' ? negated(condition) : condition;
  }

  #among(property: string): Condition | undefined {
    const all = this.#list().map((value) => this.#on(property, 'eq', literal(value)));
    return all.every((one) => one !== undefined) ? some(all) : undefined;
  }

  #list(): string[] {
    const values: string[] = [];
    if (!this.#takes('(')) return values;
    do {
      const value = this.#tokens.shift() ?? '';
      values.push(plainCase.test(value) ? this.#argument() : value);
    } while (this.#takes(','));
    this.#takes(')');
    return values;
  }

  #argument(): string {
    return this.#list()[0] ?? '';
  }
}

function literal(token: string): string {
  return /^'.*'$/s.test(token) ? token.slice(1, -1).replaceAll("''", "'") : token;
}

function every(all: readonly Condition[]): Condition {
  return (record) => all.every((one) => one(record));
}

function some(all: readonly Condition[]): Condition {
  return (record) => all.some((one) => one(record));
}

function negated(condition: Condition | undefined): Condition | undefined {
  return condition && ((record) => !condition(record));
}
