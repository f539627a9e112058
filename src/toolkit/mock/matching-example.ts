import type { Excerpt } from '../contract/document/excerpt.ts';
import { type RequestExample, requestExamplesOf } from '../contract/document/operation-examples.ts';
import type { ReadRequest } from '../contract/request/request-reader.ts';
import type { Preferences } from './prefer.ts';

/**
 * Makes a function that finds the response example for a request that equals one of the contract's request examples: the
 * example of the same name.
 */
export function createExampleMatcher(excerpt: Excerpt): (request: ReadRequest) => Preferences {
  const named = requestExamplesOf(excerpt).filter(({ status }) => /^[2-5]\d\d$/.test(status ?? ''));
  if (named.length === 0) return () => ({});
  return (request) => {
    const found = named.find((example) => isLike(example, request));
    return found?.name === undefined ? {} : { code: Number(found.status), example: found.name };
  };
}

function isLike({ parameters, body }: RequestExample, request: ReadRequest): boolean {
  for (const [{ name, in: location }, value] of parameters) {
    const sent = { path: request.path, query: request.query, header: request.headers, cookie: request.cookies }[
      location
    ];
    if (!isSame(sent[name], value)) return false;
  }
  return body === undefined || isSame(request.body, body.value);
}

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [names, others] = [Object.keys(a), Object.keys(b)];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    names.length === others.length &&
    names.every((name) => isSame((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]))
  );
}
