import { asciiOf, keywords } from '../casing.ts';
import { addUnique, plainName } from './plain-names.ts';

/** Names of operations and tags that each language can write, and that differ in it. */
export class OperationNames {
  readonly #operations = new Set<string>();
  readonly #tags = new Set<string>();
  readonly #tagNames = new Map<string, string>();

  /** `list pets` -> `list_pets`, `import` -> `call_import`; made of method and path where it has no letters of ASCII. */
  nameOperation(operationId: string, method: string, path: string): string {
    const words = asciiWords(operationId);
    const written = (words.some((word) => /[A-Za-z]/.test(word)) ? words : [method, ...asciiWords(path)]).join('_');
    const isName = /^[A-Za-z]/.test(written) && !keywords.has(written.toLowerCase());
    return addUnique(this.#operations, isName ? written : `call_${written}`);
  }

  /** Tags that differ in case or punctuation only have one name, as they would be one class. */
  nameTag(tag: string): string {
    const words = asciiWords(tag);
    const key = words.length === 0 ? tag : plainName(words.join(''));
    const known = this.#tagNames.get(key);
    if (known !== undefined) return known;
    const name = addUnique(
      this.#tags,
      /^[A-Za-z]/.test(words[0] ?? '') ? words.join(' ') : ['Tag', ...words].join(' '),
    );
    this.#tagNames.set(key, name);
    return name;
  }
}

/** `Größe (cm)` -> `Gro`, `e`, `cm`: of the rest, each generator makes something else, or nothing. */
function asciiWords(text: string): string[] {
  return asciiOf(text).match(/[A-Za-z0-9]+/g) ?? [];
}
