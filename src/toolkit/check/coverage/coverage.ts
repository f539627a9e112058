import { joinPointer, valueAt } from '../../contract/document/json-pointer.ts';
import { isJson } from '../../contract/document/media-type.ts';
import type { OpenApiDocument, SchemaObject } from '../../contract/document/openapi.ts';
import type { Operation } from '../../contract/document/operations.ts';
import { type Exchange, isAboutId } from '../plan/exchange.ts';
import type { Plan } from '../plan/plan.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { constraintsOf } from './constraints.ts';
import type { CoverageReport, Exercised, OperationCoverage } from './coverage-report.ts';
import { schemasReachedBy } from './reached-schemas.ts';

type Keyword = { readonly keyword: string; readonly location: string } & Exercised;

interface Entry {
  readonly operation: Operation;
  sent: number;
  succeeded: boolean;
  readonly statuses: Map<string, number>;
  readonly parameters: Map<string, { in: string; name: string } & Exercised>;
  readonly keywords: Map<string, Keyword>;
  /** The same keywords, by schema object of the document. */
  bySchema: WeakMap<SchemaObject, readonly Keyword[]>;
  /** The schemas of parameters and body, by pointer. */
  roots: ReadonlyMap<string, unknown>;
  document: WeakRef<OpenApiDocument> | undefined;
  why: string | undefined;
  /** The cases that were not exercised, by reason. */
  readonly skipped: Map<string, Set<string>>;
  readonly skippedPointers: Map<string, string>;
}

/** Counts what the requests of a run exercise of the contract. */
export class Coverage {
  readonly #entries = new Map<string, Entry>();
  readonly #plan: Plan;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** Includes an operation in the report. @param why it is not exercised, or not completely */
  open(operation: TestedOperation, why?: string): void {
    const entry = this.#entry(operation);
    entry.why ??= why;
  }

  /** Counts a request and its response. */
  add({ case: tested, received: { status } }: Exchange): void {
    const { operation, expectation } = tested;
    const entry = this.#entry(operation);
    entry.sent++;
    if (expectation.kind === 'unsupported' && expectation.what === 'method') return;
    const key = operation.responses.declared(status)?.status ?? String(status);
    entry.statuses.set(key, (entry.statuses.get(key) ?? 0) + 1);
    if (status < 300) entry.succeeded = true;
  }

  /** Counts what a request has exercised, whose response is about its values. */
  exercise(exchange: Exchange): void {
    const { case: tested, received } = exchange;
    const { operation, expectation, parts, pointer, location = '' } = tested;
    const entry = this.#entry(operation);
    if (expectation.kind === 'unsupported' && expectation.what === 'method') return;
    if (expectation.kind === 'refused') this.#addInvalid(entry, location, pointer);
    // A request that was refused before its values were used has exercised nothing.
    else if (received.status < 400 || (entry.succeeded && isAboutId(exchange))) this.#addValid(entry, operation, parts);
  }

  /** Whether any response of an operation was a success. */
  hasSucceeded({ id }: TestedOperation): boolean {
    return this.#entries.get(id)?.succeeded === true;
  }

  /** Notes a case whose response says nothing about it. */
  skip({ case: { operation, title, pointer } }: Pick<Exchange, 'case'>, reason: string): void {
    const { skipped, skippedPointers } = this.#entry(operation);
    const titles = skipped.get(reason) ?? new Set();
    titles.add(title);
    skipped.set(reason, titles);
    skippedPointers.set(pointer, reason);
  }

  #addInvalid(entry: Entry, location: string, pointer: string): void {
    const parameter = [...entry.parameters].find(([name]) => location === name || location.startsWith(`${name}/`))?.[1];
    if (parameter) parameter.invalid++;
    const known = entry.keywords.get(pointer);
    if (known) known.invalid++;
  }

  #addValid(entry: Entry, { maker, instances }: TestedOperation, parts: Exchange['case']['parts']): void {
    const mark = (schemaPointer: string, value: unknown) => {
      for (const schema of schemasReachedBy(instances.document, entry.roots.get(schemaPointer), value))
        for (const keyword of entry.bySchema.get(schema) ?? []) keyword.valid++;
    };
    for (const { parameter, pointer } of maker.subjects) {
      if (!parts.parameters.has(parameter)) continue;
      const known = entry.parameters.get(`${parameter.in}/${parameter.name}`);
      if (known) known.valid++;
      mark(pointer, parts.parameters.get(parameter));
    }
    if (maker.body?.pointer !== undefined && parts.body !== undefined) mark(maker.body.pointer, parts.body);
  }

  #entry(operation: TestedOperation): Entry {
    const known = this.#entries.get(operation.id) ?? newEntry(operation);
    this.#entries.set(operation.id, known);
    // An operation has new schema objects each time it is prepared.
    if (known.document?.deref() !== operation.instances.document) index(known, operation);
    return known;
  }

  report(): CoverageReport {
    const operations = [...this.#entries.values()].map((entry) => this.#reportOn(entry));
    const count = <T>(all: readonly T[], isDone: (one: T) => boolean): [number, number] => [
      all.filter(isDone).length,
      all.length,
    ];
    const parameters = operations.flatMap((operation) => operation.parameters);
    const keywords = operations.flatMap((operation) => operation.keywords);
    const totals = {
      operations: count(operations, ({ succeeded }) => succeeded),
      statuses: count(
        operations.flatMap(({ statuses }) => Object.values(statuses)),
        (sent) => sent > 0,
      ),
      parameters: count(parameters, ({ valid }) => valid > 0),
      valid: count(keywords, ({ valid }) => valid > 0),
      invalid: count(keywords, ({ invalid }) => invalid > 0),
    };
    const counted = [totals.operations, totals.parameters, totals.valid, totals.invalid];
    const [done, all] = [0, 1].map((index) => counted.reduce((sum, pair) => sum + (pair[index] ?? 0), 0)) as [
      number,
      number,
    ];
    return { operations, totals, percent: all === 0 ? 100 : Math.floor((1000 * done) / all) / 10 };
  }

  #reportOn({ operation, keywords, parameters, statuses, ...entry }: Entry): OperationCoverage {
    return {
      operationId: operation.operationId,
      method: operation.method.toUpperCase(),
      path: operation.path,
      checks: this.#plan.checksOf(operation),
      sent: entry.sent,
      succeeded: entry.succeeded,
      statuses: Object.fromEntries(statuses),
      parameters: [...parameters.values()],
      keywords: [...keywords].map(([pointer, known]) => ({
        keyword: known.keyword,
        pointer,
        at: known.location,
        valid: known.valid,
        invalid: known.invalid,
        why: this.#whyNot(known, entry.why ?? (known.invalid === 0 ? entry.skippedPointers.get(pointer) : undefined)),
      })),
      notExercised: [...entry.skipped].map(([reason, titles]) => ({ reason, cases: [...titles] })),
      why: entry.why ?? (entry.succeeded ? undefined : entry.sent === 0 ? 'nothing was sent' : 'no request succeeded'),
    };
  }

  #whyNot({ keyword, location, valid, invalid }: Keyword, why: string | undefined): string | undefined {
    if (valid > 0 && invalid > 0) return undefined;
    if (why !== undefined) return why;
    if (valid === 0) return 'no request with it was accepted as valid';
    if (keyword === 'format' && !this.#plan.formats) return 'formats are not validated';
    if (/^(path|query|header|cookie)\//.test(location)) return 'every value that can be sent as text is valid';
    return 'no invalid value was found';
  }
}

function newEntry({ operation, maker }: TestedOperation): Entry {
  const declared = Object.keys(operation.node.responses ?? {}).filter((status) => !status.startsWith('x-'));
  const parameters: Entry['parameters'] = new Map();
  for (const { parameter } of maker.subjects)
    parameters.set(`${parameter.in}/${parameter.name}`, {
      in: parameter.in,
      name: parameter.name,
      valid: 0,
      invalid: 0,
    });
  return {
    operation,
    sent: 0,
    succeeded: false,
    statuses: new Map(declared.map((status) => [status, 0])),
    parameters,
    keywords: new Map(),
    bySchema: new WeakMap(),
    roots: new Map(),
    document: undefined,
    why: undefined,
    skipped: new Map(),
    skippedPointers: new Map(),
  };
}

/** Finds the constraints of an operation's requests, by schema. */
function index(entry: Entry, { maker, instances }: TestedOperation): void {
  const { keywords } = entry;
  const bySchema: Entry['bySchema'] = new WeakMap();
  entry.bySchema = bySchema;
  entry.document = new WeakRef(instances.document);
  const keywordAt = (pointer: string, keyword: string, location: string, valid = 0): Keyword => {
    const known = keywords.get(pointer) ?? { keyword, location, valid, invalid: 0 };
    keywords.set(pointer, known);
    return known;
  };
  const roots = new Map<string, unknown>();
  entry.roots = roots;
  /** @param anyText what any text is, as a whole: a form an object, a parameter a list */
  const add = (schemaPointer: string, location: string, anyText?: 'object' | 'array') => {
    const root = valueAt(instances.document, schemaPointer);
    roots.set(schemaPointer, root);
    const isText = location !== 'body' || !isJson(maker.body?.mediaType ?? '');
    for (const [schema, constraints] of constraintsOf(instances.document, root, 'readOnly'))
      if (!bySchema.has(schema))
        bySchema.set(
          schema,
          constraints
            .filter(
              ({ keyword }) =>
                !(isText && keyword === 'type' && takesText(schema, schema === root ? anyText : undefined)),
            )
            .map(({ keyword, pointer }) => keywordAt(pointer, keyword, location)),
        );
  };
  for (const { parameter, pointer, at: parameterPointer } of maker.subjects) {
    const name = `${parameter.in}/${parameter.name}`;
    add(pointer, name, parameter.content === undefined ? 'array' : undefined);
    if (parameter.required === true && parameter.in !== 'path')
      keywordAt(joinPointer(parameterPointer, 'required'), 'required', name, 1);
  }
  const { body } = maker;
  if (body?.pointer !== undefined) add(body.pointer, 'body', 'object');
  if (body?.required) keywordAt(joinPointer(body.at, 'required'), 'required', 'body', 1);
}

/** Parameters, forms and texts are sent as text: a string can't be of another type, nor can what any text is. */
function takesText({ type }: SchemaObject, anyText: 'object' | 'array' | undefined): boolean {
  return [type].flat().some((name) => name === 'string' || name === anyText);
}
