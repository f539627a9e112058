import type { Codec } from './style-rows.ts';
import type { Location, Styled } from './styles.ts';

/** @throws {URIError} if the percent-encoding is broken */
export function decodeFormText(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

/** Returns malformed texts as they are. */
export function decodeLeniently(text: string): string {
  try {
    return decodeFormText(text);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return text;
  }
}

/** Of headers and the parts of multipart/form-data, which aren't encoded. */
export const plainCodec: Codec = { encode: (text) => text, decode: (text) => text, escapes: false };

const formCodec: Codec = { encode: (text) => encodeURIComponent(text), decode: decodeFormText, escapes: true };

/** Characters that are reserved in URLs and have no meaning in query strings. */
const allowed: Readonly<Record<string, string>> = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%24': '$',
  '%2C': ',',
  '%3B': ';',
  '%3D': '=',
};

/** @see https://spec.openapis.org/oas/v3.1.1.html#fixed-fields-for-use-with-schema `allowReserved` */
const reservedCodec: Codec = {
  ...formCodec,
  encode: (text) =>
    encodeURIComponent(text).replaceAll(/%(?:3A|2F|3F|40|24|2C|3B|3D)/g, (code) => allowed[code] as string),
};

const codecs: Readonly<Record<Location, Codec>> = {
  path: { ...formCodec, decode: decodeURIComponent },
  query: formCodec,
  header: plainCodec,
  // Other software may set cookies with a literal percent sign.
  cookie: { ...formCodec, decode: (text) => (text.includes('%') ? decodeCookie(text) : text) },
};

function decodeCookie(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return text;
  }
}

export function codecFor(location: Location, { allowReserved }: Styled): Codec {
  return location === 'query' && allowReserved === true ? reservedCodec : codecs[location];
}
