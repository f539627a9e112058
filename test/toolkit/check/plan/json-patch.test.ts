import { expect, test } from '@jest/globals';
import { applicablePatches } from '../../../../src/toolkit/check/plan/json-patch.ts';

test('a patch of what names a record is the last one that is tried', () => {
  const created = { id: 'a', ownerId: 'b', tags: ['c'], label: 'd', size: 1 };
  const patched = [...applicablePatches(created)].map((steps) => steps.map((step) => (step as { path: string }).path));
  expect(patched).toEqual([['/label'], ['/size'], ['/id'], ['/ownerId'], []]);
});
