import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from '@jest/globals';
import ts from 'typescript';

const src = join(import.meta.dirname, '../src');

/** A room and what it may import besides itself; see src/README.md. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  'cli.ts': ['toolkit/commands'],
  'index.ts': ['toolkit/check', 'toolkit/contract', 'toolkit/generate', 'toolkit/init', 'toolkit/lint'],
  'jest.ts': ['toolkit/check', 'toolkit/contract'],
  'server.ts': ['toolkit/contract', 'toolkit/server'],
  'mock.ts': ['toolkit/contract', 'toolkit/mock'],
  'toolkit/commands': [
    'toolkit/check',
    'toolkit/contract',
    'toolkit/generate',
    'toolkit/init',
    'toolkit/lint',
    'toolkit/mock',
  ],
  'toolkit/generate': ['toolkit/contract'],
  'toolkit/init': ['toolkit/contract'],
  'toolkit/lint': ['toolkit/contract'],
  'toolkit/server': ['toolkit/contract'],
  'toolkit/check': ['toolkit/contract', 'toolkit/instances'],
  'toolkit/mock': ['toolkit/contract', 'toolkit/instances'],
  'toolkit/instances': ['toolkit/contract'],
  'toolkit/contract': [],
  'webhooks/cli.ts': ['webhooks/commands'],
  'webhooks/commands': [
    'webhooks/index.ts',
    'webhooks/control',
    'webhooks/store',
    'webhooks/config.ts',
    'webhooks/user-service.ts',
  ],
  'webhooks/index.ts': [
    'server.ts',
    'webhooks/close-gracefully.ts',
    'webhooks/http',
    'webhooks/auth',
    'webhooks/store',
    'webhooks/control',
    'webhooks/webhook-service.ts',
    'webhooks/user-service.ts',
    'webhooks/targets.ts',
    'webhooks/config.ts',
  ],
  'webhooks/close-gracefully.ts': [],
  'webhooks/control': ['webhooks/close-gracefully.ts', 'webhooks/store', 'webhooks/user-service.ts'],
  'webhooks/http': [
    'server.ts',
    'generated',
    'webhooks/auth',
    'webhooks/webhook-service.ts',
    'webhooks/webhook.ts',
    'webhooks/storage.ts',
  ],
  'webhooks/auth': ['server.ts', 'generated', 'webhooks/storage.ts', 'webhooks/config.ts'],
  'webhooks/store': ['webhooks/storage.ts'],
  'webhooks/user-service.ts': ['generated', 'webhooks/config.ts', 'webhooks/storage.ts'],
  'webhooks/webhook-service.ts': ['webhooks/webhook.ts', 'webhooks/storage.ts'],
  'webhooks/webhook.ts': ['generated', 'webhooks/storage.ts'],
  'webhooks/storage.ts': ['generated'],
  'webhooks/config.ts': ['webhooks/targets.ts'],
  'webhooks/targets.ts': [],
};

/** Made, not written: rooms may import it, and it imports nothing. */
const generated = '../generated';

/** Where a package may show up. */
const packages: Readonly<Record<string, readonly string[]>> = {
  '@faker-js/faker': ['toolkit/mock/engine.ts'],
  '@jest/globals': ['toolkit/check/jest'],
  '@node-oauth/oauth2-server': ['webhooks/auth/token-service.ts'],
  '@redocly/openapi-core': ['toolkit/contract/redocly.ts', 'toolkit/lint'],
  '@stoplight/prism-http': ['toolkit/mock/engine.ts'],
  ajv: [
    'toolkit/contract/schema-validator.ts',
    'toolkit/contract/schema-branches.ts',
    'toolkit/contract/request-errors.ts',
    'toolkit/contract/request-validation.ts',
    'toolkit/contract/request-validator.ts',
    'toolkit/server/validators.ts',
  ],
  'ajv-formats': [
    'toolkit/contract/schema-validator.ts',
    'toolkit/contract/request-validator.ts',
    'toolkit/server/validators.ts',
  ],
  accepts: ['toolkit/contract/request-reader.ts'],
  cookie: ['toolkit/contract/credentials.ts', 'toolkit/contract/request-reader.ts'],
  'fast-check': ['toolkit/check/random.ts'],
  // Its types are given a matcher.
  expect: ['toolkit/check/jest'],
  express: ['toolkit/server', 'webhooks/http'],
  helmet: ['webhooks/http/app.ts'],
  'ipaddr.js': ['webhooks/targets.ts'],
  jose: ['webhooks/auth/access-tokens.ts'],
  lowdb: ['webhooks/store/lowdb-store.ts', 'webhooks/store/store-files.ts'],
  pino: ['webhooks/commands', 'webhooks/http', 'webhooks/index.ts'],
  'prom-client': ['webhooks/http/metrics.ts'],
  randexp: ['toolkit/instances/text.ts'],
  'rate-limiter-flexible': ['webhooks/auth'],
  'express-openapi-validator': ['toolkit/server/validators.ts'],
  'secure-json-parse': ['toolkit/contract/request-body.ts'],
  commander: ['toolkit/commands', 'webhooks/commands'],
  'js-yaml': ['toolkit/contract/source.ts'],
  'openapi-typescript': ['toolkit/generate'],
  typescript: ['toolkit/generate'],
  undici: ['toolkit/check/client.ts', 'toolkit/mock/outgoing.ts'],
  'yocto-spinner': ['toolkit/commands/progress.ts'],
};

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.startsWith('toolkit/init/scaffold'),
);

function importsOf(file: string): string[] {
  const text = readFileSync(join(src, file), 'utf8');
  const { importedFiles } = ts.preProcessFile(text);
  const typeImports = [...text.matchAll(/typeof import\('([^']+)'\)/g)].map(([, name]) => name as string);
  return [...importedFiles.map(({ fileName }) => fileName), ...typeImports];
}

function roomOf(path: string): string | undefined {
  if (isWithin(path, generated)) return 'generated';
  return Object.keys(rooms).find((room) => path === room || path.startsWith(`${room}/`));
}

function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

test.each(files)('%s imports only what its room may', (file) => {
  const room = roomOf(file);
  expect(room).toBeDefined();
  const wrong = importsOf(file).filter((name) => {
    if (name.startsWith('node:')) return false;
    if (name.startsWith('.')) {
      const target = roomOf(relative(src, join(src, dirname(file), name)));
      return target === undefined || (target !== room && !rooms[room as string]?.includes(target));
    }
    const [scope, second] = name.split('/');
    const packageName = name.startsWith('@') ? `${scope}/${second}` : (scope as string);
    return !packages[packageName]?.some((place) => isWithin(file, place));
  });
  expect(wrong).toEqual([]);
});

test('every room and every package of the table is in use', () => {
  expect(Object.keys(rooms).filter((room) => !files.some((file) => isWithin(file, room)))).toEqual([]);
  const used = new Set(
    files.flatMap(importsOf).map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    ),
  );
  expect(Object.keys(packages).filter((name) => !used.has(name))).toEqual([]);
});
