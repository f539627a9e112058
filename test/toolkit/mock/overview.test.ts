import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

const json = (schema: object) => ({ 200: { description: 'ok', content: { 'application/json': { schema } } } });
const integer = { type: 'integer' };
const text = { type: 'string' };
const members = { type: 'array', maxItems: 3, items: { $ref: '#/components/schemas/Member' } };
const groups = (properties: object) => ({ type: 'array', items: { type: 'object', properties } });
const figures = {
  totalMembers: integer,
  memberCount: integer,
  activeMembers: integer,
  pausedCount: integer,
  members_by_status: { type: 'object', additionalProperties: integer },
  membersByPlan: groups({ planId: integer, planName: text, count: integer, percentage: { type: 'number' } }),
  byCity: groups({ city: text, total: integer }),
  recentMembers: members,
  note: text,
};

const contract = {
  openapi: '3.1.0',
  info: { title: 'Club', version: '1' },
  paths: {
    '/members': {
      get: { responses: json({ type: 'array', items: { $ref: '#/components/schemas/Member' } }) },
      post: {
        requestBody: { content: { 'application/json': { schema: { type: 'object', properties: { city: text } } } } },
        responses: { 201: json({ $ref: '#/components/schemas/Member' })[200] },
      },
    },
    '/members/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: integer }],
      get: { responses: json({ $ref: '#/components/schemas/Member' }) },
      delete: { responses: { 204: { description: 'gone' } } },
    },
    '/dashboard': { get: { responses: json({ type: 'object', required: Object.keys(figures), properties: figures }) } },
    '/search': {
      get: {
        parameters: [{ name: 'q', in: 'query', schema: text }],
        responses: json({ type: 'object', properties: { found: members, totalMembers: integer } }),
      },
    },
  },
  components: {
    schemas: {
      Member: {
        type: 'object',
        required: ['id', 'name', 'city', 'createdAt', 'membership'],
        properties: {
          id: integer,
          name: text,
          city: text,
          createdAt: { type: 'string', format: 'date-time' },
          membership: {
            type: 'object',
            required: ['status', 'plan'],
            properties: {
              status: { type: 'string', enum: ['active', 'paused', 'ended'] },
              plan: { type: 'object', required: ['id', 'name'], properties: { id: integer, name: text } },
            },
          },
        },
      },
    },
  },
};

interface Member {
  readonly id: number;
  readonly city: string;
  readonly createdAt: string;
  readonly membership: { readonly status: string; readonly plan: { readonly id: number; readonly name: string } };
}

function countBy(all: readonly Member[], read: (member: Member) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const member of all) counts[read(member)] = (counts[read(member)] ?? 0) + 1;
  return counts;
}

test('a dashboard counts the records that there are, by what they have in common, and shows the latest', () =>
  withMock(contract, { records: 20 }, async (ask) => {
    for (const change of ['none', 'create', 'delete']) {
      if (change === 'create') await ask('POST', '/members', { city: 'Ulm' });
      if (change === 'delete') await ask('DELETE', '/members/2');
      const all: Member[] = (await ask('GET', '/members')).body;
      const { body } = await ask('GET', '/dashboard');
      const statuses = countBy(all, ({ membership }) => membership.status);
      expect([body.totalMembers, body.memberCount]).toEqual([all.length, all.length]);
      expect([body.activeMembers, body.pausedCount]).toEqual([statuses['active'] ?? 0, statuses['paused'] ?? 0]);
      expect(body.members_by_status).toEqual({ active: 0, paused: 0, ended: 0, ...statuses });
      const plans = body.membersByPlan as { planId: number; planName: string; count: number; percentage: number }[];
      expect(Object.fromEntries(plans.map(({ planId, count }) => [planId, count]))).toEqual(
        countBy(all, ({ membership }) => String(membership.plan.id)),
      );
      expect(
        plans.every(({ planId, planName }) =>
          all.some(({ membership: { plan } }) => plan.id === planId && plan.name === planName),
        ),
      ).toBe(true);
      expect(Math.round(plans.reduce((sum, { percentage }) => sum + percentage, 0))).toBe(100);
      const cities = body.byCity as { city: string; total: number }[];
      expect(Object.fromEntries(cities.map(({ city, total }) => [city, total]))).toEqual(
        countBy(all, ({ city }) => city),
      );
      const latest = all.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1)).slice(0, 3);
      expect(body.recentMembers.map(({ id }: Member) => id)).toEqual(latest.map(({ id }) => id));
      expect(body.note).not.toBe('string');
    }
  }));

test('a dashboard of nothing counts nothing', () =>
  withMock(contract, { records: 20, scenario: { records: 0 } }, async (ask) => {
    const { body } = await ask('GET', '/dashboard');
    expect([body.totalMembers, body.activeMembers, body.recentMembers, body.membersByPlan]).toEqual([0, 0, [], []]);
  }));

test('a search has lists that it is asked for', () =>
  withMock(contract, { records: 20 }, async (ask) => {
    const [first] = (await ask('GET', '/members')).body as { name: string }[];
    const { body } = await ask('GET', `/search?q=${encodeURIComponent(first?.name ?? '')}`);
    expect(body.found).toEqual([first]);
  }));
