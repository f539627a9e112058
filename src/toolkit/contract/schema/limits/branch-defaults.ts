import { _, type Ajv, Name } from 'ajv';
import { replaceCode } from './replace-code.ts';

/** A default that an object was given. */
interface Filled {
  readonly owner: Record<string, unknown>;
  readonly name: string;
  /** Once it was taken away. */
  value?: unknown;
}

/** What was filled in, the oldest first, with that of values whose verdict is remembered by themselves. */
export type Defaults = (Filled | Defaults)[];

/** What was filled in within the branches that a value is validated by just now. */
class BranchDefaults {
  readonly #filled = new WeakMap<object, Defaults>();

  /** @param root the value that is validated as a whole @returns a mark for the other methods */
  begin(root: object): number {
    const filled = this.#filled.get(root) ?? [];
    this.#filled.set(root, filled);
    return filled.length;
  }

  /** Notes that an object is about to get a default. */
  note(root: object, owner: Filled['owner'], name: string): void {
    this.#filled.get(root)?.push({ owner, name });
  }

  /** Takes away what was filled in since the mark. @returns it, for {@link fill} */
  end(root: object, mark: number): Defaults {
    const filled = this.#filled.get(root) ?? none;
    if (filled.length === mark) return none;
    const taken = filled.splice(mark);
    for (const one of each(taken)) {
      if (!Object.hasOwn(one.owner, one.name)) continue;
      one.value = one.owner[one.name];
      delete one.owner[one.name];
    }
    return taken;
  }

  /** @returns what was filled in since the mark, for {@link fill}, should it have been taken away */
  since(root: object, mark: number): Defaults {
    const filled = this.#filled.get(root) ?? none;
    if (filled.length === mark) return none;
    const group = filled.splice(mark);
    filled.push(group);
    return group;
  }

  /** Fills in again what was taken away. */
  fill(root: object, taken: Defaults): void {
    const again = [...each(taken)].filter(({ owner, name }) => !Object.hasOwn(owner, name));
    for (const { owner, name, value } of again) owner[name] = value;
    if (again.length > 0) this.#filled.get(root)?.push(again);
  }

  /** Takes away what the branches of a validation that was stopped have filled in. */
  forget(root: object): void {
    this.end(root, 0);
    this.#filled.delete(root);
  }
}

const none: Defaults = [];

function* each(defaults: Defaults): Generator<Filled> {
  for (const one of defaults)
    if (Array.isArray(one)) yield* each(one);
    else yield one;
}

export const branchDefaults: BranchDefaults = new BranchDefaults();

/** Ajv's variable for the value that is validated as a whole. */
export const root: Name = new Name('rootData');

/** What becomes of the defaults of a schema that matches: the other branches of a `oneOf` are judged by what was sent. */
const conditional = { anyOf: 'kept', contains: 'kept', oneOf: 'filled in later', if: 'taken away', not: 'taken away' };

/**
 * Lets the validators that an Ajv compiles from now on take away the defaults of branches that don't match. Ajv ignores
 * those that are written in a branch, and fills in those behind its `$ref`, whether or not it matches.
 */
export function keepDefaultsOfMatches(ajv: Ajv): void {
  for (const [keyword, ofMatch] of Object.entries(conditional))
    replaceCode(ajv, keyword, (write) => (context, type) => {
      if (!/"\$(dynamicR|r)ef"/.test(JSON.stringify(context.schema))) return write(context, type);
      const { gen } = context;
      const defaults = gen.scopeValue('obj', { ref: branchDefaults });
      const taken = ofMatch === 'filled in later' && gen.let('taken', _`[]`);
      const apply = context.subschema.bind(context);
      context.subschema = (schema, valid) => {
        // `then` and `else` aren't conditions.
        if (!schema.compositeRule) return apply(schema, valid);
        const mark = gen.const('mark', _`${defaults}.begin(${root})`);
        const applied = apply(schema, valid);
        const end = _`${defaults}.end(${root}, ${mark})`;
        if (taken) gen.if(valid, _`${taken} = ${end}`, end);
        else if (ofMatch === 'kept') gen.if(_`!${valid}`, end);
        else gen.code(end);
        return applied;
      };
      write(context, type);
      if (taken) gen.code(_`${defaults}.fill(${root}, ${taken})`);
    });
}
