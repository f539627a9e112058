import { failingExamples, listExamples } from '../../contract/examples.ts';
import { validatorOf, violationPointer } from '../../contract/schema-validator.ts';
import type { Rule } from '../rule.ts';

/**
 * Every example validates against its schema. A request's example that bears the name of one in a 4xx answer shows how
 * that answer is brought about, and is left alone.
 */
export const exampleValid: Rule = {
  name: 'example-valid',
  severity: 'error',
  *check(contract) {
    const validator = validatorOf(contract);
    const failing = failingExamples(contract);
    const judged = new Set<string>();
    for (const { value, pointer, schemaPointer, node } of listExamples(contract)) {
      if (node && failing.has(node)) continue;
      const key = `${pointer} ${schemaPointer}`;
      if (judged.has(key)) continue;
      judged.add(key);
      try {
        for (const violation of validator.validate(value, schemaPointer)) {
          yield {
            message: `this example ${violation.message}`,
            pointer: violationPointer(pointer, violation),
          };
        }
      } catch (error) {
        yield {
          message: `this schema can't be used: ${(error as Error).message}`,
          pointer: schemaPointer,
        };
      }
    }
  },
};
