/** Which words of a create say that a thing is had by one record alone. */
import { expect, test } from '@jest/globals';
import { heldIn } from '../../../../src/toolkit/contract/resource/held-things.ts';

const called = (...calledBy: string[]) => calledBy;

test.each<[text: string, calledBy: string[], names: string[], isRefusal: boolean, wanted: boolean]>([
  ['An artwork is lent to one borrower at a time: otherwise 409', called('/loans'), ['artwork_id'], false, true],
  ['A seat is sold once for each event (409). Others get 422.', called('buyTicket'), ['event_id', 'seat'], false, true],
  ['The seat is taken.', called('/bookings'), ['seat'], true, true],
  ['The vehicle is already rented', called('rentVehicle'), ['vehicleId'], true, true],
  ['The desk was already assigned.', called('/assignments'), ['desk'], true, true],
  ['The voucher is claimed', called('claimVoucher'), ['voucher_code'], true, true],
  // It isn't the text of the 409, and doesn't name it.
  ['An artwork is lent to one borrower at a time', called('/loans'), ['artwork_id'], false, false],
  // The operation does something else.
  ['The item is already sold.', called('/bids'), ['itemId'], true, false],
  ['The seat is taken.', called('/messages'), ['seat'], true, false],
  // Something else is meant than what is sent.
  ['The show is sold.', called('buyTicket'), ['seat'], true, false],
  ['The seat is not reserved.', called('/bookings'), ['seat'], true, false],
  ['Only a seat that is reserved can be booked.', called('/bookings'), ['seat'], true, false],
  ['The seat is already booked by another guest.', called('/bookings'), ['seat'], true, false],
  ['The show is sold out.', called('buyTicket'), ['show'], true, false],
  ['All copies of the book are lent.', called('/loans'), ['book'], true, false],
  // There are several.
  ['The book is lent.', called('/loans'), ['book', 'quantity'], true, false],
])('"%s" of %j with %j, of a 409: %s: %s', (text, calledBy, names, isRefusal, wanted) => {
  expect(heldIn(text, { calledBy, names }, isRefusal) !== undefined).toBe(wanted);
});
