import type { ContractOperations } from '../../contract/document/operations.ts';
import { isMarkedSecret } from '../../contract/document/secret-query-names.ts';
import { walk } from '../../contract/document/walk.ts';

/** Whether what has a name is secret: a header, a property, or a field of a form. */
export type IsSecret = (name: string) => boolean;

const secretName =
  /pass(word|wd|phrase|code)|pwd|secret|token|jwt|api_?-?key|authorization|credential|private_?-?key|^pin$|cvv|cvc/i;

/** What the contract marks as `format: password` or `x-sensitive` anywhere, and what is named like a secret. */
export function findSecretNames({ document }: Pick<ContractOperations, 'document'>): IsSecret {
  const names = new Set<string>();
  walk(document, ({ kind, node }) => {
    const isNamed = kind === 'Parameter' && typeof node['name'] === 'string';
    if (isNamed && (isMarkedSecret(document, node) || isMarkedSecret(document, node['schema'])))
      names.add(String(node['name']).toLowerCase());
    if (kind !== 'Schema' || typeof node['properties'] !== 'object') return;
    for (const [name, schema] of Object.entries(node['properties'] ?? {}))
      if (isMarkedSecret(document, schema)) names.add(name.toLowerCase());
  });
  return (name) => names.has(name.toLowerCase()) || secretName.test(name);
}

/** A JSON value without texts that are secret by their names: those properties are left out. */
export function withoutSecrets(value: unknown, isSecret: IsSecret): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, isSecret));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name, inner]) => !(isSecret(name) && typeof inner === 'string'));
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutSecrets(inner, isSecret)]));
}
