import type { ArgumentPart } from '../../encoding/shell.ts';

/** A text in which variables stand for secrets. */
export type Marked = readonly ArgumentPart[];

/** Whose values are secret in a request or a response, whatever the contract says of them. */
const secretName =
  /^(?:(?:access|refresh|id|auth|bearer|session|csrf|xsrf)?[-_]?token|jwt|pass(?:word|wd|phrase|code)?|pwd|(?:client[-_]?)?secret|api[-_]?key|credentials?)$/i;

/** Whether the value of a property of this name must not be shown. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** Shorter ones, and words, may be in any text by chance: they are hidden only where credentials stand. */
function isUnmistakable(secret: string): boolean {
  return secret.length >= 16 || (secret.length >= 8 && /[^a-z]/i.test(secret));
}

/**
 * The secrets of a run, each with the variable that reports show in its place. They are hidden where credentials stand:
 * in headers, query parameters and properties that carry them. A text that can't be anything else is hidden everywhere.
 */
export class Secrets {
  readonly #variables = new Map<string, string>();
  /** Names of headers, query parameters and properties, in lower case. */
  readonly #carriers = new Set<string>();
  #echoes: { readonly pattern: RegExp; readonly variables: ReadonlyMap<string, string> } | undefined;

  set(secret: string, variable: string): this {
    if (secret !== '') this.#variables.set(secret, variable);
    this.#echoes = undefined;
    return this;
  }

  /** Makes a header, a query parameter or a property one that carries credentials. */
  carryIn(name: string): this {
    this.#carriers.add(name.toLowerCase());
    return this;
  }

  carries(name: string): boolean {
    return this.#carriers.has(name.toLowerCase()) || isSecretName(name);
  }

  /** The value of a header, a parameter or a property. @param encode as the value is encoded where it stands */
  markValue(name: string, value: string, encode: (text: string) => string = (text) => text): Marked {
    if (!this.carries(name)) return this.markText(value);
    const known = this.#longestFirst().map(([secret, variable]) => [encode(secret), variable] as const);
    for (const [secret, variable] of known) {
      if (value === secret) return [{ variable }];
      if (value.endsWith(` ${secret}`) || value.endsWith(`=${secret}`))
        return [value.slice(0, -secret.length), { variable }];
    }
    const [, scheme = '', rest = ''] = /^([\w-]+ +)?(.*)$/s.exec(value) ?? [];
    for (const [secret, variable] of known) {
      const altered = alterationOf(secret, variable, rest);
      if (altered) return scheme === '' ? altered : [scheme, ...altered];
    }
    return this.markText(value);
  }

  /** Hides the secrets that can't be anything else, however a URL, a form or JSON encodes them. */
  markText(text: string): Marked {
    this.#echoes ??= this.#patternOfEchoes();
    const { pattern, variables } = this.#echoes;
    if (variables.size === 0) return [text];
    const parts: ArgumentPart[] = [];
    let from = 0;
    for (const { 0: found, index } of text.matchAll(pattern)) {
      parts.push(text.slice(from, index), { variable: variables.get(found) as string });
      from = index + found.length;
    }
    return [...parts, text.slice(from)].filter((part) => part !== '');
  }

  /** As {@link markText}, as a text. */
  hide(text: string): string {
    return textOf(this.markText(text));
  }

  #longestFirst(): [string, string][] {
    return [...this.#variables].sort(([a], [b]) => b.length - a.length);
  }

  #patternOfEchoes(): { pattern: RegExp; variables: ReadonlyMap<string, string> } {
    const variables = new Map<string, string>();
    for (const [secret, variable] of this.#variables) {
      if (!isUnmistakable(secret)) continue;
      const form = new URLSearchParams({ s: secret }).toString().slice(2);
      const json = JSON.stringify(secret).slice(1, -1);
      for (const encoded of [secret, encodeURIComponent(secret.toWellFormed()), form, json])
        variables.set(encoded, variable);
    }
    // All at once: a server that issues the token `TOKEN` must not have the name of a variable replaced.
    const longestFirst = [...variables.keys()].sort((a, b) => b.length - a.length);
    return { pattern: new RegExp(longestFirst.map(escapePattern).join('|'), 'g'), variables };
  }
}

/** A text with the names of its variables. */
export function textOf(marked: Marked): string {
  return marked.map((part) => (typeof part === 'string' ? part : part.variable)).join('');
}

/** What the tests have made of a secret, as an expression of a shell; undefined if it is nothing of the secret. */
function alterationOf(secret: string, variable: string, value: string): Marked | undefined {
  const name = variable.slice(1);
  const piped = (from: string, to: string) => [{ variable: `$(printf %s "${variable}" | tr ${from} ${to})` }];
  if (value === secret.toUpperCase()) return piped('a-z', 'A-Z');
  if (value === secret.toLowerCase()) return piped('A-Z', 'a-z');
  if (value.toLowerCase() === secret.toLowerCase()) return piped('a-zA-Z', 'A-Za-z');
  if (secret.length >= 4 && value.startsWith(secret)) return [{ variable }, value.slice(secret.length)];
  let shared = 0;
  while (shared < secret.length && secret[shared] === value[shared]) shared++;
  const cut = { variable: `\${${name}%${'?'.repeat(secret.length - shared)}}` };
  // A shared beginning of a short secret may be chance.
  if (shared >= 4 || shared >= secret.length / 2) return shared === value.length ? [cut] : [cut, 'altered'];
  return hasPieceOf(secret, value) ? ['altered'] : undefined;
}

/** Whether four characters that follow each other are in the secret, forwards or backwards. */
function hasPieceOf(secret: string, value: string): boolean {
  const both = `${secret}\n${[...secret].reverse().join('')}`;
  const pieces = Array.from({ length: Math.max(0, value.length - 3) }, (_, start) => value.slice(start, start + 4));
  return pieces.some((piece) => both.includes(piece));
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, (character) => `\\${character}`);
}
