/**
 * Runs the contract tests against the mock of one contract, or against a `createApp` whose handlers ask that mock, in a
 * process of its own: `node judge-ourselves.ts FILE mock|app`. Prints one line of JSON.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { Agent, request as send } from 'undici';
import { type CheckReport, type Contract, loadContract, runChecks } from '../../src/index.ts';
import { createMock } from '../../src/mock.ts';
import { createApp, type ServerIncident } from '../../src/server.ts';
import { schemeOf } from '../../src/toolkit/contract/document/credentials.ts';
import { serverPathOf } from '../../src/toolkit/contract/document/server-path.ts';
import { explainError } from './expected-errors.ts';
import type { SelfJudgement } from './self-judge.ts';

/** Of each operation, besides the deterministic requests. */
const cases = 1;

const [, , file = '', side = 'mock'] = process.argv;
/** While the process is busy, the mock may close a connection that is being used again. */
const dispatcher = new Agent({ pipelining: 0 });
const contract = await loadContract(file);
const mock = await createMock({ contract, seed: 1 });
/** What made the app respond with a 500. */
const failures: string[] = [];
const url = side === 'app' ? await serveApp(contract, mock.url) : mock.url;
// Both halves are in one process: while one of them is busy, the other one can't respond.
const { findings, requests } = await runChecks({ contract, url, cases, timeout: 120_000 }).catch(nothingToTest);
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
const errors = findings
  .filter(({ severity }) => severity === 'error')
  .map((finding) => ({
    rule: finding.rule,
    reason: explainError(contract, finding),
    message: finding.message + causeOf(finding),
  }));
const judgement: SelfJudgement = {
  requests,
  // Other processes may have the machine as well.
  cpuSeconds: Math.round((userCPUTime + systemCPUTime) / 1e5) / 10,
  megabytes: Math.round(maxRSS / 1024),
  errors,
};
console.log(JSON.stringify(judgement));
process.exit();

function causeOf({ answer }: CheckReport['findings'][number]): string {
  return answer?.status === 500 && failures[0] !== undefined
    ? ` (the first of ${failures.length}: ${failures[0]})`
    : '';
}

/** A contract without operations ends the tests, as it should. */
function nothingToTest(error: Error): Pick<CheckReport, 'findings' | 'requests'> {
  if ('code' in error && error.code === 'CHECK_EMPTY' && contract.operations.length === 0)
    return { findings: [], requests: 0 };
  throw error;
}

/** @returns where the app is */
async function serveApp(served: Contract, mockUrl: string): Promise<string> {
  const handle = async (
    _request: unknown,
    { request, bytes }: { request: import('express').Request; bytes?: Buffer },
  ) => {
    const { host: _host, 'content-length': _length, 'content-encoding': _coding, ...headers } = request.headers;
    const options = {
      method: request.method as 'GET',
      headers: headers as Record<string, string>,
      body: bytes ?? null,
      dispatcher,
    };
    const { statusCode, headers: received, body } = await send(mockUrl + request.originalUrl, options);
    const { 'content-type': mediaType, 'content-length': _size, connection: _, date: _date, ...others } = received;
    const content = Buffer.from(await body.arrayBuffer());
    return {
      status: statusCode,
      headers: others,
      ...(content.length > 0 && { mediaType, body: bodyOf(content, String(mediaType)) }),
    };
  };
  const handlers = Object.fromEntries(served.operations.map(({ operationId }) => [operationId, handle]));
  // Also those that the contract forgot to describe.
  const schemes = served.operations.flatMap(({ security }) =>
    security.flatMap((requirement) => Object.keys(requirement)),
  );
  // A certificate is known to what accepts the connection, and no value that the app sees.
  const isOfConnection = (name: string) => schemeOf(served, name)?.type === 'mutualTLS';
  const security = Object.fromEntries(
    schemes.map((name) => [name, ({ value }: { value?: string }) => (isOfConnection(name) || value) && {}]),
  );
  const app = createApp({
    contract: served,
    handlers,
    security,
    responses: 'report',
    onError: ({ status, error }: ServerIncident) => status === 500 && failures.push(inspect(error)),
    onWarning() {},
  } as never);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}${serverPathOf(served.document)}`;
}

function bodyOf(content: Buffer, mediaType: string): unknown {
  if (/[/+]json\b/.test(mediaType)) return JSON.parse(content.toString()) as unknown;
  return mediaType.startsWith('text/') ? content.toString() : content;
}
