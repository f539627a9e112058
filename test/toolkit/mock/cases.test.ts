import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { request } from 'undici';
import { createMock, loadContract, type Mock } from '../../../src/mock.ts';
import { inFolder } from '../../files.ts';

interface Case {
  readonly name: string;
  readonly request: { method?: string; target: string; headers?: Record<string, string>; body?: string };
  readonly wanted: { status: number; headers?: Record<string, string>; body?: unknown };
}

/** Each file has a contract, and requests to its mock with the expected responses: a new case needs no code. */
const folder = join(import.meta.dirname, 'cases');

describe.each(readdirSync(folder))('%s', (file) => {
  const { contract, cases } = load(readFileSync(join(folder, file), 'utf8')) as { contract: object; cases: Case[] };
  let mock: Mock;

  beforeAll(() =>
    inFolder({ 'openapi.json': JSON.stringify(contract) }, async (made) => {
      mock = await createMock({ contract: await loadContract(join(made, 'openapi.json')) });
    }),
  );
  afterAll(() => mock.close());

  test.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, { request: sent, wanted }) => {
    const { method = 'GET', target, headers = {}, body = null } = sent;
    const response = await request(mock.url + target, { method: method as 'GET', headers, body });
    const text = await response.body.text();
    const isJson = /[/+]json/.test(String(response.headers['content-type'])) && text !== '';
    const received = { status: response.statusCode, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    expect(received).toMatchObject(wanted);
  });
});
