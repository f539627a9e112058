import { expect, test } from '@jest/globals';
import { References } from '../../../../src/toolkit/check/plan/references.ts';
import type { Operation } from '../../../../src/toolkit/contract/document/operations.ts';
import type { Resource } from '../../../../src/toolkit/contract/resource/resources.ts';

const operations = ['get /trips', 'get /authors', 'get /authors/{authorId}', 'get /status', 'get /search'].map(
  (operation) => {
    const [method, path] = operation.split(' ');
    return { method, path } as unknown as Operation;
  },
);
const references = new References(operations, []);

test.each<[object, string[]]>([
  [{ authorId: 1 }, ['/authorId of /authors']],
  [{ author: 'Ann' }, ['/author of /authors, perhaps']],
  [{ authors: ['Ann'] }, ['/authors/0 of /authors, perhaps']],
  [{ authors: [{ id: 1 }] }, ['/authors/0/id of /authors']],
  // What is only listed may be named by its id, and by nothing else.
  [{ trip_id: 'x' }, ['/trip_id of /trips']],
  [{ trip: 'x', lines: [{ tripId: 1 }] }, ['/lines/0/tripId of /trips']],
  [{ searchId: 1 }, []],
  [{ created_by: { type: 'author', id: 1 }, approved_by: { type: 'robot', id: 1 } }, ['/created_by/id of /authors']],
  [{ read_by: [{ type: 'author', id: 1 }] }, ['/read_by/0/id of /authors']],
  [{ cause: { type: 'author', key: 1 } }, []],
])('%j names %j', (body, named) => {
  const found = references
    .in(body)
    .map(({ path, collection, isCertain }) => `${path} of ${collection.path}${isCertain ? '' : ', perhaps'}`);
  expect(found).toEqual(named);
});

test('records that an operation creates are created, also where they are listed', () => {
  const create = { method: 'post', path: '/authors' } as Operation;
  const resource: Resource = {
    path: '/authors',
    operations: new Map([['create', { action: 'create', operation: create }]]),
    idInResponse: undefined,
    foundBy: 'paths',
  };
  expect(new References([...operations, create], [resource]).at('/authors')?.resource).toBe(resource);
});

test('the type and the id of the own record name no other one', () => {
  const body = { data: { type: 'author', id: 1 } };
  expect(references.in(body, references.at('/authors'))).toEqual([]);
});

test.each<[Readonly<Record<string, unknown>>, object]>([
  [
    { name: 'x', size: { width: 1 } },
    { name: 'x', size: { width: 1 } },
  ],
  [{ publisher: { id: 1, name: 'x' } }, { publisher: { id: 1 } }],
  [{ project: { key: 'A', name: 'x' } }, { project: { key: 'A' } }],
  [{ made: { by: { id: 1, name: 'x' } } }, { made: { by: { id: 1 } } }],
  [{ size: { id: null, width: 1 } }, { size: { id: null, width: 1 } }],
  [{ size: { gridId: 1, width: 1 } }, { size: { gridId: 1, width: 1 } }],
  [{ authors: [{ id: 1, name: 'x' }, 'Ann'] }, { authors: [{ id: 1 }, 'Ann'] }],
  [{ told: [{ type: 'author', id: 1, name: 'x' }] }, { told: [{ id: 1 }] }],
  [{ told: [{ type: 'mail', id: 1, name: 'x' }] }, { told: [{ type: 'mail', id: 1, name: 'x' }] }],
  // Lines are made with their order; what they name may be a record.
  [{ lines: [{ id: 1, count: 2, book: { _id: 3, title: 'y' } }] }, { lines: [{ id: 1, count: 2, book: { _id: 3 } }] }],
])('of %j, %j has to be read back', (fields, wanted) => {
  expect(references.withIdsAlone(fields)).toEqual(wanted);
});
