import { parseJson } from './json.ts';

/** An event of `text/event-stream`. @see https://html.spec.whatwg.org/multipage/server-sent-events.html */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string;
}

type Bytes = ReadableStream<Uint8Array>;

async function* readLines(stream: Bytes, separator: RegExp | string): AsyncGenerator<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const text = rest + decoder.decode(value, { stream: !done });
      // A CR at the end may be half of a line's end.
      const held = !done && text.endsWith('\r') ? '\r' : '';
      const lines = text.slice(0, text.length - held.length).split(separator);
      rest = (lines.pop() ?? '') + held;
      yield* lines;
      if (done) break;
    }
    yield rest;
  } finally {
    await reader.cancel();
  }
}

/** JSON that has a value in each line. */
export const lineEnd = /\r?\n/;

/** JSON whose values may have line breaks, and begin with a record separator. @see https://www.rfc-editor.org/rfc/rfc7464 */
export const recordSeparator = '\u001e';

export async function* readJsonValues(
  stream: Bytes,
  separator: RegExp | string,
  hasLongIntegers?: boolean,
): AsyncGenerator<unknown> {
  for await (const text of readLines(stream, separator)) if (text.trim() !== '') yield parseJson(text, hasLongIntegers);
}

export async function* readEvents(stream: Bytes): AsyncGenerator<ServerEvent> {
  let id = '';
  let event = '';
  let data: string[] = [];
  for await (const line of readLines(stream, /\r\n|\r|\n/)) {
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (line === '') {
      if (data.length > 0) yield { event: event || 'message', data: data.join('\n'), id };
      event = '';
      data = [];
    } else if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    else if (field === 'id') id = value;
  }
}
