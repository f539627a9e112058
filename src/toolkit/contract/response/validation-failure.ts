/**
 * `x-validation-failure`: how an API answers a request that doesn't keep its contract, written down in the contract so
 * that server, mock and tests all give the same answer. It stands at the document's top; what an operation's own says
 * goes before it, field by field.
 */
import type { ContractDocument, Operation } from '../document/operations.ts';

export interface ValidationFailure {
  readonly status: number;
  readonly mediaType: string;
  /**
   * The answer's body. In its texts `{summary}` stands for all errors, and `{field}`, `{message}` and `{value}` for one;
   * a text that is nothing but a placeholder takes the value as it is. An array whose only item names an error's
   * placeholder has one item for each error.
   */
  readonly body: unknown;
  /** How an error reads in the summary. Default: `{field}: {message}`. */
  readonly summary?: string;
  /** Between the errors of the summary. Default: `; `. */
  readonly separator?: string;
  /** `property`: `Address.City`, `pointer`: `/Address/City`. Default: `property`. */
  readonly fieldName?: 'property' | 'pointer';
  /** What the body as a whole is called. Default: `body`. */
  readonly bodyField?: string;
  /** The text for each keyword; `default` is for all others. */
  readonly messages?: Readonly<Record<string, string>>;
  /** Longer texts in `{value}` are cut; objects and lists, where they are longer as JSON, to such a text. Default: no limit. */
  readonly maxValueLength?: number;
  /** Fields whose value is answered as null. */
  readonly neverRepeat?: readonly string[];
  /** The first case that one of the errors fits says more than the rest. */
  readonly cases?: readonly {
    readonly when: {
      readonly field?: string;
      readonly keyword?: string;
      readonly value?: unknown;
    };
    readonly status?: number;
    readonly body?: unknown;
  }[];
}

/** One error of a request. */
export interface RequestError {
  readonly in: 'path' | 'query' | 'header' | 'cookie' | 'body';
  /** The parameter's or header's name; for a body the path of property names and indexes, empty for the whole. */
  readonly path: readonly (string | number)[];
  /** The schema keyword, or `syntax`, `method`, `accept`, `contentType`, `contentLength`. */
  readonly keyword: string;
  /** What may be named in a message: `{limit}`, `{format}` … */
  readonly params?: Readonly<Record<string, unknown>>;
  /** What the client sent; undefined where it sent nothing. */
  readonly value?: unknown;
}

/** What the contract says for an operation, or for a request that reaches none; undefined where it says nothing. */
export function validationFailureOf(contract: ContractDocument, operation?: Operation): ValidationFailure | undefined {
  const top = contract.document['x-validation-failure'];
  const own = operation?.node['x-validation-failure'];
  if (top === undefined && own === undefined) return undefined;
  return { ...(top as ValidationFailure), ...(own as ValidationFailure) };
}

/** The answer for these errors, in their order. */
export function renderValidationFailure(
  failure: ValidationFailure,
  errors: readonly RequestError[],
): { status: number; mediaType: string; body: unknown } {
  const rendered = errors.map((error) => renderError(failure, error));
  const summaries = rendered.map((values) => fillPlaceholders(failure.summary ?? '{field}: {message}', values));
  const answer = {
    summary: summaries.join(failure.separator ?? '; '),
    ...rendered[0],
  };
  const special = failure.cases?.find(({ when }) =>
    rendered.some((values) => Object.entries(when).every(([key, wanted]) => values[key] === wanted)),
  );
  return {
    status: special?.status ?? failure.status,
    mediaType: failure.mediaType,
    body: renderBody(special?.body ?? failure.body, answer, rendered),
  };
}

type Values = Readonly<Record<string, unknown>>;

function renderError(
  failure: ValidationFailure,
  { in: location, path, keyword, params = {}, value }: RequestError,
): Values {
  // A field may be called by an empty text, and has to be told from none.
  const names = path.map((token) => (token === '' ? '""' : token));
  const name = failure.fieldName === 'pointer' ? path.map((token) => `/${token}`).join('') : names.join('.');
  const field = name === '' && location === 'body' ? (failure.bodyField ?? 'body') : name;
  const hidden = failure.neverRepeat?.includes(String(path.at(-1)));
  const message = failure.messages?.[keyword] ?? failure.messages?.['default'] ?? 'is not valid';
  return {
    field,
    keyword,
    message: fillPlaceholders(message, params),
    value: hidden || value === undefined ? null : shorten(value, failure.maxValueLength),
  };
}

function shorten(value: unknown, limit: number | undefined): unknown {
  if (typeof value === 'string') return value.slice(0, limit);
  if (typeof value !== 'object' || value === null) return value;
  try {
    const text = JSON.stringify(value);
    return text.length > (limit ?? Number.POSITIVE_INFINITY) ? text.slice(0, limit) : value;
  } catch (error) {
    // Nested too deeply to be written: a client may send that, and must get a response.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const perError = /\{(?:field|message|value|keyword)\}/;

function renderBody(template: unknown, answer: Values, errors: readonly Values[]): unknown {
  if (typeof template === 'string') {
    const placeholder = /^\{(\w+)\}$/.exec(template)?.[1];
    return placeholder !== undefined && placeholder in answer
      ? answer[placeholder]
      : fillPlaceholders(template, answer);
  }
  if (Array.isArray(template)) {
    const [item, ...others] = template;
    if (others.length === 0 && perError.test(JSON.stringify(item))) {
      return errors.map((values) => renderBody(item, { ...answer, ...values }, [values]));
    }
    return template.map((entry) => renderBody(entry, answer, errors));
  }
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, entry]) => [key, renderBody(entry, answer, errors)]));
}

/** Puts values in the place of `{name}`; a name that has none stays as it is. */
export function fillPlaceholders(text: string, values: Values): string {
  return text.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) =>
    name in values ? String(values[name]) : placeholder,
  );
}
