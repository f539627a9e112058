/** Of a name: more of it is not compared. */
const maxLength = 200;

/** What a misspelt name may have meant: up to three of the names, the most similar first. */
export function similarNames(name: string, names: readonly string[]): string[] {
  const own = new Set(pairsOf(name));
  const likenessOf = (other: string) => {
    const pairs = pairsOf(other);
    return pairs.filter((pair) => own.has(pair)).length / (own.size + pairs.length);
  };
  const similar = names.map((other) => ({ other, likeness: likenessOf(other) })).filter(({ likeness }) => likeness > 0);
  similar.sort((a, b) => b.likeness - a.likeness);
  return similar.slice(0, 3).map(({ other }) => other);
}

/** The end of a message about a misspelt name. @returns an empty string where no name is similar */
export function suggest(name: string, names: readonly string[]): string {
  const similar = similarNames(name, names);
  return similar.length === 0 ? '' : `. Did you mean ${similar.join(', ')}?`;
}

/** Each two letters that follow each other; the ends count as letters. */
function pairsOf(name: string): string[] {
  const text = ` ${name.slice(0, maxLength).toLowerCase()} `;
  return [...text.slice(1)].map((letter, index) => `${text[index]}${letter}`);
}
