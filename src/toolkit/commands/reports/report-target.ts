import { appendFile } from 'node:fs/promises';
import { InvalidArgumentError } from 'commander';
import { CheckError, checkErrorCodes } from '../../check/http/check-error.ts';
import { suggest } from '../../contract/document/similar-names.ts';
import type { Encoded } from '../../encoding/template.ts';
import { prepareFile, replaceFile } from './write-report.ts';

/** A report to be written, and where to. */
export interface ReportTarget<Format extends string> {
  readonly format: Format;
  readonly file: string;
}

/** Makes the parser of an option `--report FORMAT=FILE` that may be repeated. */
export function collectReports<Format extends string>(formats: readonly Format[]) {
  return (text: string, others: readonly ReportTarget<Format>[]): ReportTarget<Format>[] => {
    const [, name = '', file] = /^(\w+)=(.+)$/.exec(text) ?? [];
    const format = formats.find((one) => one === name);
    if (format !== undefined && file !== undefined) return [...others, { format, file }];
    const hint = name === '' || format !== undefined ? '' : suggest(name, formats);
    throw new InvalidArgumentError(`It must be FORMAT=FILE, with one of ${formats.join(', ')}${hint || '.'}`);
  };
}

/** Makes sure, before the work, that its reports can be written. @throws {CheckError} */
export async function prepareReports(targets: readonly ReportTarget<string>[]): Promise<void> {
  for (const { file } of targets) await explained(file, () => prepareFile(file));
}

/** Writes each report whole or not at all. A summary is appended, as GitHub's file of a job page is for several. @throws {CheckError} */
export async function writeReports<Format extends string>(
  targets: readonly ReportTarget<Format>[],
  render: (format: Format) => Encoded<string>,
): Promise<void> {
  for (const { format, file } of targets) {
    const { text } = render(format);
    await explained(file, () => (format === 'summary' ? appendFile(file, text) : replaceFile(file, text)));
  }
}

async function explained(file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    const message = `the report ${file} cannot be written: ${(cause as Error).message}`;
    throw new CheckError(checkErrorCodes.report, message, { cause });
  }
}
