/** `web-hook_ID` -> `web`, `hook`, `ID`; `createdOn` -> `created`, `On`. */
function wordsOf(name: string): string[] {
  return name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}]+|\p{N}+/gu) ?? [];
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

/** Of a package: `@shop/pet-store` -> `pet`, `store`. */
export function packageWords(name: string): string[] {
  const words = (name.split('/').at(-1) ?? '').toLowerCase().match(/[a-z0-9]+/g) ?? ['client'];
  return /^\d/.test(words[0] ?? '') ? ['client', ...words] : words;
}
