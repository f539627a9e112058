/** In levels: a body of brackets only would otherwise grow with the square of its length. */
const maxIndent = 24;
const tokens = /"(?:[^"\\]|\\.)*"?|[[\]{},:]|[^\s"[\]{},:]+/gs;

/**
 * JSON in several lines. The text is kept token by token, since parsing it would lose the digits of large numbers and properties
 * that occur twice; a text that was truncated is indented up to its end. Any other text is returned as it is.
 */
export function indentJson(text: string): string {
  const [, json = text, rest = ''] = /^(.*)(… \(\d+ characters in all\))$/s.exec(text) ?? [];
  if (!/^\s*[[{]/.test(json) || (rest === '' && !isJson(json))) return text;
  let lines = '';
  let depth = 0;
  let before = '';
  for (const [token] of json.matchAll(tokens)) {
    const closes = token === '}' || token === ']';
    if (closes) depth = Math.max(depth - 1, 0);
    const isEmpty = closes && (before === '{' || before === '[');
    if (before === ':') lines += ' ';
    else if (token !== ',' && token !== ':' && before !== '' && !isEmpty)
      lines += `\n${'  '.repeat(Math.min(depth, maxIndent))}`;
    lines += token;
    if (token === '{' || token === '[') depth++;
    before = token;
  }
  return lines + rest;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
