import { drawOne, nameFor, type TextRule } from './text-rule.ts';
import type { ValueContext } from './value-context.ts';

/** What machines say to each other: secrets, checksums, addresses, files. */
export const technicalTexts: readonly TextRule[] = [
  [/\b(password|pass ?phrase)$/, ({ faker }) => faker.internet.password({ length: 14 })],
  [/\b(token|jwt|secret|api key|access key|signature)$/, ({ faker }) => faker.string.alphanumeric(32)],
  [/\b(sha|sha 256|sha256|hash|checksum|digest|fingerprint)$/, (context) => hexadecimalOf(context, 64)],
  [/\b(sha 1|commit|revision|etag|md ?5)$/, (context) => hexadecimalOf(context, 32)],
  [/\b(ip|ip address|ipv 4)$/, ({ faker }) => `192.0.2.${faker.number.int({ min: 1, max: 254 })}`],
  [/\bmac( address)?$/, ({ faker }) => faker.internet.mac()],
  [/\b(version|app version)$/, ({ faker }) => faker.system.semver()],
  [/\b(mime ?type|content ?type|media ?type)$/, mediaTypeFor],
  [/\b(file ?name|original name)$/, (context) => nameFor(context, context.words, 'file')],
  [/\b(file ?path|path|directory|folder)$/, (context) => `/files/${nameFor(context, context.words, 'file')}`],
  [/\b(file ?)?extension$/, (context) => drawOne(context, 'png', 'pdf', 'jpg')],
  [/\b(language|lang|locale)s?( code)?$/, languageFor],
  [
    /\b(colou?r|hex)( (code|hex))?$/,
    ({ faker, maxLength, description, words }) =>
      maxLength <= 7 || /hex|#/.test(description + words) ? faker.color.rgb({ casing: 'lower' }) : faker.color.human(),
  ],
];

function hexadecimalOf({ faker }: ValueContext, length: number): string {
  return faker.string.hexadecimal({ length, prefix: '', casing: 'lower' });
}

function languageFor({ locale, words, maxLength }: ValueContext): string {
  if (!/locale/.test(words) || maxLength < 5) return locale.slice(0, 2);
  const { language, region } = new Intl.Locale(locale.replaceAll('_', '-')).maximize();
  return `${language}-${region}`;
}

const mediaTypes: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  jpg: 'image/jpeg',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

/** That of the file beside it. */
function mediaTypeFor({ sibling }: ValueContext): string {
  const file = String(sibling(/file ?name|^name$/) ?? 'picture.png');
  return mediaTypes[file.split('.').at(-1) ?? ''] ?? 'image/png';
}
