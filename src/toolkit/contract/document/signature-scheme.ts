import type { ParameterObject } from './openapi.ts';
import { ownProperty } from './own-property.ts';

/** The digests that `x-signature` can name, by Node's names. */
export const signatureAlgorithms = {
  'hmac-sha1': 'sha1',
  'hmac-sha256': 'sha256',
  'hmac-sha512': 'sha512',
} as const satisfies Record<string, string>;

/** How `x-signature` can write a digest. */
export const signatureEncodings = {
  hex: (digest) => digest.toString('hex'),
  'hex-upper': (digest) => digest.toString('hex').toUpperCase(),
  base64: (digest) => digest.toString('base64'),
} as const satisfies Record<string, (digest: Buffer) => string>;

/** `x-signature` of a header parameter: its value is an HMAC of the body, with a secret that both sides have. */
export interface SignatureScheme {
  readonly algorithm: keyof typeof signatureAlgorithms;
  readonly encoding: keyof typeof signatureEncodings;
  /** Before the digest. Default: none. */
  readonly prefix?: string;
}

/** The `x-signature` of a header parameter; undefined if it has none, or a malformed one. */
export function signatureSchemeOf(parameter: ParameterObject): SignatureScheme | undefined {
  const written = parameter['x-signature'];
  if (parameter.in !== 'header' || typeof written !== 'object' || written === null) return undefined;
  const { algorithm, encoding, prefix = '' } = written as SignatureScheme;
  if (ownProperty(signatureAlgorithms, algorithm) === undefined) return undefined;
  if (ownProperty(signatureEncodings, encoding) === undefined || typeof prefix !== 'string') return undefined;
  return { algorithm, encoding, prefix };
}
