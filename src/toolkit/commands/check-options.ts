import { type Command, InvalidArgumentError } from 'commander';
import { CheckError, checkErrorCodes } from '../check/http/check-error.ts';
import type { SentRequest } from '../check/http/client.ts';
import type { CheckOptions } from '../check/run-checks.ts';
import { readRegularFile } from '../contract/document/local-file.ts';
import { plain } from '../encoding/plain.ts';
import { hideCredentials } from '../encoding/url.ts';
import type { CommandContext } from './context.ts';
import { type ContractOptions, collect, loadOptionsOf } from './options.ts';
import { print, printWarnings } from './output.ts';
import { findPassword } from './password.ts';
import { withProgress } from './progress.ts';

/** The options of every command that sends requests to a server. */
export interface ServerOptions {
  readonly seed?: number;
  readonly operation: string[];
  readonly header: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly password?: string;
  readonly login?: string;
  readonly loginToken?: string;
  readonly timeout?: number;
  readonly allowTarget: string[];
  readonly formats: boolean;
  readonly verbose?: boolean;
}

export function withServerOptions(command: Command): Command {
  return command
    .option('--seed <number>', 'the same seed sends the same requests (default: 1)', parseCount)
    .option('--operation <id>', 'only this operation; may be repeated', collect, [])
    .option(
      '--header <line>',
      "a header of each request, such as 'Authorization: Bearer …'; may be repeated",
      collectHeader,
      {},
    )
    .option('--user <name>', "sign in through the contract's password flow, or basic authentication")
    .option('--password <text>', 'the password; better in CONCORDAT_PASSWORD, or typed in when asked')
    .option(
      '--login <operation>',
      'sign in through this operation of the contract, with --user, or as its example does',
    )
    .option('--login-token <pointer>', 'where the response to --login has the token, such as /data/token', parsePointer)
    .option('--timeout <time>', 'the maximum time for a response (default: 10s)', parseTime)
    .option(
      '--allow-target <host>',
      'an address, a range or a host that may be tested besides this machine; may be repeated',
      collect,
      [],
    )
    .option('--verbose', 'log each request: method, path, status and milliseconds')
    .option('--no-formats', "don't report a server that accepts values of a wrong format");
}

/** The options of a run that all commands have. */
type RunOptions = Omit<CheckOptions, 'url' | 'budget' | 'cases' | 'baseline'>;

/** Reads the contract, finds the password, and runs a task that sends requests, with its progress shown. */
export async function runWith<T>(
  context: CommandContext,
  { spec, ...options }: ContractOptions & ServerOptions,
  run: (options: RunOptions) => Promise<T>,
): Promise<T> {
  const [{ loadContract }, { withinStack }, { findPatternWarnings }] = await Promise.all([
    import('../contract/document/load-contract.ts'),
    import('../contract/document/overflow.ts'),
    import('../contract/document/patterns.ts'),
  ]);
  const { seed, operation: operations, header: headers, user, timeout, allowTarget: allowTargets, formats } = options;
  const { login, loginToken } = options;
  const password = user === undefined ? undefined : await findPassword(context, user, options.password);
  return withProgress(context, async ({ step, detail }) => {
    step(`reading ${hideCredentials(spec)}`);
    const contract = await loadContract(spec, loadOptionsOf(options));
    const ignored = contract.warnings.filter(({ code }) => code === 'parameter-location-unknown');
    await printWarnings(context, contract, [...findPatternWarnings(contract.patterns), ...ignored]);
    // The spinner would overwrite the lines of the log.
    const how = options.verbose ? { onRequest: logTo(context) } : { onProgress: detail };
    return withinStack(contract.uri, () =>
      run({
        contract,
        seed,
        operations,
        headers,
        user,
        password,
        login,
        loginToken,
        timeout,
        allowTargets,
        formats,
        ...how,
      }),
    );
  });
}

/** A line for each request. */
function logTo({ stderr }: CommandContext): (sent: SentRequest) => void {
  return ({ method, path, status, why, ms }) =>
    print(stderr, plain`${method} ${path} ${status ?? why ?? ''} ${Math.round(ms)} ms\n`);
}

function parsePointer(text: string): string {
  if (!/^#?(\/[^/]*)+$/.test(text)) throw new InvalidArgumentError('It must be a JSON pointer, such as /data/token.');
  return text;
}

export function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

export function parsePercent(text: string): number {
  const percent = /^\d{1,3}(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(percent <= 100)) throw new InvalidArgumentError('It must be a number from 0 to 100.');
  return percent;
}

/** A day, in milliseconds. */
const maxTime = 86_400_000;

/** `30s`, `2m`, `500ms`, in milliseconds. */
export function parseTime(text: string): number {
  const [, number, unit] = /^(\d{1,6})(ms|s|m)$/.exec(text) ?? [];
  const time = Number(number) * { ms: 1, s: 1000, m: 60_000 }[(unit ?? 's') as 'ms' | 's' | 'm'];
  if (!(time >= 1 && time <= maxTime))
    throw new InvalidArgumentError('It must be a time such as 500ms, 30s or 2m, at most a day.');
  return time;
}

function collectHeader(line: string, others: Readonly<Record<string, string>>): Record<string, string> {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):\s*(.*)$/.exec(line) ?? [];
  if (name === undefined || value === undefined || !/^[\t -~\u0080-\u00ff]*$/.test(value))
    throw new InvalidArgumentError("It must be 'Name: value', in characters that HTTP allows.");
  if (/^(content-length|transfer-encoding|connection|keep-alive|upgrade|expect|te|trailer|host)$/i.test(name))
    throw new InvalidArgumentError(`${name} is set for each connection and can't be given.`);
  return { ...others, [name]: value };
}

interface Fingerprinted {
  readonly fingerprint: string;
  readonly also?: readonly Fingerprinted[];
}

const maxBaselineBytes = 256 * 2 ** 20;

/** The fingerprints of a report that an earlier run has written. @throws {CheckError} if it is not such a report */
export async function readBaseline(file: string): Promise<string[]> {
  const refuse = (why: string, cause?: unknown): never => {
    const message = `${file} ${why}: a baseline is written by --report json=${file}`;
    throw new CheckError(checkErrorCodes.baseline, message, { cause });
  };
  let text: string;
  try {
    text = (await readRegularFile(file, maxBaselineBytes)).toString('utf8');
  } catch (cause) {
    return refuse('cannot be read', cause);
  }
  try {
    const { findings, known = [] } = JSON.parse(text) as Record<'findings' | 'known', Fingerprinted[]>;
    return [...findings, ...known].flatMap(({ fingerprint, also = [] }) => [
      fingerprint,
      ...also.map((other) => other.fingerprint),
    ]);
  } catch (cause) {
    return refuse('is not a report', cause);
  }
}
