import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type CheckReport, loadContract, runChecks } from '../../../src/index.ts';
import { createMock } from '../../../src/mock.ts';
import { createApp, type OperationResponse, type ServerIncident } from '../../../src/server.ts';
import { serve } from '../../serve.ts';

const contract = await loadContract(join(import.meta.dirname, 'all-styles.yaml'));

interface Read {
  readonly path: object;
  readonly query: object;
  readonly headers: object;
  readonly cookies: object;
  readonly body?: unknown;
}

/** What was read, without files. */
function echo({ path, query, headers, cookies, body }: Read): OperationResponse {
  const isFields = typeof body === 'object' && body !== null && !(body instanceof Uint8Array);
  const fields = isFields ? Object.entries(body).filter(([, field]) => !isFile(field)) : [];
  const value = isFields || body instanceof Uint8Array ? {} : { body };
  return { status: 200, body: { ...path, ...cookies, ...headers, ...query, ...value, ...Object.fromEntries(fields) } };
}

function isFile(value: unknown): boolean {
  return [value].flat().some((item) => item instanceof Blob);
}

function foundBy({ findings }: CheckReport): string[] {
  return findings.map(({ rule, operations, message }) => `${rule} ${operations}: ${message}`);
}

const options = { contract, cases: 5, seed: 1 };

test('the tests, the mock and the server agree on every style: the mock', async () => {
  const mock = await createMock({ contract, port: 0 });
  try {
    const report = await runChecks({ ...options, url: mock.url });
    expect(foundBy(report)).toEqual([]);
    expect(report.coverage.operations.filter(({ succeeded }) => !succeeded)).toEqual([]);
  } finally {
    await mock.close();
  }
});

test('the tests, the mock and the server agree on every style: the server', async () => {
  const incidents: ServerIncident[] = [];
  const handlers = Object.fromEntries(contract.operations.map(({ operationId }) => [operationId, echo]));
  const app = createApp({ contract, handlers, onError: (incident) => incidents.push(incident) });
  await serve(app, async (url) => {
    const report = await runChecks({ ...options, url });
    expect(foundBy(report)).toEqual([]);
    expect(report.coverage.operations.filter(({ succeeded }) => !succeeded)).toEqual([]);
  });
  expect(incidents.map(({ message }) => message)).toEqual([]);
});
