const secretName =
  /pass(word|phrase|code)|secret|token|api_?-?key|authorization|credential|private_?-?key|^pin$|cvv|cvc/i;

/** Whether a name says that what it names is a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** A JSON value without what looks like a secret by its name: those properties are left out. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name, inner]) => !(isSecretName(name) && typeof inner === 'string'));
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutSecrets(inner)]));
}
