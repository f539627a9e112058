import { expect, test } from '@jest/globals';
import { CodedError } from '../../../../src/toolkit/contract/document/coded-error.ts';

class ShopError extends CodedError<'SHOP_CLOSED'> {}

test('an error has a code, its cause, and what else is wrong', () => {
  const cause = new Error('no key');
  const more = { message: 'closed', code: 'SHOP_CLOSED', cause, details: ['dark as well'] };
  expect(new ShopError('SHOP_CLOSED', 'closed', { cause, details: ['dark as well'] })).toMatchObject(more);
  const alone = new ShopError('SHOP_CLOSED', 'closed');
  expect(alone.details).toEqual([]);
  expect(alone).not.toHaveProperty('cause');
});
