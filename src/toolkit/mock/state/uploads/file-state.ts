import { replaceAt } from '../../../contract/document/json-pointer.ts';
import type { Operation } from '../../../contract/document/operations.ts';
import { fillPath, fillTemplate, pathText, variableNames } from '../../../contract/document/path-template.ts';
import type { ReadRequest } from '../../../contract/request/request-reader.ts';
import type { OperationResponse } from '../../../contract/response/response.ts';
import type { MockOperation } from '../../mock-operation.ts';
import type { MockOperations } from '../../mock-operations.ts';
import type { PathValues } from '../collections.ts';
import type { Outcome } from '../record-requests.ts';
import type { SentRequest } from '../record-responses.ts';
import type { MockRecord } from '../records/mock-record.ts';
import type { ResourceState } from '../resource-state.ts';
import { fileFacts } from './file-facts.ts';
import { fileIn, type StoredFile, type StoredFiles, withoutFiles } from './stored-files.ts';
import type { Upload } from './uploads.ts';

/** Stores the files that an operation receives, and sends them by another. */
export class FileState {
  readonly #upload: Upload;
  readonly #state: ResourceState | undefined;
  readonly #operations: MockOperations;
  readonly #files: StoredFiles;

  /** @param state the records that the upload creates; undefined if it creates none */
  constructor(upload: Upload, state: ResourceState | undefined, operations: MockOperations, files: StoredFiles) {
    this.#upload = upload;
    this.#state = state;
    this.#operations = operations;
    this.#files = files;
  }

  /** @returns undefined if there is no file in the request, or the contract doesn't say what is made of it */
  async receive(request: ReadRequest, sent: SentRequest): Promise<Outcome | undefined> {
    const file = await fileIn(request.body, request.mediaType);
    if (!file) return undefined;
    const { operation, id: variable } = this.#upload;
    if (!this.#state) {
      const path = this.#downloadPath(request.path, undefined);
      if (path !== undefined) this.#files.set(path, file);
      const plain = await this.#operations.get(operation).respond(sent.accept, { dynamic: false });
      return { ...plain, body: this.#described(plain.body, file, this.#urlTo(path, request, sent)) };
    }
    const fields = withoutFiles(request.body);
    let record: MockRecord | undefined;
    const made = await this.#state.handle('create', { ...request, body: fields }, sent, (created) => {
      record = created;
    });
    const open = await this.#state.openAt(request.path);
    if (typeof made !== 'object' || !('status' in made) || !record || !open) return made;
    const { maker, idProperty } = open;
    const id = record[idProperty];
    const path = this.#downloadPath(request.path, variable === undefined ? undefined : id);
    this.#files.set(path ?? `${operation.path} ${String(id)}`, file, id);
    const url = this.#urlTo(path, request, sent);
    const described = open.change(id, (current) => {
      let next = current;
      const given = new Set(Object.keys((fields ?? {}) as object));
      const names = maker.properties.filter((name) => name !== idProperty && !given.has(name));
      for (const [name, value] of Object.entries(fileFacts(names, file, url))) {
        const changed = { ...next, [name]: value };
        if (maker.isSound(changed)) next = changed;
      }
      return next;
    });
    return typeof described === 'object' ? withRecord(made, record, described) : made;
  }

  /**
   * @param download one of those that send its files
   * @returns undefined if no file was uploaded there
   */
  async send(download: Operation, request: ReadRequest): Promise<Outcome | undefined> {
    const { downloads, id: variable } = this.#upload;
    const [first] = downloads;
    if (!first) return undefined;
    const values = variableNames(download.path).map((name) => request.path[name]);
    const path = Object.fromEntries(variableNames(first.path).map((name, index) => [name, values[index]]));
    if (
      this.#state &&
      variable !== undefined &&
      variableNames(this.#state.resource.path).every((name) => name in path)
    ) {
      const open = await this.#state.openAt(path);
      const record = open?.change(path[variable], (current) => current);
      // Elsewhere, other records may have ids of files that nobody has uploaded.
      if (typeof record === 'string' && first.path.startsWith(this.#upload.operation.path)) return record;
    }
    const file = this.#files.get(fillPath(first.path, path));
    return file && sendFile(this.#operations.get(download), file);
  }

  #downloadPath(path: PathValues, id: unknown): string | undefined {
    const {
      downloads: [download],
      id: variable,
    } = this.#upload;
    if (!download || (variable !== undefined && id === undefined)) return undefined;
    return fillTemplate(download.path, (name) => pathText(name === variable ? id : path[name]));
  }

  /** The URL of a path, below the server that the request was sent to. */
  #urlTo(path: string | undefined, request: ReadRequest, { url }: SentRequest): string | undefined {
    if (path === undefined || !URL.canParse(url)) return undefined;
    const own = fillTemplate(this.#upload.operation.path, (name) => encodeURIComponent(pathText(request.path[name])));
    const { origin, pathname } = new URL(url);
    const base = pathname.endsWith(own) ? pathname.slice(0, -own.length) : '';
    return `${origin}${base}${path.split('/').map(encodeURIComponent).join('/')}`;
  }

  #described(body: unknown, file: StoredFile, url: string | undefined): unknown {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
    return { ...body, ...fileFacts(Object.keys(body), file, url) };
  }
}

/** A file as an operation sends it. */
export async function sendFile(download: MockOperation, file: StoredFile): Promise<OperationResponse> {
  const { status, headers } = await download.respond(undefined, { dynamic: false });
  return {
    status,
    headers: { ...headers, ...disposition(headers, file) },
    mediaType: file.mediaType,
    body: file.bytes,
  };
}

function disposition(headers: OperationResponse['headers'] = {}, { name }: StoredFile): Record<string, string> {
  const header = Object.keys(headers).find((one) => /^content-disposition$/i.test(one));
  return header === undefined || name === undefined
    ? {}
    : { [header]: `attachment; filename="${name.replaceAll('"', '')}"` };
}

/** A response with another record in place of one. */
function withRecord(response: OperationResponse, record: MockRecord, other: MockRecord): OperationResponse {
  const { body } = response;
  if (body === record) return { ...response, body: other };
  const [name] = Object.entries((body ?? {}) as object).find(([, value]) => value === record) ?? [];
  return name === undefined ? response : { ...response, body: replaceAt(body, [name], other) };
}
