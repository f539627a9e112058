import { _, type Ajv, type Code, type KeywordCxt, Name } from 'ajv';
import type { Rule } from 'ajv/dist/compile/rules.js';
import { defaultsCount, enumLookup, maxProperties, uniqueItems } from './bounded-keywords.ts';
import { keepDefaultsOfMatches } from './branch-defaults.ts';
import { replaceCode, type WriteCode } from './replace-code.ts';
import { validationClock } from './validation-clock.ts';

/** Keywords that apply a schema to each item, or several schemas to one value. */
const applying = ['items', 'contains', 'unevaluatedItems', 'allOf', 'anyOf', 'oneOf'];
/** Keywords that look at each property. */
const enumerating = ['additionalProperties', 'patternProperties', 'propertyNames', 'unevaluatedProperties'];

/** A text of so many UTF-16 code units takes milliseconds to match: the time is looked at before. */
const longText = 10_000;
/** Keywords that match texts. */
const matching = ['pattern', 'format'];
/** Keywords that list the names of an object, the first two if they allow objects. */
const listing = ['const', 'enum', 'minProperties', 'maxProperties'];

/** What is written into a validator that is being compiled. */
export interface StepCode {
  readonly clock: { readonly fill: (values: number) => void };
  /** Counts a step. @param clock its name in the code */
  readonly step: (clock: Name) => Code;
  /** Looks at the time, and stops or waits. */
  readonly look: (clock: Name) => Code;
  /** Called before and after a schema is applied. */
  readonly beforeStep?: (context: KeywordCxt, clock: Name) => void;
  readonly afterStep?: (context: KeywordCxt, clock: Name) => void;
}

/**
 * Lets the validators that an Ajv compiles from now on be stopped by the {@link validationClock}, and bounds what its
 * keywords take. What is valid stays the same.
 */
export function boundByClock(ajv: Ajv): void {
  ajv.removeKeyword('uniqueItems').addKeyword(uniqueItems(() => validationClock.step()));
  boundKeywords(ajv, {
    clock: validationClock,
    step: (clock) => _`if (--${clock}.left < 0) ${clock}.look();`,
    look: (clock) => _`${clock}.look();`,
    beforeStep: ({ gen, allErrors, keyword }, clock) => {
      if (!allErrors) return;
      // Before a branch, the errors of those before it are there.
      if (unions.has(keyword)) gen.code(_`${clock}.unions++`);
      else gen.if(_`${collected} !== null`, _`${clock}.checkErrors(${collected})`);
    },
    afterStep: ({ gen, allErrors, keyword }, clock) => {
      if (allErrors && unions.has(keyword)) gen.code(_`${clock}.unions--`);
    },
  });
}

/** Keywords that are satisfied though there are errors within. */
const unions = new Set(['anyOf', 'oneOf', 'contains']);

/** Ajv's variable for the errors that it has found. */
const collected = new Name('vErrors');

/** @param step for each item, property and branch */
export function boundKeywords(ajv: Ajv, step: StepCode): void {
  for (const keyword of applying) replaceCode(ajv, keyword, (write) => withSteps(write, step));
  for (const keyword of enumerating) replaceCode(ajv, keyword, (write) => withStepsInLoops(write, step));
  for (const keyword of matching) replaceCode(ajv, keyword, (write) => withLook(write, step));
  replaceCode(ajv, 'enum', (write) => (context) => {
    const lookup = enumLookup(context.schema as readonly unknown[]);
    if (!lookup) return write(context);
    return context.pass(_`${context.gen.scopeValue('func', { ref: lookup })}(${context.data})`);
  });
  replaceCode(ajv, 'prefixItems', forEmptyLists);
  replaceCode(ajv, 'patternProperties', withEvaluated);
  replaceCode(ajv, 'maxLength', (write) => withLengthFirst(write, (limit) => limit + 1));
  replaceCode(ajv, 'minLength', (write) => withLengthFirst(write, (limit) => 2 * limit, true));
  replaceCode(ajv, 'additionalProperties', skipDeclared);
  if (!ajv.opts.allErrors) putLimitsFirst(ajv);
  for (const keyword of listing) replaceCode(ajv, keyword, (write) => withStep(write, step));
  if (!ajv.opts.useDefaults) return;
  countDefaults(ajv, step.clock);
  keepDefaultsOfMatches(ajv);
}

/** Counting characters takes longer than to ask for the length, which is at least their number and at most twice that. */
function withLengthFirst(write: WriteCode, edgeOf: (limit: number) => number, isBelow = false): WriteCode {
  return (context, type) => {
    const fail = context.fail$data.bind(context);
    const { data, schema } = context;
    if (typeof schema === 'number')
      context.fail$data = (isWrong) => {
        const mayBeWrong = isBelow ? _`${data}.length < ${edgeOf(schema)}` : _`${data}.length >= ${edgeOf(schema)}`;
        fail(_`${mayBeWrong} && (${isWrong})`);
      };
    write(context, type);
  };
}

/** Ajv looks for each property of a large object in the schema itself; a set is quicker. */
function skipDeclared(write: WriteCode): WriteCode {
  return (context, type) => {
    const declared = Object.keys((context.parentSchema['properties'] as object | undefined) ?? {});
    if (declared.length <= maxComparedNames) return write(context, type);
    const names = context.gen.scopeValue('obj', { ref: new Set(declared) });
    const writeUndeclared: WriteLoopBody = (key, writeBody) => {
      context.gen.if(_`!${names}.has(${key})`, () => writeBody(key));
    };
    replaceLoops(context, writeUndeclared, () => write(context, type));
  };
}

/** Ajv compares a property's name with up to so many one by one. */
const maxComparedNames = 8;

const nameOf = ({ gen }: KeywordCxt, { clock }: StepCode): Name => gen.scopeValue('obj', { ref: clock });

function writeStep(context: KeywordCxt, step: StepCode): void {
  const clock = nameOf(context, step);
  context.gen.code(step.step(clock));
  step.beforeStep?.(context, clock);
}

/** A step before each schema that is applied. */
function withSteps(write: WriteCode, step: StepCode): WriteCode {
  return (context, type) => {
    const apply = context.subschema.bind(context);
    context.subschema = (schema, valid) => {
      // The errors of items before this one say nothing: the value needs just some that match.
      if (context.keyword === 'contains') context.reset();
      writeStep(context, step);
      const applied = apply(schema, valid);
      step.afterStep?.(context, nameOf(context, step));
      return applied;
    };
    write(context, type);
  };
}

/** A step for each property. */
function withStepsInLoops(write: WriteCode, step: StepCode): WriteCode {
  return (context, type) => {
    const writeProperty: WriteLoopBody = (key, writeBody) => {
      writeStep(context, step);
      writeBody(key);
    };
    replaceLoops(context, writeProperty, () => write(context, type));
  };
}

/** A step before a keyword that lists names. */
function withStep(write: WriteCode, step: StepCode): WriteCode {
  return (context, type) => {
    const isListing = typeof context.schema === 'number' || [context.schema].flat().some(isCompound);
    if (isListing) context.gen.code(step.step(nameOf(context, step)));
    write(context, type);
  };
}

function isCompound(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** A look at the time before a long text. */
function withLook(write: WriteCode, step: StepCode): WriteCode {
  return (context, type) => {
    context.gen.if(_`${context.data}.length > ${longText}`, step.look(nameOf(context, step)));
    write(context, type);
  };
}

/** In an empty list no item is validated, and Ajv skips the keywords after `prefixItems` unless told that none was wrong. */
function forEmptyLists(write: WriteCode): WriteCode {
  return (context, type) => {
    const ok = context.ok.bind(context);
    context.ok = (valid) => ok(_`${valid} !== false`);
    write(context, type);
  };
}

/** What `unevaluatedProperties` counts may not be there yet, if it comes from a branch that doesn't match. */
function withEvaluated(write: WriteCode): WriteCode {
  return (context, type) => {
    const { props } = context.it;
    if (props instanceof Name) context.gen.if(_`${props} === undefined`, _`${props} = {}`);
    write(context, type);
  };
}

type WriteLoopBody = (key: Name, writeBody: (key: Name) => void) => void;

/** Writes code whose loops over properties have another body, but not the loops within it, which are of other schemas. */
function replaceLoops(context: KeywordCxt, replaceBody: WriteLoopBody, write: () => void): void {
  const gen = context.gen as { forIn: KeywordCxt['gen']['forIn'] };
  const outer = gen.forIn;
  const replaced: typeof outer = (name, properties, writeBody, kind) => {
    gen.forIn = outer;
    const written = outer.call(gen as never, name, properties, (key) => replaceBody(key, writeBody), kind);
    gen.forIn = replaced;
    return written;
  };
  gen.forIn = replaced;
  write();
  gen.forIn = outer;
}

/** Where one error is enough, what a limit excludes isn't looked at. */
function putLimitsFirst(ajv: Ajv): void {
  const { rules } = ajv.RULES;
  for (const [type, keyword] of [
    ['string', 'maxLength'],
    ['array', 'maxItems'],
  ] as const) {
    const rule = takeRule(ajv, keyword);
    if (rule) rules.unshift({ type, rules: [rule] });
  }
  // Ajv would fill in defaults at the first of two groups for objects.
  ajv.removeKeyword('maxProperties').addKeyword(maxProperties);
  const rule = takeRule(ajv, 'maxProperties');
  if (rule) rules.unshift({ rules: [rule] });
}

/** Ajv fills in defaults before the keywords of objects: they are counted even before. */
function countDefaults(ajv: Ajv, clock: StepCode['clock']): void {
  const { keyword, definition } = defaultsCount(clock);
  ajv.addKeyword(definition);
  const rule = takeRule(ajv, keyword);
  if (!rule) return;
  rule.definition.implements = ['properties'];
  ajv.RULES.rules.unshift({ rules: [rule] });
}

function takeRule({ RULES: { rules } }: Ajv, keyword: string): Rule | undefined {
  for (const group of rules) {
    const index = group.rules.findIndex((rule) => rule.keyword === keyword);
    if (index !== -1) return group.rules.splice(index, 1)[0];
  }
  return undefined;
}
