import { withDoubles } from '../document/exact-json.ts';
import { joinPointer, valueAt } from '../document/json-pointer.ts';
import { essenceOf } from '../document/media-type.ts';
import type { ContractDocument } from '../document/operations.ts';
import type { SchemaValidator, SchemaViolation } from '../schema/schema-validator.ts';
import { typingOf } from '../schema/typed-text.ts';
import { XmlReader } from '../schema/xml/xml-reader.ts';
import type { BodyPlace, BodyViolation } from './body-validation.ts';

/** A value, which is going to be written as XML, or XML that is written already. */
export function validateXmlBody(
  { document }: ContractDocument,
  validator: SchemaValidator,
  body: unknown,
  { mediaType, pointer }: BodyPlace,
): readonly BodyViolation[] {
  const schemaPointer = joinPointer(pointer, 'content', mediaType, 'schema');
  const text = body instanceof Uint8Array ? Buffer.from(body).toString() : body;
  if (typeof text !== 'string') return validator.validate(text, schemaPointer);
  try {
    const read = new XmlReader(document, valueAt(document, schemaPointer)).read(text);
    return validator.validate(withDoubles(read), schemaPointer);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [{ instancePath: '', message: `is not the XML that is declared: ${error.message}` }];
  }
}

/**
 * A text/plain body may be a number or a boolean, and of objects and lists nothing is checked; of other text types, only schemas for
 * strings are checked.
 */
export function validateTextBody(
  { document }: ContractDocument,
  validator: SchemaValidator,
  body: unknown,
  { mediaType, pointer }: BodyPlace,
): readonly BodyViolation[] {
  if (typeof body !== 'string') return [];
  const schemaPointer = joinPointer(pointer, 'content', mediaType, 'schema');
  const wrong = validator.validate(body, schemaPointer);
  const isOfOtherType = wrong.some(({ keyword }) => keyword === 'type');
  if (!isOfOtherType) return wrong;
  if (essenceOf(mediaType) !== 'text/plain') return [];
  const value = typingOf(document, valueAt(document, schemaPointer)).value(body);
  // How an object or a list is a text, no specification says.
  if (value === body) return wrong.some(isOfContainer) ? [] : wrong;
  return validator.validate(value, schemaPointer);
}

function isOfContainer({ keyword, instancePath, schema }: SchemaViolation): boolean {
  const types = [schema.type ?? []].flat();
  return keyword === 'type' && instancePath === '' && types.every((type) => type === 'object' || type === 'array');
}
