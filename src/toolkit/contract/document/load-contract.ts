import { type Bundle, bundle } from './bundle.ts';
import { ContractError, contractErrorCodes, type Position } from './contract-error.ts';
import { canonicalPointer, joinPointer, pointerTokens } from './json-pointer.ts';
import { locate } from './locate.ts';
import { adviseOnMissing } from './missing-file.ts';
import type { OpenApiDocument } from './openapi.ts';
import { type ContractOperations, listOperations, type Operation } from './operations.ts';
import { withinStack } from './overflow.ts';
import { type PatternPlace, patternsIn } from './patterns.ts';
import type { SourceValue } from './redocly.ts';
import { findBrokenReferences, hasExternalReferences } from './references.ts';
import { displayPath, type SourceFile, toUri } from './source.ts';
import { type SourceOptions, SourceReader } from './source-reader.ts';
import type { Visit } from './walk.ts';
import { type ContractWarning, findWarnings } from './warnings.ts';

/** How {@link loadContract} reads a contract. */
export type LoadOptions = SourceOptions;

/**
 * An OpenAPI 3.0 or 3.1 document that was read and bundled into one, and whose references can all be resolved.
 * Only {@link loadContract} makes one: its class is exported as a type.
 * @example
 * ```ts
 * import { type Contract, loadContract } from 'concordat';
 *
 * const contract: Contract = await loadContract('openapi.yaml');
 * for (const { method, path, operationId } of contract.operations) console.log(method, path, operationId);
 * for (const { pointer, message } of contract.warnings) console.log(await contract.locate(pointer), message);
 * ```
 */
class Contract implements ContractOperations {
  /** The root file: an absolute path or a URL. */
  readonly uri: string;
  readonly version: '3.0' | '3.1';
  /** The bundled document: every `$ref` in it points into it. Must not be changed. */
  readonly document: OpenApiDocument;
  readonly operations: readonly Operation[];
  /** The operations under `webhooks`: requests that the API sends. */
  readonly webhooks: readonly Operation[];
  /** Each `pattern` of its schemas, and each key of their `patternProperties`. */
  readonly patterns: readonly PatternPlace[];
  readonly #bundle: Bundle;
  #warnings: readonly ContractWarning[] | undefined;

  /** @internal */
  constructor(uri: string, bundle: Bundle, patterns: readonly PatternPlace[]) {
    this.uri = uri;
    this.patterns = patterns;
    this.#bundle = bundle;
    this.document = bundle.document;
    this.version = this.document.openapi.startsWith('3.0') ? '3.0' : '3.1';
    const taken = new Set<string>();
    this.operations = listOperations(this.document, 'paths', taken);
    this.webhooks = listOperations(this.document, 'webhooks', taken);
  }

  /** Every file that was read, the root file first: absolute paths and URLs. */
  get files(): readonly string[] {
    return [...this.#bundle.files.keys()];
  }

  /** Mistakes that the toolkit tolerates, though the author may not have meant them. */
  get warnings(): readonly ContractWarning[] {
    if (!this.#warnings) {
      const schemas = Object.keys(this.document.components?.schemas ?? {})
        .map((name) => joinPointer('#/components/schemas', name))
        .filter((pointer) => this.originOf(pointer).pointer === pointer);
      this.#warnings = findWarnings(this, schemas);
    }
    return this.#warnings;
  }

  /** The file, line and column of the value at a pointer into `document`, or of the innermost value around it that exists. */
  async locate(pointer: string): Promise<Position> {
    return locate(this.originOf(pointer));
  }

  /** The file that the value at a pointer into `document` was read from, and the pointer into that file. */
  originOf(pointer: string): SourceValue {
    return originIn(this.uri, this.#bundle, pointer);
  }
}

export type { Contract };

function originIn(root: string, { document, files, origins }: Bundle, pointer: string): SourceValue {
  let uri = root;
  let pointerInFile = '#';
  let value: unknown = document;
  for (const token of pointerTokens(canonicalPointer(document, pointer))) {
    value = (value as Record<string, unknown> | null | undefined)?.[token];
    const known = typeof value === 'object' && value !== null ? origins.get(value) : undefined;
    uri = known?.uri ?? uri;
    pointerInFile = known?.pointer ?? joinPointer(pointerInFile, token);
  }
  return { file: files.get(uri) as SourceFile, pointer: pointerInFile, value };
}

/**
 * Reads an OpenAPI 3.0 or 3.1 document and the files that it references, in YAML or JSON.
 * @param location a path, a `file:` URL, or an http(s) URL
 * @throws {ContractError} with a stable `code`; the message names file, line, column and what to do
 * @see https://spec.openapis.org/oas/v3.1.1.html#openapi-description-structure
 * @example
 * ```ts
 * import { ContractError, contractErrorCodes, loadContract } from 'concordat';
 *
 * try {
 *   await loadContract('openapi.yaml');
 * } catch (error) {
 *   if (error instanceof ContractError && error.code === contractErrorCodes.reference) console.error(error.position);
 * }
 * ```
 */
export async function loadContract(location: string | URL, options: LoadOptions = {}): Promise<Contract> {
  const uri = toUri(location);
  const reader = new SourceReader(uri, options);
  const root = await reader.readRoot(uri, adviseOnMissing);
  const file = displayPath(root.uri);
  checkVersion(root.value, file);
  return withinStack(root.uri, async () => {
    const loaded: Bundle = hasExternalReferences(root.value as OpenApiDocument)
      ? await bundle(root, reader)
      : { document: root.value as OpenApiDocument, files: new Map([[root.uri, root]]), origins: new WeakMap() };
    const patterns: PatternPlace[] = [];
    await checkReferences(root, loaded, (visit) => patterns.push(...patternsIn(visit)));
    return new Contract(root.uri, loaded, patterns);
  });
}

/** @param visit called with each object, which saves a second walk over a large contract */
async function checkReferences({ uri }: SourceFile, loaded: Bundle, visit: (visit: Visit) => void): Promise<void> {
  const [broken, ...others] = findBrokenReferences(loaded.document, visit);
  if (!broken) return;
  const more = others.length === 0 ? '' : ` (and ${others.length} more like it)`;
  throw new ContractError(broken.code, broken.message + more, {
    position: await locate(originIn(uri, loaded, broken.pointer)),
    pointer: broken.pointer,
  });
}

function checkVersion(value: unknown, file: string): asserts value is OpenApiDocument {
  const refuse = (message: string): never => {
    throw new ContractError(contractErrorCodes.unsupported, `${file}: ${message}`);
  };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse('this is not an OpenAPI document: the top level must be an object');
  }
  const { openapi, swagger } = value as {
    openapi?: unknown;
    swagger?: unknown;
  };
  if (swagger !== undefined) {
    refuse(
      `this is Swagger ${swagger}. Concordat reads OpenAPI 3.0 and 3.1: convert it first, for example with swagger2openapi`,
    );
  }
  if (openapi === undefined)
    refuse('this is not an OpenAPI document: it has no field "openapi", such as "openapi: 3.1.1"');
  if (typeof openapi !== 'string') {
    refuse(`the field "openapi" is ${JSON.stringify(openapi)}, and must be a string such as "3.1.1"`);
  }
  if (!/^3\.[01](\.|$)/.test(openapi as string)) {
    refuse(`this is OpenAPI ${openapi}. Concordat reads OpenAPI 3.0 and 3.1`);
  }
}
