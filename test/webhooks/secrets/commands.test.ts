import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { runCli } from '../../../src/webhooks/commands/program.ts';
import { SecretsKey } from '../../../src/webhooks/secrets/secrets-key.ts';
import { inFolder } from '../../files.ts';
import { startInFolder } from '../service.ts';
import { addSecrets, readSecrets, withSecrets } from './sealed-store.ts';

async function run(args: readonly string[], env: Record<string, string>) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const texts = Promise.all([text(stdout), text(stderr)]);
  const untilStopped = () => Promise.reject(new Error('this run would not end'));
  const code = await runCli(args, { stdin: new PassThrough().end(), stdout, stderr, env, untilStopped });
  stdout.end();
  stderr.end();
  const [printed, said] = await texts;
  return { code, stdout: printed, stderr: said };
}

const done = expect.stringMatching(/^the secrets of 2 locations are encrypted with the key [0-9a-f]{16}\n/);

test('the key is replaced with and without a running service', () =>
  inFolder({}, async (folder) => {
    const DATA_DIR = join(folder, 'data');
    const { stop } = await startInFolder(folder, {});
    await stop();
    await withSecrets(DATA_DIR, (opened) => addSecrets(opened, 2));
    const keys = [await readFile(join(DATA_DIR, 'secrets-key'), 'utf8')];
    const rekey = async () => {
      expect(await run(['secrets', 'rekey'], { DATA_DIR })).toEqual({ code: 0, stdout: done, stderr: '' });
      keys.push(await readFile(join(DATA_DIR, 'secrets-key'), 'utf8'));
    };
    await rekey();
    const service = await startInFolder(folder, {});
    await rekey();
    await service.stop();
    expect(new Set(keys).size).toBe(3);
    await withSecrets(DATA_DIR, async (opened) => expect(await readSecrets(opened, 2)).toBe(true));
  }));

test('the service starts with SECRETS_KEY=NEW,OLD, and then with NEW; not without it', () =>
  inFolder({}, async (folder) => {
    const DATA_DIR = join(folder, 'data');
    const [old, next] = [SecretsKey.make(), SecretsKey.make()];
    const start = async (env: Record<string, string>) => (await startInFolder(folder, env)).stop();
    await start({ SECRETS_KEY: old.text });
    await withSecrets(DATA_DIR, (opened) => addSecrets(opened, 2), [old]);
    await expect(start({ SECRETS_KEY: next.text })).rejects.toMatchObject({ code: 'SECRET_KEY' });
    await expect(start({})).rejects.toMatchObject({ code: 'SECRET_KEY' });
    // Users can still be managed.
    expect(await run(['user', 'list'], { DATA_DIR })).toMatchObject({ code: 0 });
    expect(await run(['secrets', 'rekey'], { DATA_DIR, SECRETS_KEY: old.text })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('SECRETS_KEY=NEW,OLD'),
    });
    await start({ SECRETS_KEY: `${next.text},${old.text}` });
    await start({ SECRETS_KEY: next.text });
    await withSecrets(DATA_DIR, async (opened) => expect(await readSecrets(opened, 2)).toBe(true), [next]);
  }));

test('SECRETS_KEY is not repeated in the message about it', () =>
  inFolder({}, async (folder) => {
    const { code, stderr } = await run(['start'], { DATA_DIR: folder, SECRETS_KEY: 'a passphrase' });
    expect([code, stderr]).toEqual([2, expect.stringContaining('SECRETS_KEY must be 32 random bytes in base64')]);
    expect(stderr).not.toContain('passphrase');
  }));

test('a backup needs the key file, and says so', () =>
  inFolder({}, async (folder) => {
    const [data, copy, restored] = ['data', 'copy.json', 'restored'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const { stop } = await startInFolder(folder, {});
    await stop();
    await withSecrets(data, (opened) => addSecrets(opened, 2));
    expect(await run(['store', 'backup', copy], { DATA_DIR: data })).toMatchObject({ code: 0 });
    expect(await readFile(copy, 'utf8')).not.toContain('the secret of');
    expect(await run(['store', 'restore', copy], { DATA_DIR: restored })).toMatchObject({ code: 0 });
    const start = () => startInFolder(folder, { DATA_DIR: restored });
    await expect(start()).rejects.toThrow('copy the file from where the data is from');
    const key = await readFile(join(data, 'secrets-key'), 'utf8');
    await inFolder({ 'data/secrets-key': key }, async (other) => {
      await chmod(join(other, 'data/secrets-key'), 0o600);
      expect(await run(['store', 'restore', copy], { DATA_DIR: join(other, 'data') })).toMatchObject({ code: 0 });
      await (await startInFolder(other, {})).stop();
    });
    expect(await run(['secrets', 'discard'], { DATA_DIR: restored })).toEqual({
      code: 0,
      stdout: 'the secret of location 1 was removed\nthe secret of location 2 was removed\n',
      stderr: '',
    });
    await (await start()).stop();
  }));

test.each([[['secrets', 'rekey']], [['secrets', 'discard']]])('%j does not create a store', (args) =>
  inFolder({}, async (folder) => {
    const DATA_DIR = join(folder, 'dta');
    const stderr = `error ${DATA_DIR} holds no store: name the folder of one with DATA_DIR\n`;
    expect(await run(args, { DATA_DIR })).toEqual({ code: 2, stdout: '', stderr });
  }),
);
