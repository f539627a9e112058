import type { Operation } from '../../../contract/document/operations.ts';
import type { ReadRequest } from '../../../contract/request/request-reader.ts';
import type { MockOperations } from '../../mock-operations.ts';
import type { MockedResources } from '../lists/listed-resources.ts';
import type { Outcome } from '../record-requests.ts';
import type { SentRequest } from '../record-responses.ts';
import type { ResourceState } from '../resource-state.ts';
import { AttachedFile } from './attached-file.ts';
import { FileState } from './file-state.ts';
import { StoredFiles } from './stored-files.ts';

/** The files of a contract's operations: what receives them, and what sends them again. */
export class FileTransfers {
  readonly #files = new StoredFiles();
  readonly #uploads = new Map<Operation, FileState>();
  readonly #downloads = new Map<Operation, FileState | AttachedFile>();

  /** @param isTaken whether an operation changes something else: files in it are not looked at */
  constructor(
    { uploads, attached }: Pick<MockedResources, 'uploads' | 'attached'>,
    states: readonly ResourceState[],
    operations: MockOperations,
    isTaken: (operation: Operation) => boolean,
  ) {
    for (const upload of uploads) {
      const state = states.find((one) => one.resource.operations.get('create')?.operation === upload.operation);
      if (!state && isTaken(upload.operation)) continue;
      const file = new FileState(upload, state, operations, this.#files);
      this.#uploads.set(upload.operation, file);
      for (const download of upload.downloads) this.#downloads.set(download, file);
    }
    for (const { operation, resource } of attached) {
      const state = states.find((one) => one.resource === resource);
      if (state && !this.#downloads.has(operation))
        this.#downloads.set(operation, new AttachedFile(state, operations, this.#files));
    }
  }

  receives(operation: Operation): boolean {
    return this.#uploads.has(operation);
  }

  /** @returns undefined where the request has no file, or there is none to send */
  async handle(operation: Operation, request: ReadRequest, sent: SentRequest): Promise<Outcome | undefined> {
    return (
      this.#uploads.get(operation)?.receive(request, sent) ?? this.#downloads.get(operation)?.send(operation, request)
    );
  }

  /** Takes over the files of an older contract, or of another session. */
  adopt(older: FileTransfers): void {
    this.#files.adopt(older.#files);
  }
}
