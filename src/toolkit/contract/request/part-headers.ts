import type { EncodingObject, HeaderObject, OpenApiDocument } from '../document/openapi.ts';
import { resolveReference } from '../document/operations.ts';
import type { RequestError } from '../response/validation-failure.ts';
import { violationsOf } from '../schema/fitting.ts';
import { headerReader } from '../schema/header-value.ts';
import type { Part } from './multipart.ts';

/** Validates the headers of parts by their Encoding Objects; Content-Type has a field of its own there. */
export class PartHeaders {
  readonly #document: OpenApiDocument;
  readonly #readers = new WeakMap<HeaderObject, (written: unknown) => unknown>();

  constructor(document: OpenApiDocument) {
    this.#document = document;
  }

  check({ name, headers }: Part, encoding: EncodingObject): RequestError[] {
    return headersOf(this.#document, encoding).flatMap(([header, described]): RequestError[] => {
      const path = [name, header];
      const text = headers.get(header.toLowerCase());
      if (text === undefined) return described.required === true ? [{ in: 'body', path, keyword: 'required' }] : [];
      const read = this.#readers.get(described) ?? headerReader(this.#document, '', described);
      this.#readers.set(described, read);
      const violations =
        described.schema === undefined ? [] : violationsOf(this.#document, read(text), described.schema);
      return violations.map(({ keyword, params }) => ({ in: 'body', path, keyword, params, value: text }));
    });
  }
}

export function headersOf(
  document: OpenApiDocument,
  { headers = {} }: EncodingObject,
): (readonly [string, HeaderObject])[] {
  return Object.entries(headers)
    .filter(([name]) => name.toLowerCase() !== 'content-type')
    .map(([name, written]) => [name, resolveReference<HeaderObject>(document, written)]);
}
