import { dirname, join, relative } from 'node:path';
import { expect, test } from '@jest/globals';
import { circlesOf, importGraph, importsOf, roomGraph, sourceFiles } from './rooms.ts';

const src = join(import.meta.dirname, '../src');

/** A room and what it may import besides itself; see src/README.md. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  'cli.ts': ['toolkit/commands'],
  'index.ts': ['toolkit/check', 'toolkit/contract', 'toolkit/generate', 'toolkit/init', 'toolkit/lint'],
  'jest.ts': ['toolkit/check', 'toolkit/contract'],
  'node-test.ts': ['toolkit/check', 'toolkit/contract'],
  'vitest.ts': ['toolkit/check', 'toolkit/contract'],
  'http.ts': ['toolkit/contract/document/coded-error.ts', 'toolkit/encoding', 'toolkit/http'],
  'receive.ts': ['generated', 'http.ts', 'webhooks/receive'],
  'server.ts': ['toolkit/contract', 'toolkit/server'],
  'mock.ts': ['toolkit/contract', 'toolkit/mock'],
  'toolkit/commands': [
    'toolkit/check',
    'toolkit/contract',
    'toolkit/encoding',
    'toolkit/generate',
    'toolkit/http',
    'toolkit/init',
    'toolkit/lint',
    'toolkit/mock',
  ],
  'toolkit/generate': ['toolkit/contract', 'toolkit/encoding'],
  'toolkit/init': ['toolkit/contract'],
  'toolkit/lint': ['toolkit/contract'],
  'toolkit/server': ['toolkit/contract', 'toolkit/encoding', 'toolkit/http'],
  'toolkit/check': [
    'toolkit/check/compare',
    'toolkit/check/coverage',
    'toolkit/check/findings',
    'toolkit/check/http',
    'toolkit/check/plan',
    'toolkit/check/run',
    'toolkit/check/run-checks.ts',
    'toolkit/check/score',
  ],
  'toolkit/check/run-checks.ts': [
    'toolkit/check/coverage',
    'toolkit/check/findings',
    'toolkit/check/plan',
    'toolkit/check/run',
    'toolkit/check/run-plan.ts',
  ],
  'toolkit/check/run-plan.ts': [
    'toolkit/check/cases',
    'toolkit/check/plan',
    'toolkit/check/run',
    'toolkit/check/sequences',
  ],
  'toolkit/check/runners': [
    'toolkit/check/findings',
    'toolkit/check/plan',
    'toolkit/check/run-checks.ts',
    'toolkit/contract',
    'toolkit/encoding',
  ],
  'toolkit/check/score': [
    'toolkit/check/cases',
    'toolkit/check/findings',
    'toolkit/check/http',
    'toolkit/check/plan',
    'toolkit/check/run',
    'toolkit/check/run-plan.ts',
    'toolkit/check/sequences',
    'toolkit/contract',
    'toolkit/instances',
  ],
  'toolkit/check/compare': [
    'toolkit/check/cases',
    'toolkit/check/findings',
    'toolkit/check/http',
    'toolkit/check/plan',
    'toolkit/check/run',
    'toolkit/check/sequences',
    'toolkit/contract',
  ],
  'toolkit/check/sequences': [
    'toolkit/check/findings',
    'toolkit/check/http',
    'toolkit/check/plan',
    'toolkit/check/run',
    'toolkit/contract',
    'toolkit/instances',
  ],
  'toolkit/check/run': [
    'toolkit/check/cases',
    'toolkit/check/checks',
    'toolkit/check/coverage',
    'toolkit/check/findings',
    'toolkit/check/http',
    'toolkit/check/plan',
    'toolkit/contract',
    'toolkit/instances',
  ],
  'toolkit/check/cases': ['toolkit/check/http', 'toolkit/check/plan', 'toolkit/contract', 'toolkit/instances'],
  'toolkit/check/checks': ['toolkit/check/findings', 'toolkit/check/http', 'toolkit/check/plan', 'toolkit/contract'],
  'toolkit/check/coverage': ['toolkit/check/findings', 'toolkit/check/plan', 'toolkit/contract'],
  'toolkit/check/plan': ['toolkit/check/findings', 'toolkit/check/http', 'toolkit/contract', 'toolkit/instances'],
  'toolkit/check/findings': ['toolkit/check/http', 'toolkit/contract', 'toolkit/encoding', 'toolkit/instances'],
  'toolkit/check/http': ['toolkit/contract', 'toolkit/encoding', 'toolkit/http', 'toolkit/instances'],
  'toolkit/mock': ['toolkit/contract', 'toolkit/encoding', 'toolkit/http', 'toolkit/instances'],
  'toolkit/http': ['toolkit/contract/document/coded-error.ts'],
  'toolkit/encoding': [],
  'toolkit/instances': ['toolkit/contract'],
  'toolkit/contract': ['toolkit/contract/document', 'toolkit/contract/response'],
  'toolkit/contract/request': ['toolkit/contract/document', 'toolkit/contract/response', 'toolkit/contract/schema'],
  'toolkit/contract/response': ['toolkit/contract/document', 'toolkit/contract/schema'],
  'toolkit/contract/resource': ['toolkit/contract/document', 'toolkit/contract/schema'],
  'toolkit/contract/schema': ['toolkit/contract/document', 'toolkit/contract/pattern'],
  'toolkit/contract/document': [
    'toolkit/contract/document/coded-error.ts',
    'toolkit/contract/pattern',
    'toolkit/encoding',
    'toolkit/http',
  ],
  'toolkit/contract/document/coded-error.ts': [],
  'toolkit/contract/pattern': [],
  'webhooks/cli.ts': ['webhooks/commands'],
  'webhooks/commands': [
    'http.ts',
    'webhooks/import-store.ts',
    'webhooks/index.ts',
    'webhooks/open-store.ts',
    'webhooks/control',
    'webhooks/store',
    'webhooks/secrets',
    'webhooks/receive',
    'webhooks/close-gracefully.ts',
    'webhooks/config.ts',
    'webhooks/user-service.ts',
    'generated',
  ],
  'webhooks/index.ts': [
    'server.ts',
    'webhooks/confirm-keys.ts',
    'webhooks/open-store.ts',
    'webhooks/http',
    'webhooks/auth',
    'webhooks/store',
    'webhooks/control',
    'webhooks/delivery-service.ts',
    'webhooks/webhook-service.ts',
    'webhooks/user-service.ts',
    'http.ts',
    'webhooks/config.ts',
    'webhooks/delivery',
    'webhooks/secret-service.ts',
  ],
  'webhooks/open-store.ts': [
    'webhooks/auth',
    'webhooks/secrets',
    'webhooks/secret-service.ts',
    'webhooks/store',
    'webhooks/control',
    'webhooks/storage.ts',
    'webhooks/user-service.ts',
    'webhooks/config.ts',
    'webhooks/delivery',
  ],
  'webhooks/import-store.ts': [
    'webhooks/config.ts',
    'webhooks/confirm-keys.ts',
    'webhooks/open-store.ts',
    'webhooks/secrets',
    'webhooks/store',
  ],
  'webhooks/confirm-keys.ts': ['webhooks/auth', 'webhooks/config.ts', 'webhooks/secrets', 'webhooks/store'],
  'webhooks/close-gracefully.ts': [],
  'webhooks/control': ['http.ts', 'webhooks/close-gracefully.ts', 'webhooks/store', 'webhooks/user-service.ts'],
  'webhooks/http': [
    'http.ts',
    'server.ts',
    'generated',
    'webhooks/auth',
    'webhooks/delivery',
    'webhooks/delivery-service.ts',
    'webhooks/filter-time.ts',
    'webhooks/webhook-service.ts',
    'webhooks/webhook.ts',
    'webhooks/storage.ts',
    'webhooks/secret-service.ts',
  ],
  'webhooks/auth': [
    'webhooks/auth/sign-in-delay.ts',
    'server.ts',
    'generated',
    'webhooks/storage.ts',
    'webhooks/config.ts',
  ],
  'webhooks/delivery': ['http.ts', 'webhooks/storage.ts', 'webhooks/webhook.ts'],
  'webhooks/auth/sign-in-delay.ts': ['webhooks/auth'],
  'webhooks/store': ['http.ts', 'webhooks/auth/sign-in-delay.ts', 'webhooks/delivery', 'webhooks/storage.ts'],
  'webhooks/user-service.ts': ['http.ts', 'generated', 'webhooks/setting-values.ts', 'webhooks/storage.ts'],
  'webhooks/webhook-service.ts': ['http.ts', 'webhooks/scope.ts', 'webhooks/webhook.ts', 'webhooks/storage.ts'],
  'webhooks/delivery-service.ts': [
    'http.ts',
    'webhooks/delivery',
    'webhooks/delivery-record.ts',
    'webhooks/scope.ts',
    'webhooks/storage.ts',
  ],
  'webhooks/webhook.ts': ['generated', 'webhooks/filter-time.ts', 'webhooks/page.ts', 'webhooks/storage.ts'],
  'webhooks/delivery-record.ts': [
    'generated',
    'webhooks/delivery',
    'webhooks/filter-time.ts',
    'webhooks/page.ts',
    'webhooks/storage.ts',
  ],
  'webhooks/scope.ts': ['webhooks/storage.ts'],
  'webhooks/page.ts': [],
  'webhooks/filter-time.ts': [],
  'webhooks/storage.ts': ['generated'],
  'webhooks/receive': ['http.ts'],
  'webhooks/secrets': ['http.ts', 'webhooks/storage.ts', 'webhooks/store'],
  'webhooks/secret-service.ts': ['webhooks/scope.ts', 'webhooks/secrets', 'webhooks/storage.ts'],
  'webhooks/config.ts': ['http.ts', 'webhooks/secrets', 'webhooks/setting-values.ts'],
  'webhooks/setting-values.ts': ['http.ts'],
};

/** Made, not written: rooms may import it, and it imports nothing. */
const generated = '../generated';

/** Where a package may show up. */
const packages: Readonly<Record<string, readonly string[]>> = {
  '@eslint-community/regexpp': [
    'toolkit/contract/pattern',
    'toolkit/instances/pattern-parts.ts',
    'toolkit/instances/pattern-text.ts',
  ],
  '@faker-js/faker': ['toolkit/mock/plausible/faker.ts'],
  '@jest/globals': ['toolkit/check/runners/jest.ts'],
  '@node-oauth/oauth2-server': ['webhooks/auth/token-service.ts'],
  '@redocly/openapi-core': ['toolkit/contract/document/redocly.ts', 'toolkit/lint'],
  ajv: [
    'toolkit/server/patient-responses.ts',
    'toolkit/contract/schema/limits',
    'toolkit/contract/schema/create-ajv.ts',
    'toolkit/contract/schema/required-first.ts',
    'toolkit/contract/schema/request-schemas.ts',
    'toolkit/contract/schema/formats.ts',
    'toolkit/contract/schema/schema-validator.ts',
    'toolkit/contract/schema/branch-errors.ts',
    'toolkit/contract/schema/union-errors.ts',
    'toolkit/contract/request/request-errors.ts',
    'toolkit/contract/request/request-validation.ts',
    'toolkit/contract/request/request-validator.ts',
    'toolkit/server/validators.ts',
  ],
  'ajv-formats': ['toolkit/contract/schema/formats.ts', 'toolkit/server/validators.ts'],
  cookie: ['toolkit/contract/document/credentials.ts'],
  'fast-check': ['toolkit/check/run/random.ts'],
  // Its types are given a matcher.
  expect: ['toolkit/check/runners/jest.ts'],
  vitest: ['toolkit/check/runners/vitest.ts'],
  express: ['toolkit/server', 'webhooks/http'],
  helmet: ['webhooks/http/app.ts'],
  'ipaddr.js': ['toolkit/http', 'webhooks/auth/client-network.ts'],
  jose: ['webhooks/auth/access-tokens.ts'],
  lowdb: ['webhooks/store/lowdb-store.ts', 'webhooks/store/store-files.ts'],
  pg: ['webhooks/store/postgres'],
  'pg-boss': ['webhooks/store/postgres/deliveries/endpoint-jobs.ts'],
  pino: [
    'webhooks/commands',
    'webhooks/import-store.ts',
    'webhooks/http',
    'webhooks/index.ts',
    'webhooks/open-store.ts',
  ],
  'prom-client': ['webhooks/http/delivery-metrics.ts', 'webhooks/http/metrics.ts'],
  'rate-limiter-flexible': ['webhooks/auth'],
  re2js: ['toolkit/contract/schema/pattern-matcher.ts'],
  'express-openapi-validator': ['toolkit/server/validators.ts'],
  sax: ['toolkit/contract/schema/xml/xml-tree.ts'],
  'spdx-license-ids': ['toolkit/generate/clients/client-package.ts'],
  'secure-json-parse': ['toolkit/contract/document/json-text.ts'],
  commander: ['toolkit/commands', 'webhooks/commands'],
  'js-yaml': [
    'toolkit/contract/document/aliases.ts',
    'toolkit/contract/document/parse-source.ts',
    'toolkit/commands/record-mock.ts',
  ],
  'openapi-typescript': ['toolkit/generate'],
  typescript: ['toolkit/generate'],
  tinyqueue: ['webhooks/store'],
  undici: ['toolkit/check/http/client.ts', 'toolkit/http'],
  'yocto-spinner': ['toolkit/commands/progress.ts'],
};

const files = sourceFiles(src);

/** The innermost room. */
function roomOf(path: string): string | undefined {
  if (isWithin(path, generated)) return 'generated';
  const around = Object.keys(rooms).filter((room) => isWithin(path, room));
  return around.sort((a, b) => b.length - a.length)[0];
}

/** A room that is named lets in whoever may import what is around it. */
function mayImport(room: string, target: string): boolean {
  return rooms[room]?.some((allowed) => isWithin(target, allowed)) === true;
}

function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

test.each(files)('%s imports only what its room may', (file) => {
  const room = roomOf(file);
  expect(room).toBeDefined();
  const wrong = importsOf(join(src, file)).filter((name) => {
    if (name.startsWith('node:')) return false;
    if (name.startsWith('.')) {
      const target = roomOf(relative(src, join(src, dirname(file), name)));
      return target === undefined || (target !== room && !mayImport(room as string, target));
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
    files
      .flatMap((file) => importsOf(join(src, file)))
      .map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
  );
  expect(Object.keys(packages).filter((name) => !used.has(name))).toEqual([]);
});

test.each([
  'toolkit/check',
  'toolkit/contract',
  'toolkit/contract/document',
  'toolkit/instances',
  'toolkit/mock',
  'toolkit/server',
])('%s has no circular imports', (room) => {
  const graph = importGraph(join(src, room));
  expect([...circlesOf(graph), ...circlesOf(roomGraph(graph))]).toEqual([]);
});
