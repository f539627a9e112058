import { essenceOf } from '../contract/document/media-type.ts';
import type { OpenApiDocument } from '../contract/document/openapi.ts';
import { schemasInPlace } from '../contract/schema/schema-shape.ts';

/** Pictures of one pixel, and a page with a word on it. */
const files: Readonly<Record<string, string | Buffer>> = {
  'image/png': bytes(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  ),
  'image/jpeg': bytes(
    '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxD/2Q==',
  ),
  'image/gif': bytes('R0lGODlhAQABAIAAAGZmZgAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw=='),
  'image/webp': bytes('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=='),
  'image/svg+xml':
    '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64" fill="#2f6690"/></svg>',
  'application/pdf': Buffer.from(pdf(), 'latin1'),
};

function bytes(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}

/** @see ISO 32000-2, 7.5.4: the table has where each object begins */
function pdf(): string {
  const drawing = 'BT /F1 24 Tf 72 760 Td (Document) Tj ET';
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${drawing.length}>>stream\n${drawing}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  let text = '%PDF-1.4\n';
  const starts = objects.map((object, index) => {
    const start = text.length;
    text += `${index + 1} 0 obj${object}endobj\n`;
    return `${String(start).padStart(10, '0')} 00000 n \n`;
  });
  const count = objects.length + 1;
  return `${text}xref\n0 ${count}\n0000000000 65535 f \n${starts.join('')}trailer<</Size ${count}/Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF\n`;
}

export function hasSampleFile(mediaType: string): boolean {
  return files[essenceOf(mediaType)] !== undefined;
}

/**
 * A small file of a media type, of as many bytes as its schema wants.
 * @param schema of the body; a file has none, or is a text
 * @returns undefined if there is none of the type, or its schema describes something else
 */
export function sampleFile(document: OpenApiDocument, mediaType: string, schema: unknown): string | Buffer | undefined {
  const file = files[essenceOf(mediaType)];
  if (file === undefined) return undefined;
  const schemas = schemasInPlace(document, schema ?? {});
  const isOther = schemas.some(
    ({ type, ...others }) =>
      (type !== undefined && ![type].flat().includes('string')) ||
      others['pattern'] !== undefined ||
      others['enum'] !== undefined,
  );
  const lengths = (keyword: 'minLength' | 'maxLength') =>
    schemas.flatMap((one) => (typeof one[keyword] === 'number' ? [one[keyword]] : []));
  const size = Math.max(file.length, ...lengths('minLength'));
  if (isOther || size > Math.min(maxSize, ...lengths('maxLength'))) return undefined;
  // Readers stop where the file ends by its own format.
  return typeof file === 'string' ? file.padEnd(size) : Buffer.concat([file, Buffer.alloc(size - file.length)]);
}

const maxSize = 1_000_000;
