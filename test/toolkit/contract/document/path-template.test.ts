import { expect, test } from '@jest/globals';
import {
  fillPath,
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

test.each<[value: unknown, path: string]>([
  [7, '/a/7'],
  [7n, '/a/7'],
  ['x y', '/a/x y'],
  [[1, 'b'], '/a/[1,"b"]'],
  [{ b: 1 }, '/a/{"b":1}'],
  [null, '/a/'],
  [undefined, '/a/'],
])('with %p, a path is %s', (value, path) => {
  expect(fillPath('/a/{id}', { id: value })).toBe(path);
});
