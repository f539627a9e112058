import { type PlainText, plain } from '../encoding/plain.ts';
import { Encoded } from '../encoding/template.ts';
import type { LoggedRequest } from '../mock/request-log.ts';
import type { CommandContext } from './context.ts';
import { createPaint, inOneLine, print } from './output.ts';

/** Prints a line for each request. Lines that nobody reads in time are left out: the mock doesn't wait for a terminal. */
export function createRequestPrinter({ stdout, env }: CommandContext): (request: LoggedRequest) => void {
  const paint = createPaint(stdout, env);
  let lines: PlainText[] = [];
  let left = 0;
  const flush = () => {
    if (left > 0) lines.push(plain`… and ${left} more requests\n`);
    print(stdout, new Encoded('plain', lines.map(({ text }) => text).join('')));
    lines = [];
    left = 0;
  };
  return (request) => {
    if (stdout.writableNeedDrain) {
      left++;
      return;
    }
    if (lines.length === 0) setImmediate(flush);
    lines.push(lineOf(request, paint));
  };
}

function lineOf(
  { time, method, url, session, operationId, status, ms, errors }: LoggedRequest,
  paint: ReturnType<typeof createPaint>,
): PlainText {
  const verdict = errors.length > 0 ? ` ${inOneLine(errors.join('; '))}` : operationId ? '' : ' is not in the contract';
  const of = session === undefined ? '' : ` (session ${session})`;
  const shown = paint(status < 400 ? 'green' : 'red', String(status));
  const about = paint('dim', `${operationId ?? '–'}${of} ${ms} ms`);
  return plain`${time.slice(11, 19)} ${method.padEnd(6)} ${inOneLine(url)} ${shown} ${about}${verdict}\n`;
}
