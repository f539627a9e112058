import { walk } from '../../contract/document/walk.ts';
import type { Problem, Rule } from '../rule.ts';

/** `x-enum-varnames` and `x-enum-descriptions` have one text for each value of `enum`, and no name twice. */
export const enumNames: Rule = {
  name: 'enum-names',
  severity: 'error',
  requires: 'x-enum-varnames and x-enum-descriptions have one text for each value of enum, and no name twice',
  advice: 'Give as many texts as there are values, in the same order: generated constants are named by them.',
  check({ document }) {
    const problems: Problem[] = [];
    walk(document, ({ kind, node, pointer }) => {
      if (kind !== 'Schema') return;
      for (const field of ['x-enum-varnames', 'x-enum-descriptions'] as const) {
        if (node[field] !== undefined) problems.push(...checkTexts(node, field, `${pointer}/${field}`));
      }
    });
    return problems;
  },
};

function* checkTexts(schema: Readonly<Record<string, unknown>>, field: string, pointer: string): Iterable<Problem> {
  const texts = schema[field];
  const values = schema['enum'];
  if (!Array.isArray(texts) || !Array.isArray(values)) {
    yield { message: `${field} must be a list if there is an enum`, pointer };
    return;
  }
  if (texts.length !== values.length) {
    yield { message: `${field} and enum differ in length: ${texts.length} and ${values.length}`, pointer };
  }
  for (const [index, text] of texts.entries()) {
    if (typeof text !== 'string') yield { message: `${field} must hold strings only`, pointer: `${pointer}/${index}` };
    else if (field === 'x-enum-varnames' && texts.indexOf(text) < index) {
      yield { message: `${field} has ${text} twice`, pointer: `${pointer}/${index}` };
    }
  }
}
