import { wordsOf } from '../../plausible/words.ts';
import type { MockRecord } from '../records/mock-record.ts';

const places = '(seats?|places?|spots?|slots?|capacity|tickets?|units?|participants?|attendees?)';
const room = new RegExp(`^((max|maximum|total) )?(capacity|${places})( total| count)?$`);
const taken = new RegExp(
  `^(booked|reserved|occupied|taken|registered|enrolled|sold|booking|reservation|registration|enrolment|enrollment|participant|attendee)( ${places})?( count)?$`,
);
const left = new RegExp(
  `^(available|remaining|free|left|open)( ${places})?( count)?$|^${places} (available|remaining|free|left)$`,
);
const full = /^(is )?(sold out|fully booked|booked up|full)$/;

/** Makes the places that are left those that are not taken, where a record has all three numbers. */
export function setPlacesLeft(record: MockRecord, isFilled: boolean, isSettable: (name: string) => boolean): void {
  const names = Object.keys(record);
  const find = (pattern: RegExp) =>
    names.find((name) => typeof record[name] === 'number' && pattern.test(wordsOf(name)));
  const [all, used, free] = [room, taken, left].map(find);
  if (all === undefined || used === undefined || free === undefined || free === used) return;
  if (!isFilled && isSettable(free)) return;
  const rest = Math.max(0, (record[all] as number) - (record[used] as number));
  record[free] = rest;
  const flag = names.find((name) => typeof record[name] === 'boolean' && full.test(wordsOf(name)));
  if (flag !== undefined && (isFilled || !isSettable(flag))) record[flag] = rest === 0;
}
