/** Records that are in each other in a circle don't grow with each change. */
import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
const content = (schema: object) => ({ 'application/json': { schema } });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

function pathsOf(path: string, name: string) {
  const one = { 200: { description: '', content: content(ref(name)) } };
  const many = { 200: { description: '', content: content({ type: 'array', items: ref(name) }) } };
  const named = { type: 'object', properties: { name: { type: 'string' } } };
  return {
    [path]: {
      get: { responses: many },
      post: { responses: { 201: one[200] }, requestBody: { content: content(named) } },
    },
    [`${path}/{id}`]: {
      parameters: [id],
      get: { responses: one },
      patch: { responses: one, requestBody: { content: content(named) } },
    },
  };
}

function recordOf(other: string) {
  const properties = { id: { type: 'integer' }, name: { type: 'string' }, first: ref(other), second: ref(other) };
  return { type: 'object', required: ['id', 'name', 'first', 'second'], properties };
}

const contract = {
  openapi: '3.1.0',
  info: { title: 'T', version: '1' },
  paths: { ...pathsOf('/users', 'User'), ...pathsOf('/teams', 'Team') },
  components: {
    schemas: {
      User: { ...recordOf('Team'), required: ['id', 'name'] },
      Team: { ...recordOf('User'), required: ['id', 'name'] },
    },
  },
};

test('they show each other as they are now, and stay of one size', async () => {
  await withMock(contract, { records: 4 }, async (ask) => {
    const sizeOf = (body: unknown) => JSON.stringify(body).length;
    const sizes: number[] = [];
    for (let round = 0; round < 14; round++) {
      await ask('PATCH', '/teams/1', { name: `Team of round ${round}` });
      await ask('PATCH', '/users/1', { name: `User of round ${round}` });
      const users = (await ask('GET', '/users')).body;
      const { name } = (await ask('GET', '/teams/1')).body;
      const shown = users.flatMap(({ first, second }: Record<string, { id: number; name: string }>) => [first, second]);
      expect(name).toBe(`Team of round ${round}`);
      for (const team of shown) if (team?.id === 1) expect(team.name).toBe(name);
      sizes.push(sizeOf(users));
    }
    // Without a bound, each of these rounds doubles them.
    expect(Math.max(...sizes)).toBeLessThan(2 * Math.min(...sizes));
  });
});
