/** A name in lower case, with letters and digits only: `author_id` and `authorId` become `authorid`. */
export function normalizeName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** Whether a property is called like an id, or several: `id`, `bookId`, `book_ids`. */
export function isIdName(name: string): boolean {
  return /(^|[_-])ids?$|I[dD]s?$/.test(name);
}

/** Names of a collection and of one of its records: `categories`, `category` for `/shop/categories`. */
export function namesOfRecords({ path }: { readonly path: string }): string[] {
  const plural = normalizeName(path.split('/').filter(Boolean).at(-1) ?? '');
  return [...new Set([plural, plural.replace(/ies$/, 'y'), plural.replace(/es$/, ''), plural.replace(/s$/, '')])];
}
