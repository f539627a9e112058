import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The pages of a folder. */
export function findPages(folder: string): string[] {
  return globSync(['*.md', '{src,mocks,.github}/**/*.md'], { cwd: folder }).sort();
}

/** The relative links of a page, and its pictures, that lead to no file, or to no heading of one. */
export function findBrokenLinks(folder: string, page: string): string[] {
  const targets = [...read(folder, page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => {
    if (/^https?:/.test(target)) return false;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page : join(dirname(page), path);
    return !existsSync(join(folder, file)) || (anchor !== undefined && !anchorsOf(read(folder, file)).includes(anchor));
  });
}

/** As GitHub makes them of headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\d _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function read(folder: string, page: string): string {
  return readFileSync(join(folder, page), 'utf8');
}
