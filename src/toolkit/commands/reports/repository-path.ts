import { isAbsolute, relative, resolve } from 'node:path';
import type { Finding } from '../../contract/document/finding.ts';
import { isUrl } from '../../contract/document/source.ts';
import type { CommandContext } from '../context.ts';

/** GitHub and GitLab look files up from the folder of the repository, which a job may have left. */
export function fromRepository<F extends Finding>(findings: readonly F[], env: CommandContext['env']): readonly F[] {
  const root = env['GITHUB_WORKSPACE'] || env['CI_PROJECT_DIR'];
  return root ? findings.map((finding) => ({ ...finding, file: pathFrom(root, finding.file) })) : findings;
}

function pathFrom(root: string, file: string): string {
  if (isUrl(file)) return file;
  const path = relative(root, resolve(file));
  return path.startsWith('..') || isAbsolute(path) ? file : path;
}
