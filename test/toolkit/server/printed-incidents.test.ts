/** What an app prints that was given neither onError nor onWarning. */
import { once } from 'node:events';
import { request } from 'node:http';
import { expect, jest, test } from '@jest/globals';
import { createApp, loadContract } from '../../../src/server.ts';
import { inFolder } from '../../files.ts';
import { serve } from '../../serve.ts';
import { hostile } from '../commands/hostile-texts.ts';

async function printedBy(run: () => Promise<void>): Promise<string> {
  const printed: unknown[] = [];
  const spy = jest.spyOn(console, 'error').mockImplementation((...given) => void printed.push(...given));
  try {
    await run();
  } finally {
    spy.mockRestore();
  }
  expect(printed.map((one) => typeof one)).toEqual(printed.map(() => 'string'));
  return printed.join('\n');
}

test.each<[what: string, onError: { onError?: () => never }]>([
  ['an incident', {}],
  [
    'the error of an error handler',
    {
      onError: () => {
        throw new Error(hostile);
      },
    },
  ],
])('%s has no secret of the target, and nothing that a terminal or a CI service obeys', (_what, given) =>
  inFolder(
    {
      'openapi.json': JSON.stringify({
        openapi: '3.1.1',
        info: { title: 'a', version: '1' },
        paths: {
          '/{id}': {
            parameters: [
              { name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: `(?i)${hostile}` } },
            ],
            get: { operationId: hostile, responses: { 200: { description: '' } } },
          },
        },
      }),
    },
    async (folder) => {
      const contract = await loadContract(`${folder}/openapi.json`);
      const fail = () => {
        throw Object.assign(new Error(hostile), { details: hostile });
      };
      const output = await printedBy(async () => {
        const app = createApp({ contract, handlers: { [hostile]: fail }, allowUnknownQueryParameters: true, ...given });
        await serve(app, async (url) => {
          const { hostname, port } = new URL(url);
          const path = `http://user:secret@host/a?key=secret`;
          const [response] = await once(request({ hostname, port, path }).end(), 'response');
          expect(response.resume().statusCode).toBe(500);
        });
      });
      expect(output).toContain('forged');
      expect(output).not.toContain('secret');
      expect(output).not.toMatch(/(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
      expect(output).not.toMatch(/^\s*::|##[\w.]*\[/m);
    },
  ),
);
