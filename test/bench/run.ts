/** Compares the built command with its peers, as whole processes, then servers under load, and prints the ratios. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { redoclyRuleset } from '../../src/toolkit/lint/ruleset.ts';
import { githubContract, installContracts } from '../corpus/contracts.ts';
import { type Comparison, compare, type Figures } from './pairs.ts';

const root = join(import.meta.dirname, '../..');
const node = process.execPath;
const concordat = join(root, 'dist/src/cli.js');
const redocly = join(import.meta.dirname, 'node_modules/@redocly/cli/bin/cli.js');
const folder = mkdtempSync(join(tmpdir(), 'concordat-bench-'));

installContracts();
const peers = ['@redocly/cli', 'autocannon', 'fastify', 'hono', '@hono/node-server'];
if (!peers.every((name) => existsSync(join(import.meta.dirname, 'node_modules', name)))) {
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: import.meta.dirname });
}
execFileSync(node, [join(root, '.config/build.ts')]);

/** Redocly's own rules about examples do what our `example-valid` does. */
const exampleRules = {
  'no-invalid-media-type-examples': { severity: 'error', allowAdditionalProperties: true },
  'no-invalid-parameter-examples': { severity: 'error', allowAdditionalProperties: true },
  'no-invalid-schema-examples': { severity: 'error', allowAdditionalProperties: true },
};

function redoclyLint(name: string, rules: object): Comparison['peer'] {
  const config = join(folder, `${name}.yaml`);
  writeFileSync(
    config,
    JSON.stringify({ ...redoclyRuleset, oas3_0Rules: { ...redoclyRuleset.oas3_0Rules, ...rules } }),
  );
  return [node, redocly, 'lint', githubContract, '--config', config, '--format', 'json', '--max-problems', '100000'];
}

const lint: Comparison['ours'] = [node, concordat, 'lint', '--spec', githubContract, '--format', 'json'];

const comparisons: (Comparison & { pairs: number })[] = [
  {
    what: 'concordat --help / node -e 0',
    ours: [node, concordat, '--help'],
    peer: [node, '-e', '0'],
    target: 3,
    pairs: 15,
  },
  {
    what: 'generate --only types, GitHub / openapi-typescript',
    ours: [node, concordat, 'generate', '--only', 'types', '--spec', githubContract, '--out', join(folder, 'ours')],
    peer: [
      node,
      join(root, 'node_modules/openapi-typescript/bin/cli.js'),
      githubContract,
      '--output',
      join(folder, 'peer.ts'),
    ],
    target: 1.15,
    pairs: 7,
  },
  {
    what: 'lint, GitHub / redocly lint, same rules, its rules for examples',
    ours: lint,
    peer: redoclyLint('examples', exampleRules),
    target: 1.3,
    pairs: 5,
  },
  {
    what: 'lint, GitHub / redocly lint, same rules, examples unchecked',
    ours: lint,
    peer: redoclyLint('plain', {}),
    pairs: 5,
  },
];

try {
  const figures: Figures[] = [];
  for (const { pairs, ...comparison } of comparisons) figures.push(await compare(comparison, pairs));
  console.table(figures);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
await import('./reads.ts');
await import('./webhooks.ts');
// A process of its own, since it keeps to one core.
execFileSync(node, [join(import.meta.dirname, 'deliveries.ts')], { stdio: 'inherit' });
execFileSync(node, [join(import.meta.dirname, 'postgres.ts')], { stdio: 'inherit' });
await import('./mock.ts');
await import('./checks.ts');
await import('./clients.ts');
