import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { explanations } from '../../check/findings/codes.ts';
import type { Explanation } from '../../check/findings/explanation.ts';
import { CheckError, checkErrorCodes } from '../../check/http/check-error.ts';
import type { CheckReport } from '../../check/index.ts';
import { plainJson } from '../../encoding/plain.ts';
import { renderHtml } from './html.ts';
import { renderJunit } from './junit.ts';
import { renderSarif } from './sarif.ts';

/** The formats of reports of contract tests. */
export const reportFormats = {
  junit: renderJunit,
  json: (report: CheckReport) => plainJson(report),
  sarif: ({ findings }: CheckReport) =>
    renderSarif(findings, (rule) => (explanations as Record<string, Explanation>)[rule]),
  html: renderHtml,
} as const;

export type ReportFormat = keyof typeof reportFormats;

/** A report to be written, and where to. */
export interface ReportTarget {
  readonly format: ReportFormat;
  readonly file: string;
}

/** Makes sure, before a run, that its reports can be written. @throws {CheckError} */
export async function prepareReports(targets: readonly ReportTarget[]): Promise<void> {
  for (const { file } of targets) {
    try {
      await mkdir(dirname(file), { recursive: true });
      const handle = await open(file, 'a');
      await handle.close();
    } catch (cause) {
      const message = `the report ${file} cannot be written: ${(cause as Error).message}`;
      throw new CheckError(checkErrorCodes.report, message, { cause });
    }
  }
}

export async function writeReports(report: CheckReport, targets: readonly ReportTarget[]): Promise<void> {
  for (const { format, file } of targets) await writeFile(file, reportFormats[format](report).text);
}
