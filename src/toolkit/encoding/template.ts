/** Text in a language such as HTML, in which everything that came from elsewhere is escaped. */
export class Encoded<Language extends string> {
  readonly language: Language;
  readonly text: string;

  /** For text of our own. All other text is encoded by a template. */
  constructor(language: Language, text: string) {
    this.language = language;
    this.text = text;
  }
}

/** What a template takes: a text or number is escaped, what the same template made is not. */
export type Encodable<Language extends string> = string | number | Encoded<Language> | readonly Encoded<Language>[];

/**
 * Makes a tagged template that escapes every value.
 * @param encodeText gets a value, and what the template has before it
 */
export function createTemplate<Language extends string>(
  language: Language,
  encodeText: (value: string, before: string) => string,
) {
  const encode = (value: Encodable<Language>, before: string): string => {
    if (value instanceof Encoded && value.language === language) return value.text;
    if (Array.isArray(value)) return value.map((one) => encode(one, before)).join('');
    return encodeText(String(value), before);
  };
  return (strings: TemplateStringsArray, ...values: readonly Encodable<Language>[]): Encoded<Language> => {
    let text = strings[0] as string;
    for (const [index, value] of values.entries()) text += encode(value, text) + (strings[index + 1] as string);
    return new Encoded(language, text);
  };
}
