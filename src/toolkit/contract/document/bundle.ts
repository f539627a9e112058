import { ContractError, contractErrorCodes } from './contract-error.ts';
import { copyOf } from './copy.ts';
import { joinPointer } from './json-pointer.ts';
import type { OpenApiDocument } from './openapi.ts';
import { createResolver, loadRedocly, positionOf, sourceOf } from './redocly.ts';
import { displayPath, type SourceFile } from './source.ts';

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

/**
 * Bundles the files of a contract into one document. The contents of other files become components.
 * @throws {ContractError} `reference` if a `$ref` can't be resolved, `remote` if it is an http URL without `allowRemote`
 */
export async function bundle(root: SourceFile, allowRemote: boolean): Promise<Bundle> {
  const redocly = await loadRedocly();
  const document = { source: sourceOf(redocly, root), parsed: copyOf(root.value) as object };
  // Redocly moves the objects that it read into the bundle, so an object's identity tells where it came from.
  const origins = new WeakMap<object, Origin>();
  const record = (uri: string, value: unknown) => recordOrigins(value, uri, '#', origins);
  record(root.uri, document.parsed);
  const resolver = await createResolver(root, document, allowRemote, record);
  const config = await redocly.createConfig({});
  const { bundle, problems } = await redocly
    .bundle({ doc: document, config, externalRefResolver: resolver })
    .catch((cause: Error) => {
      const message = `${displayPath(root.uri)}: the files of this contract can't be bundled: ${cause.message}`;
      throw new ContractError(contractErrorCodes.reference, message, { cause });
    });
  const problem = problems.find(({ severity }) => severity === 'error');
  const cause = resolver.loadError;
  const location = problem?.location[0];
  if (problem && location) {
    const remote = cause instanceof ContractError && cause.code === contractErrorCodes.remote;
    throw new ContractError(
      remote ? contractErrorCodes.remote : contractErrorCodes.reference,
      `this $ref can't be followed. ${cause?.message ?? problem.message}`,
      {
        position: await positionOf(location),
        ...(location.pointer && { pointer: location.pointer }),
        cause,
      },
    );
  }
  if (cause) throw cause;
  return {
    document: bundle.parsed as OpenApiDocument,
    files: resolver.files,
    origins,
  };
}

function recordOrigins(value: unknown, uri: string, pointer: string, origins: WeakMap<object, Origin>): void {
  if (typeof value !== 'object' || value === null || origins.has(value)) return;
  origins.set(value, { uri, pointer });
  for (const [key, child] of Object.entries(value)) {
    recordOrigins(child, uri, joinPointer(pointer, key), origins);
  }
}
