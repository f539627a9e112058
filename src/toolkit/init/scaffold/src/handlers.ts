import type { Handlers } from '../generated/server.ts';
import type { components } from '../generated/types.ts';

/** One function for each operation of the contract, which defines the types of requests and responses. */
export function createHandlers(): Handlers {
  const notes = new Map<number, components['schemas']['Note']>();
  let lastId = 0;
  return {
    createNote({ body }) {
      lastId += 1;
      const note = { id: lastId, ...body };
      notes.set(note.id, note);
      return { status: 201, body: note };
    },
    getNote({ path: { id } }) {
      const note = notes.get(id);
      return note ? { status: 200, body: note } : { status: 404, body: { message: `There is no note ${id}` } };
    },
  };
}
