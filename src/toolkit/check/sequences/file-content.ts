/** The smallest files that some servers take for one of a media type; others look at the first bytes only. */
const beginnings: Readonly<Record<string, Buffer>> = {
  'image/png': Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=',
    'base64',
  ),
  'image/gif': Buffer.from('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', 'base64'),
  'image/jpeg': Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
  'application/pdf': Buffer.from('%PDF-1.4\n%\xff\xff\xff\xff\n', 'latin1'),
  'application/gzip': Buffer.from([0x1f, 0x8b, 8, 0]),
  'application/zip': Buffer.from('PK\x05\x06', 'latin1'),
};

/** A file of a size in bytes: of all bytes there are, with zeros, line breaks and none that are UTF-8 among them. */
export function makeFile(mediaType: string, size: number, serial: number): Uint8Array {
  const file = Buffer.alloc(size);
  for (let at = 0; at < size; at++) file[at] = (at * 7 + (at >> 8) + serial * 13) & 0xff;
  beginnings[mediaType]?.copy(file);
  return file;
}
