/** A file that was received. */
export interface StoredFile {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly name: string | undefined;
}

const maxFiles = 200;
const maxBytes = 64 * 1024 * 1024;

/** The files that were uploaded, by the path that sends them. The oldest are dropped when there are too many. */
export class StoredFiles {
  readonly #files = new Map<string, StoredFile>();
  /** The paths of files by the ids of what they were uploaded as. */
  readonly #paths = new Map<string, string>();
  #size = 0;

  get(path: string): StoredFile | undefined {
    return this.#files.get(path);
  }

  /** The file that was uploaded last as what has this id. */
  withId(id: unknown): StoredFile | undefined {
    return this.#files.get(this.#paths.get(String(id)) ?? '');
  }

  /** @param id of what it was uploaded as */
  set(path: string, file: StoredFile, id?: unknown): void {
    this.delete(path);
    if (id !== undefined) this.#paths.set(String(id), path);
    this.#files.set(path, file);
    this.#size += file.bytes.length;
    for (const oldest of this.#files.keys()) {
      if (this.#files.size <= maxFiles && this.#size <= maxBytes) break;
      if (oldest !== path) this.delete(oldest);
    }
  }

  delete(path: string): void {
    this.#size -= this.#files.get(path)?.bytes.length ?? 0;
    this.#files.delete(path);
    for (const [id, known] of this.#paths) if (known === path) this.#paths.delete(id);
  }

  adopt(other: StoredFiles): void {
    for (const [path, file] of other.#files) this.set(path, file);
    for (const [id, path] of other.#paths) this.#paths.set(id, path);
  }
}

/** The file in a request: its body, or one of its parts. */
export async function fileIn(body: unknown, mediaType: string | undefined): Promise<StoredFile | undefined> {
  if (body instanceof File)
    return {
      bytes: new Uint8Array(await body.arrayBuffer()),
      mediaType: body.type || 'application/octet-stream',
      name: body.name,
    };
  if (body instanceof Uint8Array)
    return { bytes: body, mediaType: mediaType ?? 'application/octet-stream', name: undefined };
  if (typeof body !== 'object' || body === null) return undefined;
  for (const part of Object.values(body)) {
    const found = await fileIn(part, undefined);
    if (found) return found;
  }
  return undefined;
}

/** What was sent beside the files. */
export function withoutFiles(body: unknown): unknown {
  if (body instanceof File || body instanceof Uint8Array) return undefined;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(
    Object.entries(body).filter(
      ([, part]) => ![part].flat().some((one) => one instanceof File || one instanceof Uint8Array),
    ),
  );
}
