/** `Web_Hook` -> `webhook`: names that are the same so are the same in some language, as each writes them in its own way. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** The name, or with the first number at its end that makes it a free one. */
export function findUnique(name: string, isTaken: (name: string) => boolean): string {
  let unique = name;
  for (let number = 2; isTaken(unique); number++) unique = `${name}${number}`;
  return unique;
}

/** The same for names that have to differ in more than case and punctuation; it is taken then. */
export function addUnique(taken: Set<string>, name: string): string {
  const unique = findUnique(name, (one) => taken.has(plainName(one)));
  taken.add(plainName(unique));
  return unique;
}
