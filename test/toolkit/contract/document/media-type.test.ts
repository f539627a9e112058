import { expect, test } from '@jest/globals';
import { isXml } from '../../../../src/toolkit/contract/document/media-type.ts';

test.each([
  ['application/xml', true],
  ['text/xml; charset=utf-8', true],
  ['application/problem+XML;charset=utf-8', true],
  ['application/xml-dtd', false],
  ['application/json', false],
])('whether %s is XML: %s', (mediaType, isSo) => {
  expect(isXml(mediaType)).toBe(isSo);
});
