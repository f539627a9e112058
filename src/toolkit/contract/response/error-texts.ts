/** The message for a keyword, where the contract has none of its own. */
export function describeError(keyword: string, params: Readonly<Record<string, unknown>> = {}): string {
  return fillPlaceholders(texts[keyword] ?? texts['default'] ?? '', params);
}

const texts: Readonly<Record<string, string>> = {
  reference: 'must be the id of an existing {target}',
  default: 'is not valid',
  required: 'is required',
  additionalProperties: 'is not known',
  type: 'must be of type {type}',
  enum: 'must be one of {allowedValues}',
  const: 'must be {allowedValue}',
  pattern: 'must match {pattern}',
  format: 'must be a valid {format}',
  minimum: 'must be at least {limit}',
  maximum: 'must be at most {limit}',
  minLength: 'must have at least {limit} characters',
  maxLength: 'must have at most {limit} characters',
  minItems: 'must have at least {limit} items',
  maxItems: 'must have at most {limit} items',
  jsonPatch: "can't be applied: {reason}",
  syntax: 'is not well formed',
  notDeclared: 'is not declared',
  method: 'is not a method of this path',
  accept: "names no media type of this operation's responses",
  contentType: 'is not a media type that this operation accepts',
  contentLength: 'is larger than what is accepted',
  maxFields: 'has too many fields',
  complexity: 'takes too long to validate: send less at a time',
  busy: 'takes long to validate, and others are waiting: send it again later',
};

/** An enumeration may have thousands of values, and a message is made for each error. */
const maxListed = 50;

function shownText(value: unknown): string {
  if (!Array.isArray(value) || value.length <= maxListed) return String(value);
  return `${value.slice(0, maxListed).join()}, … (${value.length} in all)`;
}

/** Replaces `{name}` by its value; a placeholder without a value stays as it is. */
export function fillPlaceholders(text: string, values: Readonly<Record<string, unknown>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) =>
    name in values ? shownText(values[name]) : placeholder,
  );
}
