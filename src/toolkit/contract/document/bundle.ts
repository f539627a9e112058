import { ContractError, type ContractErrorCode, contractErrorCodes } from './contract-error.ts';
import { copyOf } from './copy.ts';
import { joinPointer, pointerTokens, valueAt } from './json-pointer.ts';
import type { OpenApiDocument } from './openapi.ts';
import { createResolver, loadRedocly, positionOf, sourceOf, withoutPlugins } from './redocly.ts';
import { displayPath, type SourceFile } from './source.ts';
import type { SourceReader } from './source-reader.ts';

/** The file and the pointer into it where an object of the bundled document was read. */
export interface Origin {
  readonly uri: string;
  readonly pointer: string;
}

export interface Bundle {
  readonly document: OpenApiDocument;
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly origins: WeakMap<object, Origin>;
}

/** Codes that say more than that a reference can't be followed. */
const own: readonly ContractErrorCode[] = [
  contractErrorCodes.remote,
  contractErrorCodes.outside,
  contractErrorCodes.limit,
];

/**
 * Bundles the files of a contract into one document. The contents of other files become components.
 * @throws {ContractError} `reference` if a `$ref` can't be resolved; `remote`, `outside` or `limit` if it may not be read
 */
export async function bundle(root: SourceFile, reader: SourceReader): Promise<Bundle> {
  const redocly = await loadRedocly();
  const document = { source: sourceOf(redocly, root), parsed: copyOf(root.value) as object };
  // Redocly moves the objects that it read into the bundle, so an object's identity tells where it came from.
  const origins = new WeakMap<object, Origin>();
  const inherited: InheritedReference[] = [];
  const record = (uri: string, value: unknown) => recordOrigins(value, uri, '#', origins, inherited);
  record(root.uri, document.parsed);
  const resolver = await createResolver(root, document, reader, record);
  const config = await redocly.createConfig({}, { configPath: withoutPlugins });
  const { bundle, problems } = await redocly
    .bundle({ doc: document, config, externalRefResolver: resolver })
    .catch((cause: Error) => {
      if (cause instanceof RangeError) throw cause;
      const message = `${displayPath(root.uri)}: the files of this contract can't be bundled: ${cause.message}`;
      throw new ContractError(contractErrorCodes.reference, message, { cause });
    });
  const problem = problems.find(({ severity }) => severity === 'error');
  const cause = resolver.loadError;
  const location = problem?.location[0];
  if (problem && location) {
    throw new ContractError(
      cause instanceof ContractError && own.includes(cause.code) ? cause.code : contractErrorCodes.reference,
      `this $ref can't be followed. ${cause?.message ?? problem.message}`,
      {
        position: await positionOf(location),
        ...(location.pointer && { pointer: location.pointer }),
        cause,
      },
    );
  }
  if (cause) throw cause;
  for (const { uri, pointer, $ref } of inherited) {
    const [file = '', fragment = ''] = $ref.split('#');
    const target = resolver.files.get(file === '' ? uri : resolver.resolveExternalRef(uri, file));
    if (valueAt(target?.value, `#${fragment}`) !== undefined) continue;
    const source = sourceOf(redocly, resolver.files.get(uri) as SourceFile);
    const position = await positionOf({ source, pointer });
    const message = `$ref ${$ref} has no target`;
    throw new ContractError(contractErrorCodes.reference, message, { position, pointer });
  }
  return {
    document: bundle.parsed as OpenApiDocument,
    files: resolver.files,
    origins,
  };
}

/** A `$ref` with a name that every object inherits, such as `constructor`: Redocly follows it to JavaScript's own. */
interface InheritedReference extends Origin {
  readonly $ref: string;
}

function recordOrigins(
  value: unknown,
  uri: string,
  pointer: string,
  origins: WeakMap<object, Origin>,
  inherited: InheritedReference[],
): void {
  if (typeof value !== 'object' || value === null || origins.has(value)) return;
  origins.set(value, { uri, pointer });
  for (const [key, child] of Object.entries(value)) {
    if (
      key === '$ref' &&
      typeof child === 'string' &&
      pointerTokens(child).some((token) => token in Object.prototype)
    ) {
      inherited.push({ uri, pointer, $ref: child });
    }
    recordOrigins(child, uri, joinPointer(pointer, key), origins, inherited);
  }
}
