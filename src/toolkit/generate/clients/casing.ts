/** `Größe in €` -> `Gro e in  `. */
export function asciiOf(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^ -~]/g, ' ');
}

/** `web-hook_ID` -> `web`, `hook`, `ID`; `createdOn` -> `created`, `On`; `m²` -> `m`, `2`, as no language has other digits in names. */
function wordsOf(name: string): string[] {
  return name.normalize('NFKC').match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}]+|\p{Nd}+/gu) ?? [];
}

export function snakeCase(name: string): string {
  return wordsOf(name).join('_').toLowerCase();
}

export function pascalCase(name: string): string {
  return wordsOf(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join('');
}

export function camelCase(name: string): string {
  const pascal = pascalCase(name);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}

export function upperSnakeCase(name: string): string {
  return snakeCase(name).toUpperCase();
}

/** Words that one of the languages has for itself. */
export const keywords = new Set(
  (
    'abstract and as assert async await bool boolean break byte case catch chan char class const continue crate def default ' +
    'defer del do double elif else enum except extern extends fallthrough false final finally float fn for from func global ' +
    'go goto if impl implements import in instanceof int interface is lambda let long loop map match mod module move mut ' +
    'native new none nonlocal not null or package pass private protected pub public raise range ref return select self ' +
    'short static struct super switch synchronized this throw throws trait transient true try type union unsafe use var ' +
    'void volatile where while with yield'
  ).split(' '),
);

/** What packages can't be called besides. */
const namesOfPackages = new Set(['main', 'test', 'std', 'core', 'java']);

/** Of a package: `@shop/pet-store` -> `pet`, `store`. */
export function packageWords(name: string): string[] {
  const words = (name.split('/').at(-1) ?? '').toLowerCase().match(/[a-z0-9]+/g) ?? ['client'];
  const [first = ''] = words;
  if (words.length === 1 && (keywords.has(first) || namesOfPackages.has(first))) return [...words, 'client'];
  return /^\d/.test(first) ? ['client', ...words] : words;
}

/** `list-web hooks` -> `ListWebHooks`: as generators write tags and operations, which they leave as they are otherwise. */
export function joinedCase(text: string): string {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
