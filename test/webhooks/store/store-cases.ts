import { test as anyTest, expect } from '@jest/globals';
import type { Condition, Query, Storage, WebHook } from '../../../src/webhooks/storage.ts';
import { user, webhook } from '../records.ts';

/**
 * The cases that every store has to pass. `reopen` closes it and opens what it has written.
 * @param test defines a case. Default: Jest's
 */
export function describeStore(
  withStore: (run: (open: () => Promise<Storage>) => Promise<void>) => Promise<void>,
  test: Pick<typeof anyTest, 'each'> & ((name: string, run: () => Promise<void>) => void) = anyTest,
): void {
  const store = (name: string, run: (storage: Storage, reopen: () => Promise<Storage>) => Promise<void>) =>
    test(name, () =>
      withStore(async (open) => {
        let storage = await open();
        const reopen = async () => {
          await storage.close();
          storage = await open();
          return storage;
        };
        try {
          await run(storage, reopen);
        } finally {
          await storage.close();
        }
      }),
    );

  store('entries are there when the store is opened again', async (storage, reopen) => {
    const created = await storage.create((id) => webhook(id));
    await storage.change('users', 'ann@example.com', () => user('ann@example.com'));
    const again = await reopen();
    expect(await again.get('webhooks', created.Id)).toEqual(created);
    expect(await again.get('users', 'ann@example.com')).toEqual(user('ann@example.com'));
    expect(await again.get('tokens', 'none')).toBeUndefined();
  });

  store('a change is given the current entry, and returns it', async (storage) => {
    const { Id } = await storage.create((id) => webhook(id));
    const before = await storage.change('webhooks', Id, (current) => current && { ...current, Name: 'new' });
    expect(before?.Name).toBe('Webhook 1');
    expect((await storage.get('webhooks', Id))?.Name).toBe('new');
    expect(await storage.change('webhooks', Id, () => undefined)).toMatchObject({ Name: 'new' });
    expect(await storage.get('webhooks', Id)).toBeUndefined();
    expect(await storage.change('webhooks', Id, (current) => current)).toBeUndefined();
  });

  store('concurrent changes are made one after the other', async (storage) => {
    const { Id } = await storage.create((id) => webhook(id));
    const add = (current?: WebHook) => current && { ...current, ErrorCount: current.ErrorCount + 1 };
    await Promise.all(Array.from({ length: 100 }, () => storage.change('webhooks', Id, add)));
    expect((await storage.get('webhooks', Id))?.ErrorCount).toBe(100);
    const taken = await Promise.all([1, 2, 3].map(() => storage.change('webhooks', Id, () => undefined)));
    expect(taken.filter((before) => before !== undefined)).toHaveLength(1);
  });

  store('an entry that is deleted and added again in one commit is there', async (storage, reopen) => {
    await storage.change('users', 'ann@example.com', () => user('ann@example.com'));
    await Promise.all([
      storage.change('users', 'ann@example.com', () => undefined),
      storage.change('users', 'ann@example.com', (current) => current ?? user('ann@example.com', { admin: true })),
    ]);
    expect(await (await reopen()).get('users', 'ann@example.com')).toMatchObject({ admin: true });
  });

  store('a change that throws has no effect, and others go on', async (storage) => {
    const failing = storage.change('users', 'ann@example.com', () => {
      throw new Error('no');
    });
    const good = storage.create((id) => webhook(id));
    await expect(failing).rejects.toThrow('no');
    expect((await good).Id).toBe(1);
    expect(await storage.get('users', 'ann@example.com')).toBeUndefined();
  });

  store(
    'an id is never used twice, not after deleting the newest, not after opening again',
    async (storage, reopen) => {
      await storage.create((id) => webhook(id));
      const { Id } = await storage.create((id) => webhook(id));
      await storage.change('webhooks', Id, () => undefined);
      const again = await reopen();
      expect((await again.create((id) => webhook(id))).Id).toBe(3);
      const ids = await Promise.all(Array.from({ length: 50 }, () => again.create((id) => webhook(id))));
      expect(new Set(ids.map((created) => created.Id)).size).toBe(50);
    },
  );

  const entries = [
    { Name: 'Bookings to CRM', ErrorCount: 2, LastTrigger: '2025-01-15T10:30:00Z', Description: 'für Übersee' },
    { Name: 'bookings 10', ErrorCount: 0, LastTrigger: null, Active: false },
    { Name: 'Bookings 9', ErrorCount: 9, LastTrigger: '2025-01-15T10:31:00Z', BusinessId: 2 },
    { Name: 'Invoices', ErrorCount: 5, LastTrigger: '2025-01-16T00:00:00Z' },
  ] as const;
  const where = (...conditions: Condition<WebHook>[]): Query<WebHook> => ({ where: conditions });

  test.each<[name: string, query: Query<WebHook>, ids: number[], total: number]>([
    ['all', {}, [1, 2, 3, 4], 4],
    ['a text anywhere, case ignored', where({ field: 'Name', is: 'containing', to: 'OOKINGS' }), [1, 2, 3], 3],
    ['a text beyond ASCII', where({ field: 'Description', is: 'containing', to: 'ÜBER' }), [1], 1],
    ['a text in a field that is null', where({ field: 'LastError', is: 'containing', to: '' }), [], 0],
    ['equal', where({ field: 'Active', is: 'equal', to: false }), [2], 1],
    ['one of', where({ field: 'BusinessId', is: 'oneOf', to: [2, 3] }), [3], 1],
    ['none of none', where({ field: 'BusinessId', is: 'oneOf', to: [] }), [], 0],
    ['at least a number, inclusive', where({ field: 'ErrorCount', is: 'atLeast', to: 5 }), [3, 4], 2],
    [
      'at most a time, inclusive',
      where({ field: 'LastTrigger', is: 'atMost', to: new Date('2025-01-15T10:31:00Z') }),
      [1, 3],
      2,
    ],
    [
      'both',
      where({ field: 'ErrorCount', is: 'atLeast', to: 1 }, { field: 'ErrorCount', is: 'atMost', to: 5 }),
      [1, 4],
      2,
    ],
    ['by name, as people sort', { orderBy: { field: 'Name', descending: false } }, [3, 2, 1, 4], 4],
    ['by time, null first', { orderBy: { field: 'LastTrigger', descending: false } }, [2, 1, 3, 4], 4],
    ['descending', { orderBy: { field: 'ErrorCount', descending: true } }, [3, 4, 1, 2], 4],
    ['a page', { offset: 1, limit: 2 }, [2, 3], 4],
    ['past the end', { offset: 10, limit: 2 }, [], 4],
  ])('list: %s', (_name, query, ids, total) =>
    withStore(async (open) => {
      const storage = await open();
      for (const entry of entries) await storage.create((id) => webhook(id, entry));
      const page = await storage.list('webhooks', query);
      await storage.close();
      expect([page.entries.map(({ Id }) => Id), page.total]).toEqual([ids, total]);
    }),
  );

  test('texts are compared as the port says, and returned as they were given', () =>
    withStore(async (open) => {
      const storage = await open();
      for (const Name of names) await storage.create((id) => webhook(id, { Name, Description: null }));
      const page = await storage.list('webhooks', { orderBy: { field: 'Name', descending: false } });
      const found = [];
      for (const [text] of searches) {
        const { entries } = await storage.list('webhooks', where({ field: 'Name', is: 'containing', to: text }));
        found.push([text, entries.map(({ Name }) => Name)]);
      }
      const equal = await storage.list('webhooks', where({ field: 'Name', is: 'oneOf', to: ['\u00c4', 'h\ufffdx'] }));
      await storage.close();
      expect(page.entries.map(({ Name }) => Name)).toEqual(sortedNames);
      expect(found).toEqual(searches);
      expect(equal.entries.map(({ Name }) => Name)).toEqual(['\u00c4', 'h\0x', 'h\ud800x']);
    }));

  store('keys are ordered by code points, and some texts are none', async (storage) => {
    const emails = ['\u{1f600}@x', 'B@x', 'a@xy', 'a@x', '\uff5e@x', 'a\u0301@x', '\u00e1@x'];
    for (const email of emails) await storage.change('users', email, () => user(email));
    const { entries } = await storage.list('users');
    expect(entries.map(({ email }) => email)).toEqual([
      'B@x',
      'a@x',
      'a@xy',
      'a\u0301@x',
      '\u00e1@x',
      '\uff5e@x',
      '\u{1f600}@x',
    ]);
    for (const key of ['a\0@x', 'a\ud800@x']) {
      expect(await storage.get('users', key)).toBeUndefined();
      await expect(storage.change('users', key, () => user(key))).rejects.toThrow(RangeError);
    }
  });

  store('what an entry may lack is lacking, and lists in it are kept', async (storage) => {
    const token = {
      hash: 'h',
      userId: 'u',
      email: 'ann@example.com',
      passwordVersion: 3,
      expiresOn: '2026-01-01T00:00:00.500Z',
    };
    await storage.change('tokens', 'h', () => token);
    expect(await storage.get('tokens', 'h')).toStrictEqual(token);
    const voided = { ...token, current: 'c', voidedOn: '2025-06-01T00:00:00.000Z' };
    await storage.change('tokens', 'h', () => voided);
    const where = (is: 'atLeast' | 'atMost', to: string) =>
      storage.list('tokens', { where: [{ field: 'expiresOn', is, to: new Date(to) }] });
    expect((await where('atMost', '2026-01-01T00:00:00.500Z')).entries).toStrictEqual([voided]);
    expect((await where('atMost', '2026-01-01T00:00:00.499Z')).entries).toEqual([]);
    expect((await where('atLeast', '0000-01-01T00:00:00Z')).total).toBe(1);
    expect((await where('atMost', '9999-12-31T23:59:59Z')).total).toBe(1);
    const ann = user('ann@example.com', { roles: ['WebHook-List', 'a,b"{}'], locations: [7, 2 ** 53 - 1] });
    await storage.change('users', ann.email, () => ann);
    expect(await storage.get('users', ann.email)).toStrictEqual(ann);
    const secret = { businessId: 2 ** 53 - 1, sealed: 's', since: 'now', replaced: [{ sealed: 'r', until: 'then' }] };
    await storage.change('secrets', secret.businessId, () => secret);
    expect(await storage.get('secrets', secret.businessId)).toStrictEqual(secret);
  });

  store('an id that an entry was given with is not given again', async (storage) => {
    await storage.change('webhooks', 7, () => webhook(7));
    await storage.change('webhooks', 7, () => undefined);
    expect((await storage.create((id) => webhook(id))).Id).toBe(8);
    await storage.change('webhooks', 3, () => webhook(3));
    expect((await storage.create((id) => webhook(id))).Id).toBe(9);
  });
}

/** As they are given. Those that are composed and those that aren't look the same. */
const names = [
  'hook 10',
  'Hook 9',
  'a',
  '\u00c4',
  'a\u0308',
  'B',
  '\u00e9t\u00e9',
  'Stra\u00dfe',
  '\u039f\u03b4\u03bf\u03c2',
  '100 %',
  'a_b\\c',
  'h\0x',
  'h\ud800x',
];

const sortedNames = [
  '100 %',
  'a',
  '\u00c4',
  'a\u0308',
  'a_b\\c',
  'B',
  '\u00e9t\u00e9',
  'Hook 9',
  'hook 10',
  'h\0x',
  'h\ud800x',
  'Stra\u00dfe',
  '\u039f\u03b4\u03bf\u03c2',
];

const searches: readonly (readonly [text: string, found: readonly string[]])[] = [
  ['HOOK', ['hook 10', 'Hook 9']],
  ['\u00e4', ['\u00c4', 'a\u0308']],
  ['A\u0308', ['\u00c4', 'a\u0308']],
  ['te', []],
  ['E\u0301TE\u0301', ['\u00e9t\u00e9']],
  ['STRASSE', ['Stra\u00dfe']],
  ['a\u00dfe', ['Stra\u00dfe']],
  ['\u03c3', ['\u039f\u03b4\u03bf\u03c2']],
  ['\u039f\u03a3', ['\u039f\u03b4\u03bf\u03c2']],
  ['%', ['100 %']],
  ['_', ['a_b\\c']],
  ['\\', ['a_b\\c']],
  ['h\ufffdX', ['h\0x', 'h\ud800x']],
  ['h\udfff', ['h\0x', 'h\ud800x']],
];
