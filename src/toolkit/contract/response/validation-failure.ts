/**
 * `x-validation-failure`: the response to an invalid request, described in the contract, so that server and mock respond
 * alike and tests know what to expect. It is a field of the document. An operation may have its own, whose fields replace
 * those of the document.
 */
import { jsonStart } from '../document/json-text.ts';
import type { ContractDocument, Operation } from '../document/operations.ts';
import { describeError, fillPlaceholders } from './error-texts.ts';

export interface ValidationFailure {
  readonly status: number;
  readonly mediaType: string;
  /**
   * A template of the body. `{summary}` is replaced for all errors; `{field}`, `{message}`, `{value}` and `{keyword}` for one.
   * A text that is only a placeholder is replaced by the value with its type. An array whose only item has a placeholder
   * of an error gets one item for each error.
   */
  readonly body: unknown;
  /** The template of one error in the summary. Default: `{field}: {message}`. */
  readonly summary?: string;
  /** The text between the errors in the summary. Default: `; `. */
  readonly separator?: string;
  /** `property`: `Address.City`, `pointer`: `/Address/City`. Default: `property`. */
  readonly fieldName?: 'property' | 'pointer';
  /** The name of the body as a whole. Default: `body`. */
  readonly bodyField?: string;
  /** The message for each keyword; `default` is for all others. Default: texts of our own, such as `must be at most 10`. */
  readonly messages?: Readonly<Record<string, string>>;
  /** Of `{value}`, in characters. Longer texts are cut, and longer objects and lists become their JSON text, cut. Default: 1,000. */
  readonly maxValueLength?: number;
  /** Fields whose `{value}` is null, such as passwords. */
  readonly neverRepeat?: readonly string[];
  /** Exceptions: the first whose `when` matches one of the errors replaces `status` and `body`. */
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

/** One validation error of a request. */
export interface RequestError {
  readonly in: 'path' | 'query' | 'header' | 'cookie' | 'body';
  /** The name of the parameter or header; for a body the path of property names and indexes, empty for the whole body. */
  readonly path: readonly (string | number)[];
  /** The schema keyword, or `syntax`, `method`, `accept`, `contentType`, `contentLength`, `maxFields`, `complexity`, `busy`, `reference`. */
  readonly keyword: string;
  /** The values for placeholders of the message: `{limit}`, `{format}` … */
  readonly params?: Readonly<Record<string, unknown>>;
  /** The value that the client sent; undefined if it sent none. */
  readonly value?: unknown;
}

/** The `x-validation-failure` of an operation, or of a request for which no operation was found; undefined if there is none. */
export function validationFailureOf(contract: ContractDocument, operation?: Operation): ValidationFailure | undefined {
  const top = contract.document['x-validation-failure'];
  const own = operation?.node['x-validation-failure'];
  if (top === undefined && own === undefined) return undefined;
  return { ...(top as ValidationFailure), ...(own as ValidationFailure) };
}

/** The response for these errors, in their order. */
export function renderValidationFailure(
  failure: ValidationFailure,
  errors: readonly RequestError[],
): { status: number; mediaType: string; body: unknown } {
  const rendered = errors.map((error) => renderError(failure, error));
  const summaries = rendered.map((values) => fillPlaceholders(failure.summary ?? '{field}: {message}', values));
  const all = {
    summary: summaries.join(failure.separator ?? '; '),
    ...rendered[0],
  };
  const special = failure.cases?.find(({ when }) =>
    rendered.some((values) => Object.entries(when).every(([key, wanted]) => values[key] === wanted)),
  );
  return {
    status: special?.status ?? failure.status,
    mediaType: failure.mediaType,
    body: renderBody(special?.body ?? failure.body, all, rendered),
  };
}

/** In characters. */
const defaultValueLength = 1000;

type Values = Readonly<Record<string, unknown>>;

function renderError(
  failure: ValidationFailure,
  { in: location, path, keyword, params = {}, value }: RequestError,
): Values {
  // A property may have an empty name, which must not look like no name.
  const names = path.map((token) => (token === '' ? '""' : token));
  const name = failure.fieldName === 'pointer' ? path.map((token) => `/${token}`).join('') : names.join('.');
  const field = name === '' && location === 'body' ? (failure.bodyField ?? 'body') : name;
  const hidden = failure.neverRepeat?.includes(String(path.at(-1)));
  const message = failure.messages?.[keyword] ?? failure.messages?.['default'];
  return {
    field,
    keyword,
    message: message === undefined ? describeError(keyword, params) : fillPlaceholders(message, params),
    value: hidden || value === undefined ? null : shorten(value, failure.maxValueLength ?? defaultValueLength),
  };
}

function shorten(value: unknown, limit: number): unknown {
  if (typeof value === 'string') return value.slice(0, limit);
  if (typeof value !== 'object' || value === null) return value;
  const text = jsonStart(value, limit + 1);
  return text.length > limit ? text.slice(0, limit) : value;
}

const perError = /\{(?:field|message|value|keyword)\}/;

function renderBody(template: unknown, all: Values, errors: readonly Values[]): unknown {
  if (typeof template === 'string') {
    const placeholder = /^\{(\w+)\}$/.exec(template)?.[1];
    return placeholder !== undefined && placeholder in all ? all[placeholder] : fillPlaceholders(template, all);
  }
  if (Array.isArray(template)) {
    const [item, ...others] = template;
    if (others.length === 0 && perError.test(JSON.stringify(item))) {
      return errors.map((values) => renderBody(item, { ...all, ...values }, [values]));
    }
    return template.map((entry) => renderBody(entry, all, errors));
  }
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, entry]) => [key, renderBody(entry, all, errors)]));
}
