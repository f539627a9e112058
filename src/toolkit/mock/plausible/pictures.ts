const colours = ['2f6690', '81523f', '3a7d44', '7b2d26', '5e548e', 'b5651d', '287271', '8a4f7d', '4a5759', 'a23e48'];

/**
 * A picture that loads without a network: a coloured card with a text, or a circle with initials for a person.
 * @param text what it shows
 * @see https://www.rfc-editor.org/rfc/rfc2397
 */
export function pictureOf(text: string, isPerson: boolean, serial: number): string {
  const colour = colours[serial % colours.length] as string;
  const label = escapeText(isPerson ? initialsOf(text) : text);
  const drawing = isPerson
    ? `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><circle cx="48" cy="48" r="48" fill="#${colour}"/><text x="48" y="60" font-family="sans-serif" font-size="36" text-anchor="middle" fill="#fff">${label}</text></svg>`
    : `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 320"><rect width="240" height="320" fill="#${colour}"/>${linesOf(label)}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(drawing).replaceAll('%20', ' ').replaceAll(' ', '%20')}`;
}

/** A picture in the fewest letters, where there is little room. */
export const smallestPicture = 'data:image/gif;base64,R0lGODlhAQABAIAAAGZmZgAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==';

function initialsOf(text: string): string {
  const words = text.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => word?.[0] ?? '')
    .join('')
    .toUpperCase();
}

/** Words in lines of about sixteen letters, five at most. */
function linesOf(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) as string;
    if (last !== '' && last.length + word.length > 15) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  const spans = lines.slice(0, 5).map((line, index) => `<tspan x="120" dy="${index === 0 ? 0 : 30}">${line}</tspan>`);
  return `<text y="130" font-family="serif" font-size="24" text-anchor="middle" fill="#fff">${spans.join('')}</text>`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
