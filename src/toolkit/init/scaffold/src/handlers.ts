import type { Handlers } from '../generated/server.ts';
import type { components } from '../generated/types.ts';
import type { SignIn } from './sign-in.ts';

type Note = components['schemas']['Note'];

/** One function for each operation of the contract, which defines the types of requests and responses. */
export function createHandlers(signIn: SignIn): Handlers {
  const notes = new Map<number, Note>();
  let lastId = 0;
  return {
    listNotes({ query: { limit, offset } }) {
      const items = [...notes.values()].slice(offset, offset + limit);
      return { status: 200, body: { total: notes.size, items } };
    },
    createNote({ body }) {
      lastId += 1;
      const note = { ...body, id: lastId };
      notes.set(note.id, note);
      return { status: 201, headers: { Location: `/notes/${note.id}` }, body: note };
    },
    getNote({ path: { id } }) {
      const note = notes.get(id);
      return note ? { status: 200, body: note } : notFound(id);
    },
    replaceNote({ path: { id }, body }) {
      if (!notes.has(id)) return notFound(id);
      const note = { ...body, id };
      notes.set(id, note);
      return { status: 200, body: note };
    },
    deleteNote({ path: { id } }) {
      return notes.delete(id) ? { status: 204 } : notFound(id);
    },
    createToken({ body: { username, password } }) {
      const token = signIn.createToken(username, password);
      if (token === undefined) return { status: 401, body: { message: 'The name or the password is wrong' } };
      return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: signIn.lifetimeSeconds } };
    },
  };
}

function notFound(id: number) {
  return { status: 404, body: { message: `There is no note ${id}` } } as const;
}
