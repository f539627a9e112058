/** A name without that in which spellings differ: `author_id` and `authorId` are `authorid`. */
export function normalizeName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** What one record of a collection may be called, and all of them: `categories`, `category` of `/shop/categories`. */
export function namesOfRecords({ path }: { readonly path: string }): string[] {
  const plural = normalizeName(path.split('/').filter(Boolean).at(-1) ?? '');
  return [...new Set([plural, plural.replace(/ies$/, 'y'), plural.replace(/es$/, ''), plural.replace(/s$/, '')])];
}
