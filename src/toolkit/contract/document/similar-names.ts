/** Of a name: more of it is not compared. */
const maxLength = 200;
/** From 0 to 1: below it, names have little more than single letters in common. */
const minLikeness = 0.55;
/** Letters that a name has to have where it is a part of another one. */
const minPart = 3;

/** What a misspelt name may have meant: up to three of the names, the most similar first; none where all are unlike it. */
export function similarNames(name: string, names: readonly string[]): string[] {
  const own = pairsOf(name);
  // Two letters that changed places are half of the pairs of a short name.
  const letters = sortedLetters(name);
  const isPart = (other: string) => name.length >= minPart && other.toLowerCase().includes(name.toLowerCase());
  const similar = names
    .map((other) => ({ other, likeness: likenessOf(own, pairsOf(other)) }))
    .filter(({ other, likeness }) => likeness >= minLikeness || isPart(other) || sortedLetters(other) === letters);
  similar.sort((a, b) => b.likeness - a.likeness);
  return similar.slice(0, 3).map(({ other }) => other);
}

/** The end of a message about a misspelt name. @returns an empty string where no name is similar */
export function suggest(name: string, names: readonly string[]): string {
  const similar = similarNames(name, names);
  return similar.length === 0 ? '' : `. Did you mean ${similar.join(', ')}?`;
}

/** The share of the pairs that both have, of both names and of the misspelt one: that may be the beginning of a long name. */
function likenessOf(own: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = [...other].filter((pair) => own.has(pair)).length;
  return shared / (own.size + other.size) + shared / own.size / 2;
}

function sortedLetters(name: string): string {
  return [...name.slice(0, maxLength).toLowerCase()].sort().join('');
}

/** Each two letters that follow each other; the ends count as letters. */
function pairsOf(name: string): Set<string> {
  const text = ` ${name.slice(0, maxLength).toLowerCase()} `;
  return new Set([...text.slice(1)].map((letter, index) => `${text[index]}${letter}`));
}
