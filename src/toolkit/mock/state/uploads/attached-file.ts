import type { Operation } from '../../../contract/document/operations.ts';
import type { ReadRequest } from '../../../contract/request/request-reader.ts';
import type { OperationResponse } from '../../../contract/response/response.ts';
import type { MockOperations } from '../../mock-operations.ts';
import { wordsOf } from '../../plausible/words.ts';
import type { ResourceState } from '../resource-state.ts';
import { sendFile } from './file-state.ts';
import type { StoredFiles } from './stored-files.ts';

const references =
  /\b(file|upload|attachment|document|image|photo|picture|media|asset|video|blob|scan|avatar|content)s? (id|uuid|key|ref|token)$/;

/** The file of a record that says which it is: `/documents/7/content` where document 7 has the `uploadId` of one. */
export class AttachedFile {
  readonly #state: ResourceState;
  readonly #operations: MockOperations;
  readonly #files: StoredFiles;

  /** @param state of the records that the downloads' paths are below */
  constructor(state: ResourceState, operations: MockOperations, files: StoredFiles) {
    this.#state = state;
    this.#operations = operations;
    this.#files = files;
  }

  /**
   * @param download one of those that send the file
   * @returns undefined if the record has no such file
   */
  async send(download: Operation, request: ReadRequest): Promise<OperationResponse | undefined> {
    const id = this.#state.resource.operations.get('read')?.id?.name ?? '';
    const record = (await this.#state.openAt(request.path))?.record(request.path[id]);
    for (const [name, value] of Object.entries(record ?? {})) {
      const file = references.test(wordsOf(name)) ? this.#files.withId(value) : undefined;
      if (file) return sendFile(this.#operations.get(download), file);
    }
    return undefined;
  }
}
