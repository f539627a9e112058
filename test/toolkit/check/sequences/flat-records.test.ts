import { expect, test } from '@jest/globals';
import { paths, server } from '../../flat-records.ts';
import { check, contractOf } from '../with-server.ts';

const describe = ({ rule, message }: { rule: string; message: string }) => `${rule}: ${message}`;

test('records that are created below another one, and read elsewhere, are found', async () => {
  const { findings, coverage } = await check(await contractOf(paths), server());
  expect(findings.map(describe)).toEqual([]);
  expect(coverage.operations.filter(({ succeeded }) => !succeeded)).toEqual([]);
});

test('the same record for every id is a finding, although nothing was written into it', async () => {
  const { findings } = await check(await contractOf(paths), server(true));
  expect(findings.map(describe)).toEqual([
    expect.stringMatching(
      /^not-read-back: getOrder reads the same record, with the id [\da-f-]{36}, as for another id$/,
    ),
  ]);
});
