import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Ask, withMock } from './with-mock.ts';

const contract = join(import.meta.dirname, 'screenings.yaml');
const mocked = (run: (ask: Ask) => Promise<void>) => withMock(contract, { records: 8 }, run);

interface Money {
  readonly amount: number;
}
interface Hall {
  readonly id: number;
  readonly rows: number;
  readonly seatsPerRow: number;
  readonly seatCount: number;
  readonly seats: readonly { readonly row: string; readonly number: number }[];
}
interface Screening {
  readonly id: number;
  readonly hallId: number;
  readonly price: Money;
  readonly totalSeats: number;
  readonly availableSeats: number;
  readonly soldOut: boolean;
  readonly adult_fare_cents: number;
  readonly child_fare_cents: number;
  readonly runtimeMinutes: number;
}
interface Passenger {
  readonly passenger_no: number;
  readonly type: string;
  readonly date_of_birth?: string;
}

const rounded = (amount: number) => Math.round(amount * 100) / 100;

test('places in rows are as many as there are rows and places in each', () =>
  mocked(async (ask) => {
    for (const { rows, seatsPerRow, seatCount, seats } of (await ask('GET', '/halls')).body as Hall[]) {
      expect([seatCount, seats.length]).toEqual([rows * seatsPerRow, rows * seatsPerRow]);
      expect(new Set(seats.map(({ row, number }) => `${row}${number}`)).size).toBe(seats.length);
      expect(new Set(seats.map(({ row }) => row)).size).toBe(rows);
      expect(Math.max(...seats.map(({ number }) => number))).toBe(seatsPerRow);
    }
  }));

test('what takes place somewhere has the places of there, and is sold out once none is free', () =>
  mocked(async (ask) => {
    const halls: Hall[] = (await ask('GET', '/halls')).body;
    for (const one of (await ask('GET', '/screenings')).body as Screening[]) {
      expect(halls.filter(({ id }) => id === one.hallId).map(({ seatCount }) => seatCount)).toEqual([one.totalSeats]);
      expect(one.availableSeats).toBeLessThanOrEqual(one.totalSeats);
      expect(one.soldOut).toBe(one.availableSeats === 0);
      expect(one.child_fare_cents).toBeLessThanOrEqual(one.adult_fare_cents);
      expect(one.runtimeMinutes).toBeGreaterThanOrEqual(78);
    }
  }));

test('a bound of several prices is of that for adults, and availableOnly of the number', () =>
  mocked(async (ask) => {
    const all: Screening[] = (await ask('GET', '/screenings')).body;
    const most = all.map((one) => one.adult_fare_cents).toSorted((a, b) => a - b)[3] as number;
    const { body: cheap } = await ask('GET', `/screenings?max_fare_cents=${most}`);
    expect(cheap).toEqual(all.filter((one) => one.adult_fare_cents <= most));
    const { body: open } = await ask('GET', '/screenings?available_only=true');
    expect(open).toEqual(all.filter((one) => one.availableSeats > 0));
  }));

test('a booking costs what each place does, and counts its ids', () =>
  mocked(async (ask) => {
    const screenings: Screening[] = (await ask('GET', '/screenings')).body;
    const made = await ask('POST', '/bookings', { screeningId: screenings[2]?.id, seatIds: ['A1', 'A2', 'A3'] });
    expect(made.body.seatCount).toBe(3);
    const { body: bookings } = await ask('GET', '/bookings');
    expect(bookings).toHaveLength(9);
    for (const { screeningId, seatIds, seatCount, unitPrice, totalPrice } of bookings) {
      const { price } = screenings.find(({ id }) => id === screeningId) as Screening;
      expect(seatCount).toBe(seatIds.length);
      expect(unitPrice).toEqual(price);
      expect(totalPrice.amount).toBe(rounded(price.amount * seatIds.length));
    }
  }));

test('a new code is like those that there are, and a reason stays', () =>
  mocked(async (ask) => {
    const { body: bookings } = await ask('GET', '/bookings');
    const { body: made } = await ask('POST', '/bookings', { screeningId: bookings[0].screeningId, seatIds: ['A1'] });
    const shape = (code: string) => code.replaceAll(/\d+/g, '0');
    expect(shape(made.reference)).toBe(shape(bookings[0].reference));
    const { body } = await ask('POST', `/bookings/${made.reference}/cancel`, { reason: 'Ill' });
    expect(body).toMatchObject({ status: 'CANCELLED', cancellationReason: 'Ill' });
  }));

test('what is listed in a record is below it, as many as may be, and what it is sent with as well', () =>
  mocked(async (ask) => {
    const screenings: Screening[] = (await ask('GET', '/screenings')).body;
    const passengers = [
      { first_name: 'Ann', type: 'adult' },
      { first_name: 'Bob', type: 'child' },
      { first_name: 'Cy', type: 'infant' },
    ];
    const { body: made } = await ask('POST', '/trips', { screening_id: screenings[0]?.id, passengers });
    expect(made.passengers).toMatchObject(passengers);
    expect(made.passenger_count).toBe(3);
    const path = `/trips/${made.trip_code}/passengers`;
    const { body: below } = await ask('GET', path);
    expect(below).toEqual(made.passengers);
    expect(new Set(below.map((one: Passenger) => one.passenger_no)).size).toBe(3);
    await ask('POST', path, { first_name: 'Di', type: 'adult' });
    expect((await ask('GET', `/trips/${made.trip_code}`)).body).toMatchObject({ passenger_count: 4 });
    const { body: trips } = await ask('GET', '/trips');
    for (const trip of trips.slice(0, 8)) {
      const { body: all } = await ask('GET', `/trips/${trip.trip_code}/passengers`);
      expect(trip.destination_hall_id).not.toBe(trip.origin_hall_id);
      expect(trip.passengers).toEqual(all);
      expect(trip.passenger_count).toBe(all.length);
      const { adult_fare_cents: adult, child_fare_cents: child } = screenings.find(
        ({ id }) => id === trip.screening_id,
      ) as Screening;
      const fares = { adult, child, infant: 0 } as Readonly<Record<string, number>>;
      expect(trip.total_cents).toBe(all.reduce((sum: number, { type }: Passenger) => sum + (fares[type] ?? 0), 0));
    }
  }));

test('a child is young', () =>
  mocked(async (ask) => {
    const { body: trips } = await ask('GET', '/trips');
    const all: Passenger[] = trips.flatMap((trip: { passengers: Passenger[] }) => trip.passengers);
    const yearMs = 365.25 * 86_400_000;
    for (const { type, date_of_birth: birth = '' } of all.filter((one) => one.date_of_birth)) {
      const age = (Date.UTC(2026, 0, 1) - Date.parse(birth)) / yearMs;
      const [least, most] = { child: [2.5, 12], infant: [0, 3] }[type] ?? [19, 66];
      expect(age).toBeGreaterThan(least as number);
      expect(age).toBeLessThan(most as number);
    }
  }));
