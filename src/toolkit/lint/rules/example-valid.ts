import { ContractError } from '../../contract/document/contract-error.ts';
import { type Example, failingExamples, listExamples } from '../../contract/document/examples.ts';
import { pointerTokens } from '../../contract/document/json-pointer.ts';
import { essenceOf, isJson } from '../../contract/document/media-type.ts';
import type { SchemaObject } from '../../contract/document/openapi.ts';
import { type ContractDocument, resolveReference } from '../../contract/document/operations.ts';
import { type SchemaViolation, validatorOf, violationPointer } from '../../contract/schema/schema-validator.ts';
import type { Rule } from '../rule.ts';

/**
 * Every example is valid against its schema. A request's example with the name of an example of a 4xx response may be invalid,
 * as it shows how to get that response.
 */
export const exampleValid: Rule = {
  name: 'example-valid',
  severity: 'error',
  requires: 'every example of media types, parameters, headers and schemas is valid against its schema',
  advice:
    'Repair the example, or the schema if that is wrong. A request that is meant to fail gets the name of an example of the 4xx response.',
  *check(contract) {
    const validator = validatorOf(contract);
    const failing = failingExamples(contract);
    const judged = new Set<string>();
    for (const example of listExamples(contract)) {
      const { value, pointer, schemaPointer, node } = example;
      if (node && failing.has(node)) continue;
      const isSent = isSerialized(example);
      if (isSent && !isPlainText(example)) continue;
      const key = `${pointer} ${schemaPointer}`;
      if (judged.has(key)) continue;
      judged.add(key);
      try {
        const violations = validator.validate(value, schemaPointer);
        // A text may stand for a number, or for what the schema says of no text.
        if (isSent && violations.some(({ keyword }) => keyword === 'type')) continue;
        for (const violation of violations) {
          if (isRequiredInOtherDirection(contract, example, violation)) continue;
          yield { message: describe(example, violation), pointer: violationPointer(pointer, violation) };
        }
      } catch (error) {
        if (!(error instanceof ContractError)) throw error;
        yield { message: error.message, pointer: schemaPointer };
      }
    }
  },
};

/**
 * An example of XML, CSV, lines of JSON and the like may be the text that is sent, which the schema doesn't describe.
 * @see https://spec.openapis.org/oas/v3.1.1.html#working-with-examples
 */
function isSerialized(example: Example): boolean {
  const { value, schemaPointer, direction } = example;
  const isOfContent = pointerTokens(schemaPointer).at(-3) === 'content';
  return direction !== undefined && isOfContent && typeof value === 'string' && !isJson(mediaTypeOf(example));
}

/** Whether a schema of texts describes what is sent. */
function isPlainText(example: Example): boolean {
  return essenceOf(mediaTypeOf(example)) === 'text/plain';
}

function mediaTypeOf({ schemaPointer }: Example): string {
  return pointerTokens(schemaPointer).at(-2) ?? '';
}

function describe({ direction, node }: Example, { instancePath, message }: SchemaViolation): string {
  const subject = instancePath === '' ? 'this example' : `${instancePath} of this example`;
  // It may be meant to fail, and its name misspelt.
  const hint =
    direction === 'request' && node ? ' (allowed only where a 4xx response has an example of the same name)' : '';
  return `${subject} ${message}${hint}`;
}

/**
 * A readOnly property is required in responses only, a writeOnly one in requests only.
 * @see https://spec.openapis.org/oas/v3.0.4.html#fixed-fields-for-schema-object
 */
function isRequiredInOtherDirection(
  { document }: ContractDocument,
  { direction }: Example,
  violation: SchemaViolation,
): boolean {
  if (violation.keyword !== 'required') return false;
  const written = violation.schema.properties?.[String(violation.params['missingProperty'])];
  const property = written && resolveReference<SchemaObject>(document, written as SchemaObject & { $ref?: string });
  if (property?.['readOnly'] === true) return direction !== 'response';
  return property?.['writeOnly'] === true && direction !== 'request';
}
