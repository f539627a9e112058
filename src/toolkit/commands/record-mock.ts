import { existsSync } from 'node:fs';
import { plain } from '../encoding/plain.ts';
import { MockError, mockErrorCodes } from '../mock/mock-error.ts';
import type { Mock } from '../mock/mock-options.ts';
import type { CommandContext } from './context.ts';
import { print, printError } from './output.ts';
import { prepareFile, replaceFile } from './reports/write-report.ts';

/** In milliseconds: a mock that is killed loses what was recorded since. */
const writeIntervalMs = 1000;

/** Writes what a mock records to a file of its own. */
export class RecordingFile {
  readonly #context: CommandContext;
  readonly #file: string;
  #cancel: (() => void) | undefined;
  #written = '';

  private constructor(context: CommandContext, file: string) {
    this.#context = context;
    this.#file = file;
  }

  /** @throws {MockError} `MOCK_RECORD` if the file exists or can't be written */
  static async prepare(context: CommandContext, file: string): Promise<RecordingFile> {
    const refuse = (problem: string, cause?: unknown) =>
      new MockError(mockErrorCodes.record, `${file}: ${problem}: name another file with --record-to`, { cause });
    if (existsSync(file)) throw refuse('a recording does not replace a file that is there');
    await prepareFile(file).catch((cause: Error) => {
      throw refuse(cause.message, cause);
    });
    return new RecordingFile(context, file);
  }

  /** Writes soon. */
  schedule(mock: Mock): void {
    this.#cancel ??= this.#context.clock.after(writeIntervalMs, () => {
      this.#cancel = undefined;
      this.write(mock).catch((error: unknown) => printError(this.#context, error));
    });
  }

  /** Writes now. */
  async write(mock: Mock): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    const { dump } = await import('js-yaml');
    const text = dump(mock.recorded());
    if (text === this.#written) return;
    await replaceFile(this.#file, text);
    if (this.#written === '') print(this.#context.stdout, plain`The scenario is written to ${this.#file}\n`);
    this.#written = text;
  }
}
