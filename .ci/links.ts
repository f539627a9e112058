import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The relative links of a folder's pages, and their pictures, that lead to no file: `PAGE: TARGET`. */
export function findBrokenLinks(folder: string): string[] {
  const pages = globSync(['*.md', '{src,mocks,.github}/**/*.md'], { cwd: folder });
  return pages.flatMap((page) =>
    [...readFileSync(join(folder, page), 'utf8').matchAll(/\]\(([^)\s#]+)[^)\s]*\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^https?:/.test(target) && !existsSync(join(folder, dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
}
