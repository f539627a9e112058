import { basename, dirname, resolve } from 'node:path';
import { clientCommand, type ProjectClient } from './clients.ts';
import { packageRoot, readPackageJson } from './own-package.ts';

/** The `package.json` of a new project. The versions of its dependencies are those that Concordat is tested with. */
export function makePackageJson(name: string, clients: readonly ProjectClient[]): string {
  const root = packageRoot();
  const own = readPackageJson(root);
  const tested = (dependency: string) => own.devDependencies?.[dependency] ?? own.dependencies?.[dependency] ?? '*';
  const pick = (...names: string[]) => Object.fromEntries(names.map((dependency) => [dependency, tested(dependency)]));
  const project = {
    name:
      name
        .toLowerCase()
        .replaceAll(/[^a-z0-9._-]+/g, '-')
        .replace(/^[._-]+/, '') || 'service',
    version: '0.1.0',
    private: true,
    type: 'module',
    scripts: {
      start: 'node src/main.ts',
      dev: 'node --watch-path=src --watch-path=generated --watch-path=openapi.yaml src/main.ts',
      mock: 'concordat mock --watch',
      test: 'concordat lint && tsc && node --test',
      'test:contract': 'concordat test http://127.0.0.1:3000 --user demo --report html=reports/contract.html',
      lint: 'concordat lint',
      generate: 'concordat generate',
      'generate:check': 'concordat generate --check',
      ...Object.fromEntries(clients.map((client) => [`client:${client.language}`, clientCommand(client)])),
    },
    dependencies: { concordat: ownDependency(root) },
    devDependencies: pick('@types/node', 'node', 'typescript'),
    allowScripts: { node: true, '@openapitools/openapi-generator-cli': false },
  };
  return `${JSON.stringify(project, null, 2)}\n`;
}

/** The version of Concordat: as in the caller's `package.json`, a `file:` path made absolute; else this folder. */
function ownDependency(root: string): string {
  if (basename(dirname(root)) !== 'node_modules') return `file:${root}`;
  const owner = dirname(dirname(root));
  const { dependencies, devDependencies } = readPackageJson(owner);
  const wanted = dependencies?.['concordat'] ?? devDependencies?.['concordat'];
  if (wanted === undefined) return `^${readPackageJson(root).version}`;
  return wanted.startsWith('file:') ? `file:${resolve(owner, wanted.slice('file:'.length))}` : wanted;
}
