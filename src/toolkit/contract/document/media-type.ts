/**
 * Media types as contracts and messages write them.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-media-type
 */

interface MediaTypeTraits {
  readonly essence: string;
  readonly isJson: boolean;
  readonly withCharset: string;
}

/** Messages name few media types, again and again. Other parts of them, such as boundaries, may differ each time. */
const known = new Map<string, MediaTypeTraits>();
const maxKnown = 200;
const maxKnownLength = 100;

function traitsOf(mediaType: string): MediaTypeTraits {
  return known.get(mediaType) ?? addTraits(mediaType);
}

function addTraits(mediaType: string): MediaTypeTraits {
  const essence = (mediaType.split(';', 1)[0] as string).trim().toLowerCase();
  const isJsonType = /[/+]json$/.test(essence);
  const needsCharset = (isJsonType || isText(mediaType)) && !mediaType.includes(';');
  const traits = {
    essence,
    isJson: isJsonType,
    withCharset: needsCharset ? `${mediaType}; charset=utf-8` : mediaType,
  };
  if (mediaType.length > maxKnownLength) return traits;
  if (known.size >= maxKnown) known.clear();
  known.set(mediaType, traits);
  return traits;
}

/** The type itself in lower case, without parameters: `application/json` of `Application/JSON; charset=utf-8`. */
export function essenceOf(mediaType: string): string {
  return traitsOf(mediaType).essence;
}

/** The value of the charset parameter in lower case, or undefined. */
export function charsetOf(mediaType: string): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(mediaType)?.[1]?.toLowerCase();
}

/** Adds `charset=utf-8` to JSON and text types that have no parameters. */
export function withCharset(mediaType: string): string {
  return traitsOf(mediaType).withCharset;
}

/** `application/json`, `text/json` and all that end in `+json`. @see https://www.rfc-editor.org/rfc/rfc6839#section-3.1 */
export function isJson(mediaType: string): boolean {
  return traitsOf(mediaType).isJson;
}

/** `application/xml`, `text/xml` and all that end in `+xml`. @see https://www.rfc-editor.org/rfc/rfc7303#section-4.2 */
export function isXml(mediaType: string): boolean {
  return /[/+]xml$/.test(essenceOf(mediaType));
}

/** `application/x-www-form-urlencoded`, and all that have parts. */
export function isForm(mediaType: string): boolean {
  return /^(multipart\/|application\/x-www-form-urlencoded)/.test(essenceOf(mediaType));
}

export function isText(mediaType: string): boolean {
  return mediaType.trimStart().toLowerCase().startsWith('text/');
}

/**
 * Finds the most specific of the declared media types and ranges that covers a media type.
 * @see https://spec.openapis.org/oas/v3.1.1.html#request-body-object
 */
export function findMediaType(declared: readonly string[], mediaType: string): string | undefined {
  if (declared.includes(mediaType)) return mediaType;
  const same = (candidate: string) => candidate.replaceAll(' ', '').toLowerCase();
  const exact = declared.find((candidate) => same(candidate) === same(mediaType));
  if (exact !== undefined) return exact;
  const essence = essenceOf(mediaType);
  const [top] = essence.split('/', 1);
  for (const wanted of [essence, `${top}/*`, '*/*']) {
    const found = declared.find((candidate) => essenceOf(candidate) === wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A media type or range of a contract that JSON or XML values can be sent under, and what they are sent as. */
export interface ValueType {
  readonly declared: string;
  readonly sent: string;
}

/** The declared types for values: JSON first, then ranges that have JSON, then XML. */
export function valueTypesOf(declared: readonly string[]): ValueType[] {
  const ranges = declared.filter((type) => /^(\*|application)\/\*$/.test(essenceOf(type)));
  return [
    ...declared.filter(isJson).map((type) => ({ declared: type, sent: type })),
    ...ranges.map((type) => ({ declared: type, sent: 'application/json' })),
    ...declared.filter(isXml).map((type) => ({ declared: type, sent: type })),
  ];
}
