/** What the contract is to those who read it with other tools, and to authors of receivers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { verifyDelivery } from '../../src/receive.ts';
import { loadContract } from '../../src/server.ts';

const file = join(import.meta.dirname, '../../openapi.yaml');
const contract = await loadContract(file);
const exampleOf = (operationId: string, name: string) => {
  const operation = [...contract.operations, ...contract.webhooks].find((each) => each.operationId === operationId);
  const body = operation?.node.requestBody as {
    content: Record<string, { examples: Record<string, { value: unknown }> }>;
  };
  return body.content['application/json']?.examples[name]?.value;
};

const { Secret: secret } = exampleOf('updateWebHookSecret', 'existing') as { Secret: string };
const body = JSON.stringify(exampleOf('deliverWebHook', 'bookingCreated'));
const parameters = (contract.webhooks[0]?.parameters ?? []) as readonly unknown[] as {
  name: string;
  example?: string | number;
  examples?: Record<string, { value: number }>;
}[];
const headers = Object.fromEntries(
  parameters.map(({ name, example, examples }) => [
    name.toLowerCase(),
    String(example ?? examples?.['bookingCreated']?.value),
  ]),
);
const now = new Date(Number(headers['webhook-timestamp']) * 1000);

test.each(['standard', 'nexudus'] as const)("the signature of the contract's example is right: %s", (signature) => {
  const { action, records } = verifyDelivery({ headers, body, secret, signature, now });
  expect([action, JSON.stringify(records)]).toEqual([6, body]);
});

test('readers of YAML 1.1, such as PyYAML and SnakeYAML, find the same in the contract: no On or 2025-01-15 without quotes', () => {
  const text = readFileSync(file, 'utf8');
  expect(load(text, { schema: YAML11_SCHEMA })).toEqual(load(text));
});
