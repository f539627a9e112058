import { expect, test } from '@jest/globals';
import {
  fillTemplate,
  shapeOfTemplate,
  variableNames,
} from '../../../../src/toolkit/contract/document/path-template.ts';

test.each<[template: string, names: string[], shape: string, filled: string]>([
  ['/pets', [], '/pets', '/pets'],
  ['/pets/{petId}', ['petId'], '/pets/{}', '/pets/<petId>'],
  ['/{a}.{b}/x{a}', ['a', 'b', 'a'], '/{}.{}/x{}', '/<a>.<b>/x<a>'],
  ['/{pet-id}/{$}', ['pet-id', '$'], '/{}/{}', '/<pet-id>/<$>'],
  ['/{}', [''], '/{}', '/<>'],
  ['/{open', [], '/{open', '/{open'],
])('%s', (template, names, shape, filled) => {
  expect(variableNames(template)).toEqual(names);
  expect(shapeOfTemplate(template)).toBe(shape);
  expect(fillTemplate(template, (name) => `<${name}>`)).toBe(filled);
});
