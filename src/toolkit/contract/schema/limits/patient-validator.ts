import { _, type Ajv, type ErrorObject, type FuncKeywordDefinition, type Name, ValidationError } from 'ajv';
import { resolveUrl } from 'ajv/dist/compile/resolve.js';
import type { DataValidateFunction, DataValidationCxt } from 'ajv/dist/types/index.js';
import { copyOf } from '../../document/copy.ts';
import { valueAt } from '../../document/json-pointer.ts';
import type { OpenApiDocument } from '../../document/openapi.ts';
import { walk } from '../../document/walk.ts';
import { schemasWithin } from '../schemas-within.ts';
import { boundKeywords } from './bounded-ajv.ts';
import { uniqueItemsWithPauses } from './bounded-keywords.ts';
import { branchDefaults, type Defaults } from './branch-defaults.ts';
import { type PatientQueue, requestQueue } from './patient-queue.ts';

/** @returns the first errors; none for a valid value */
export type PatientValidator = (value: unknown) => Promise<readonly ErrorObject[]>;

/** Of one value that are passed on: those of unions within unions would double with each level. The last is the most general. */
const maxErrors = 100;

/**
 * Makes a validator that pauses, so that others aren't held up. It validates each value by each referenced schema once,
 * which keeps recursive unions from taking exponential time.
 * @param document with schemas of JSON Schema 2020-12
 * @param pointer to the schema in it
 * @param makeAjv with settings for all validators of the document
 * @param queue in which the validations take turns. Default: that of requests
 * @returns undefined for schemas with `$dynamicRef`, or with both `unevaluated…` and `$ref`, which Ajv can validate only at
 *   a stretch
 */
export function makePatientValidator(
  document: OpenApiDocument,
  pointer: string,
  makeAjv: () => Ajv,
  queue: PatientQueue = requestQueue,
): PatientValidator | undefined {
  const keywords = new Set([...schemasWithin(valueAt(document, pointer), document)].flatMap(Object.keys));
  const isTracked = keywords.has('unevaluatedProperties') || keywords.has('unevaluatedItems');
  if (keywords.has('$dynamicRef') || (isTracked && keywords.has('$ref'))) return undefined;
  const { clock } = queue;
  const ajv = makeAjv();
  ajv.removeKeyword('$ref').addKeyword(reference);
  ajv.removeKeyword('uniqueItems').addKeyword(uniqueItemsWithPauses(clock));
  const look = (name: Name) => _`if (${name}.isDue()) await ${name}.pause();`;
  boundKeywords(ajv, { clock, look, step: look });
  ajv.addSchema(asynchronous(document, pointer), 'contract');
  const uri = `contract#${encodeURI(pointer.slice(1)).replaceAll('#', '%23')}`;
  const validate = ajv.getSchema(uri) as DataValidateFunction;
  return (value) => queue.run(() => errorsOf(() => validate(value), validate));
}

/** A copy in which the schema at the pointer, and all that can be referenced, are asynchronous. */
function asynchronous(document: OpenApiDocument, pointer: string): OpenApiDocument {
  const copy = copyOf(document);
  const mark = (schema: unknown) => {
    if (typeof schema === 'object' && schema !== null) (schema as Record<string, unknown>)['$async'] = true;
  };
  walk(copy, ({ kind, node }) => kind === 'Schema' && mark(node));
  mark(valueAt(copy, pointer));
  return copy;
}

/** What takes less is validated again: to remember hundreds of thousands of small values would take longer. */
const memorableMs = 0.05;

/** `$ref`, followed once for each value. */
const reference: FuncKeywordDefinition = {
  keyword: '$ref',
  schemaType: 'string',
  async: true,
  errors: true,
  compile: (target: string, _parent, { self, baseId }) => {
    const uri = resolveUrl(self.opts.uriResolver, baseId, target);
    const known = new WeakMap<object, { readonly errors: readonly ErrorObject[]; readonly defaults: Defaults }>();
    const underWay = new Set<unknown>();
    const follow = async (value: unknown, context: unknown): Promise<readonly ErrorObject[]> => {
      // A schema that references itself in place says nothing.
      if (underWay.has(value)) return [];
      underWay.add(value);
      try {
        const validate = self.getSchema(uri) as DataValidateFunction;
        return (await errorsOf(() => validate(value, context as never), validate)).slice(-maxErrors);
      } finally {
        underWay.delete(value);
      }
    };
    const decide = async (value: unknown, context: DataValidationCxt | undefined) => {
      if (typeof value !== 'object' || value === null) return follow(value, context);
      const root: object = context?.rootData ?? value;
      const before = known.get(value);
      if (before) {
        branchDefaults.fill(root, before.defaults);
        return before.errors;
      }
      const mark = branchDefaults.begin(root);
      const started = performance.now();
      const errors = await follow(value, context);
      if (performance.now() - started > memorableMs)
        known.set(value, { errors, defaults: branchDefaults.since(root, mark) });
      return errors;
    };
    return async (value: unknown, context) => {
      const errors = await decide(value, context);
      if (errors.length > 0) throw new ValidationError([...errors]);
      return true;
    };
  },
};

/** @param validate which may be synchronous, as a boolean schema is */
async function errorsOf(run: () => unknown, validate?: DataValidateFunction): Promise<readonly ErrorObject[]> {
  try {
    return (await run()) === false ? ((validate?.errors ?? []) as ErrorObject[]) : [];
  } catch (error) {
    if (error instanceof ValidationError) return error.errors as ErrorObject[];
    throw error;
  }
}
