import { Ajv2020, type Options } from 'ajv/dist/2020.js';
import type { OpenApiDocument } from '../document/openapi.ts';
import { addFormats } from './formats.ts';
import { hasInheritedNames } from './json-schema-2020.ts';
import { compilePattern } from './pattern-matcher.ts';

/** The settings of every Ajv. @param document whose schemas it compiles */
export function ajvSettings(document: OpenApiDocument) {
  return {
    ownProperties: hasInheritedNames(document),
    verbose: true,
    strict: false,
    validateSchema: false,
    multipleOfPrecision: 9,
    logger: false,
    code: { regExp: compilePattern },
  } as const satisfies Options;
}

/** Settings with which defaults are filled in. In a branch, Ajv ignores those that it finds in a schema that it has inlined. */
export const fillingDefaults = { useDefaults: true, inlineRefs: false } as const satisfies Options;

/** An Ajv for schemas of 2020-12. What is compiled when it is needed isn't optimized, which takes long. */
export function createAjv(document: OpenApiDocument, options: Options = {}): Ajv2020 {
  const settings = ajvSettings(document);
  const ajv = new Ajv2020({ ...settings, code: { ...settings.code, optimize: false }, ...options });
  addFormats(ajv);
  return ajv;
}
