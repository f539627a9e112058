import { expect, test } from '@jest/globals';
import { describePackage } from '../../../../src/toolkit/generate/clients/client-package.ts';

const describe = (info: object, name?: string) => describePackage({ openapi: '3.1.1', info }, name, []);

test.each([
  ['Pet Store API', undefined, 'pet-store-api-client'],
  ['Küche & Café', undefined, 'kuche-cafe-client'],
  ['商店', undefined, 'api-client'],
  [undefined, undefined, 'api-client'],
  ['Pet Store API', '@shop/pets', '@shop/pets'],
])('%j, or else %j, is the package %s', (title, name, wanted) => {
  expect(describe({ title }, name).name).toBe(wanted);
});

test.each([
  ['1.2.3', '1.2.3'],
  [' v2.1 ', '2.1.0'],
  ['7', '7.0.0'],
  ['01.02', '1.2.0'],
  ['1.2.3-beta.1', '1.2.3-beta.1'],
  ['1.2.3+build', '1.2.3'],
  ['2026-11-27', '2026.11.27'],
  ['2026-09-01-preview', '2026.9.1-preview'],
  ['1.2.3.4', '0.0.0'],
  ['latest', '0.0.0'],
  [undefined, '0.0.0'],
])('version %j is %s', (version, wanted) => {
  expect(describe({ version }).version).toBe(wanted);
});

test.each([
  [undefined, undefined],
  [{ name: 'MIT License' }, 'MIT'],
  [{ name: 'apache-2.0' }, 'Apache-2.0'],
  [{ name: 'Apache License, Version 2.0' }, 'Apache-2.0'],
  [{ name: 'In-house' }, undefined],
  [{ name: 'All rights reserved' }, undefined],
  [
    { name: 'Ours', identifier: 'GPL-3.0-only WITH Classpath-exception-2.0' },
    'GPL-3.0-only WITH Classpath-exception-2.0',
  ],
  [{ name: 'Ours', identifier: 'MIT OR apache-2.0' }, 'MIT OR Apache-2.0'],
  [{ name: 'Ours', identifier: 'LicenseRef-Ours AND 0BSD' }, 'LicenseRef-Ours AND 0BSD'],
  [{ name: 'MIT', identifier: 'Ours' }, undefined],
])('licence %j is %s', (license, wanted) => {
  expect(describe(license === undefined ? {} : { license }).license).toBe(wanted);
});
