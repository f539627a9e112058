import { _, type Ajv, Name } from 'ajv';
import { replaceCode } from './replace-code.ts';

interface Filled {
  readonly owner: Record<string, unknown>;
  readonly name: string;
  readonly value?: unknown;
}

/** What was filled in within the branches that a value is validated by just now, the oldest first. */
class BranchDefaults {
  readonly #filled = new WeakMap<object, Filled[]>();

  /** @param root the value that is validated as a whole @returns a mark for {@link end} */
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
  end(root: object, mark: number): readonly Filled[] {
    const filled = this.#filled.get(root) ?? none;
    if (filled.length === mark) return none;
    const values = filled.splice(mark).map(({ owner, name }) => ({ owner, name, value: owner[name] }));
    for (const { owner, name } of values) delete owner[name];
    return values;
  }

  /** Fills in what was taken away. */
  fill(root: object, taken: readonly Filled[]): void {
    for (const { owner, name, value } of taken) owner[name] = value;
    this.#filled.get(root)?.push(...taken);
  }

  /** Takes away what the branches of a validation that was stopped have filled in. */
  forget(root: object): void {
    this.end(root, 0);
    this.#filled.delete(root);
  }
}

const none: Filled[] = [];

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
