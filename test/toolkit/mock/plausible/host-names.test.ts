import { expect, test } from '@jest/globals';
import { hostOf } from '../../../../src/toolkit/mock/plausible/person-texts.ts';

test.each<[name: string, host: string]>([
  ["O'Connor - Sons & Co.", 'o-connor-sons-co.example.com'],
  ['Müller & Weiß GmbH', 'muller-weiss-gmbh.example.com'],
  ['Société Générale', 'societe-generale.example.com'],
  [`${'a'.repeat(39)} b`, `${'a'.repeat(39)}.example.com`],
  ['', 'example.com'],
])('the host of %s is %s', (name, host) => expect(hostOf(name)).toBe(host));
