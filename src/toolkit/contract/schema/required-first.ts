import { _, type Ajv, type CodeKeywordDefinition, type KeywordCxt, Name } from 'ajv';
import type { Rule } from 'ajv/dist/compile/rules.js';

/** Keywords with other schemas of the same value, which fill in their defaults before `required` is looked at. */
const inPlace = ['$ref', '$dynamicRef', 'allOf'];

/** Ajv's variable for how many errors it has found. */
const errorCount = new Name('errors');

/**
 * Lets the validators that an Ajv compiles from now on look at what a schema requires before they apply its branches, whose
 * defaults would be taken for what was sent.
 * @see https://json-schema.org/draft/2020-12/json-schema-validation#section-9.2
 */
export function requireFirst({ RULES }: Ajv): void {
  const late = RULES.all['required'] as Rule;
  const definition = late.definition as CodeKeywordDefinition & Rule['definition'];
  const isEarly = ({ parentSchema }: KeywordCxt) => inPlace.some((keyword) => keyword in parentSchema);
  const early: Rule = {
    keyword: 'required',
    definition: { ...definition, type: [], code: (context) => isEarly(context) && writeFirst(context, definition) },
  };
  late.definition = { ...definition, code: (context) => isEarly(context) || definition.code(context) };
  RULES.rules.find(({ type }) => type === undefined)?.rules.unshift(early);
}

function writeFirst(context: KeywordCxt, { code }: CodeKeywordDefinition): void {
  const { gen, data } = context;
  const before = gen.const('_errs', errorCount);
  gen.if(_`${data} && typeof ${data} == "object" && !Array.isArray(${data})`);
  gen.block(() => code(context));
  gen.endIf();
  context.ok(_`${before} === ${errorCount}`);
}
