import type { Handler, TestRequest } from '../with-server.ts';

/**
 * A server with records in memory, whose ids count from 1.
 * @param make what is stored of what a POST sends; that is refused where this throws
 * @param list what the path of all of them has
 */
export function storing<Sent, Stored extends object>(
  make: (sent: Sent) => Stored,
  list?: (all: readonly Stored[], request: TestRequest) => readonly object[],
): Handler {
  const all: (Stored & { readonly id: number })[] = [];
  return (request) => {
    const { method, path, text } = request;
    const id = path.split('/')[2];
    if (method === 'GET' && id === undefined && list) return { body: list(all, request) };
    const found = all[Number(id) - 1];
    if (method === 'GET') return found ? { body: found } : { status: 404, body: {} };
    try {
      all.push({ ...make(JSON.parse(text)), id: all.length + 1 });
    } catch {
      return { status: 400, body: {} };
    }
    return { status: 201, body: all.at(-1) };
  };
}
