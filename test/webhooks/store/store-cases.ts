import { expect, test } from '@jest/globals';
import type { Condition, Query, Storage, WebHook } from '../../../src/webhooks/storage.ts';
import { user, webhook } from '../records.ts';

/** The cases that every store has to pass. `reopen` closes it and opens what it has written. */
export function describeStore(
  withStore: (run: (open: () => Promise<Storage>) => Promise<void>) => Promise<void>,
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
}
