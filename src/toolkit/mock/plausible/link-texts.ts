import { hostOf } from './person-texts.ts';
import { pictureOf, smallestPicture } from './pictures.ts';
import { slugOf } from './subject.ts';
import type { TextRule } from './text-rule.ts';
import type { ValueContext } from './value-context.ts';

const ownName = /^(display )?(name|title|label|subject|headline)$/;

/** Pictures, which load without a network, and addresses in the web, which lead to nobody. */
export const linkTexts: readonly TextRule[] = [
  [
    /\b(avatar|photo|picture|image|cover|thumbnail|thumb|logo|icon|banner|portrait|poster|headshot)s?( (url|uri|src|link|href|path))?$|\b(image|img) ?(url|src)$/,
    pictureFor,
  ],
  [/\buser agent$/, () => 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'],
  [/\b(domain|domain name|host ?name|host)$/, ({ sibling, owner }) => hostOf(String(sibling(ownName) ?? owner))],
  [/\b(urls?|uri|link|href|web ?site|home ?page|web|permalink)$/, urlFor],
  [
    /^(self|related|first|last|next|prev|collection)$/,
    (context) => (context.owner === 'link' ? urlFor(context) : undefined),
  ],
];

function pictureFor({ sibling, words, owner, kind, person, serial, maxLength }: ValueContext): string {
  const isFace = /avatar|portrait|headshot/.test(words) || kind === 'person';
  const name = isFace && kind === 'person' ? person().fullName : sibling(ownName);
  const picture = pictureOf(String(name ?? (isFace ? person().fullName : owner)), isFace, serial);
  return picture.length <= maxLength ? picture : smallestPicture;
}

/** `https://example.com/books/a-tale/reviews` for the `reviewsUrl` of a book. */
function urlFor({ words, kind, owner, serial, sibling }: ValueContext): string {
  const name = sibling(ownName);
  if (/web ?site|home ?page|^web$/.test(words))
    return `https://${typeof name === 'string' && (kind === 'company' || kind === 'place') ? hostOf(name) : 'www.example.com'}/`;
  const [noun, part] = [owner, words.replace(/ ?\b(html|git|api|urls?|uri|link|href|permalink)\b/g, '')].map(slugOf);
  const record = typeof name === 'string' ? slugOf(name).slice(0, 40) : String(serial);
  return `https://example.com/${[noun && `${noun}s`, record, part].filter(Boolean).join('/')}`;
}
