import { schemesOf } from '../../contract/document/credentials.ts';
import type { ContractOperations } from '../../contract/document/operations.ts';
import { findSecretNames, type IsSecret } from '../record/secrets.ts';

/** Stands for a value that isn't shown. */
export const hidden = '…';

const known = new WeakMap<ContractOperations, IsSecret>();

/** By name, wherever it is: API keys, what is `format: password` or `x-sensitive`, and what is named like a secret. */
export function secretsOf(contract: ContractOperations): IsSecret {
  const found = known.get(contract) ?? findSecrets(contract);
  known.set(contract, found);
  return found;
}

function findSecrets(contract: ContractOperations): IsSecret {
  const isSecret = findSecretNames(contract);
  const names = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie']);
  for (const { type, name } of schemesOf(contract)) if (type === 'apiKey' && name) names.add(name.toLowerCase());
  return (name) => names.has(name.toLowerCase()) || isSecret(name);
}

/** A key, a string (which may have been cut), a bracket, another value, or what is between them. */
const tokens =
  /(?<key>"(?:[^"\\]|\\.)*"(?=\s*:))|(?<value>"(?:[^"\\]|\\.)*(?:"|\\?$)|-?\d[\w.+-]*)|(?<bracket>[{}[\]])|[^"{}[\]\d-]+|./gs;

/** A JSON text, or the start of one, without the strings and numbers of secret properties. */
export function hideInJson(text: string, isSecret: IsSecret): string {
  let depth = 0;
  /** The depth of the secret that the text is in. */
  let secretDepth = Number.POSITIVE_INFINITY;
  let isNextSecret = false;
  return text.replaceAll(tokens, (token, ...rest) => {
    const { key, value, bracket } = rest.at(-1) as Record<string, string | undefined>;
    if (key !== undefined) isNextSecret = isSecret(nameIn(key));
    else if (bracket === '{' || bracket === '[') {
      if (isNextSecret) secretDepth = Math.min(secretDepth, depth);
      isNextSecret = false;
      depth++;
    } else if (bracket !== undefined) {
      depth--;
      if (depth <= secretDepth) secretDepth = Number.POSITIVE_INFINITY;
      isNextSecret = false;
    } else if (value !== undefined) {
      const isHidden = isNextSecret || depth > secretDepth;
      isNextSecret = false;
      if (isHidden) return `"${hidden}"`;
    } else if (token.includes(',')) isNextSecret = false;
    return token;
  });
}

function nameIn(key: string): string {
  try {
    return String(JSON.parse(key));
  } catch {
    return key;
  }
}

/** @see https://url.spec.whatwg.org/#application/x-www-form-urlencoded */
export function hideInForm(text: string, isSecret: IsSecret): string {
  const pairs = text.split('&').map((pair) => {
    const [written = '', value] = pair.split(/=(.*)/s);
    const [name = written] = new URLSearchParams(`${written}=`).keys();
    return value !== undefined && isSecret(name) ? `${written}=${hidden}` : pair;
  });
  return pairs.join('&');
}

/** Texts and attributes of elements. What is within a secret element is hidden up to the next tag. */
export function hideInXml(text: string, isSecret: IsSecret): string {
  return text
    .replaceAll(/<([^<>]*)>([^<]+)/g, (all, tag: string, inner: string) => {
      const [, name = ''] = /^(?:[\w.-]{1,200}:)?([\w.-]+)/.exec(tag) ?? [];
      return isSecret(name) && inner.trim() !== '' ? `<${tag}>${hidden}` : all;
    })
    .replaceAll(/(?<![\w.-])([\w.-]+)=("[^"<]*"?|'[^'<]*'?)/g, (all, name: string) =>
      isSecret(name) ? `${name}="${hidden}"` : all,
    );
}
