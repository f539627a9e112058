import { expect, test } from '@jest/globals';
import { setTotals } from '../../../src/toolkit/mock/state/relations/totals.ts';

test.each<[what: string, record: Record<string, unknown>, wanted: object]>([
  [
    'the tax is that of the lines at its rate',
    { lines: [{ quantity: 2, unitPrice: 50 }], subtotal: 1, taxRate: 19, taxAmount: 5, total: 1 },
    { subtotal: 100, taxAmount: 19, total: 119 },
  ],
  [
    'a rate may be a fraction',
    { lines: [{ quantity: 1, price: 10 }], tax_rate: 0.2, tax: '1.00', total: 1 },
    { tax: '2.00', total: 12 },
  ],
  [
    'a total of what each has is their sum',
    { parcels: [{ weight_grams: 400 }, { weight_grams: 600 }], total_weight_grams: 7 },
    { total_weight_grams: 1000 },
  ],
  ['and no sum where not all have it', { parcels: [{ weight: 4 }, {}], totalWeight: 7 }, { totalWeight: 7 }],
])('%s', (_, record, wanted) => {
  setTotals(record, true, () => false);
  expect(record).toMatchObject(wanted);
});
