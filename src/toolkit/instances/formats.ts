/** Makes a text of a format for a serial number, of at least `minLength` characters where the format allows. */
export type MakeFormat = (serial: number, minLength: number) => string;

const two = (value: number) => String(value).padStart(2, '0');
const pad = (length: number) => 'a'.repeat(Math.max(0, length));

const date: MakeFormat = (serial) => `2025-${two((serial % 12) + 1)}-${two((serial % 28) + 1)}`;
const time: MakeFormat = (serial) => `${two(serial % 24)}:${two(serial % 60)}:00Z`;
/** Some have an offset, the last one among them: a server that drops it stores another moment. */
const dateTime: MakeFormat = (serial) =>
  `${date(serial, 0)}T${time(serial, 0)}`.replace(/Z$/, serial % 7 === 3 ? '+02:00' : 'Z');
const email: MakeFormat = (serial, minLength) => {
  const domain = 'example.com';
  return `user${serial}${pad(minLength - domain.length - 5 - String(serial).length)}@${domain}`;
};
const uri: MakeFormat = (serial, minLength) =>
  `https://host${serial}.example/${pad(minLength - 21 - String(serial).length)}`;

/** Hosts are names that are reserved for examples. @see https://www.rfc-editor.org/rfc/rfc2606 */
export const formats: Readonly<Record<string, MakeFormat>> = {
  date,
  time,
  'date-time': dateTime,
  duration: (serial) => `P${(serial % 30) + 1}D`,
  email,
  'idn-email': email,
  hostname: (serial) => `host${serial}.example`,
  'idn-hostname': (serial) => `host${serial}.example`,
  ipv4: (serial) => `192.0.2.${serial % 256}`,
  ipv6: (serial) => `2001:db8::${(serial + 1).toString(16)}`,
  uri,
  url: uri,
  iri: uri,
  'uri-reference': (serial) => `/path/${serial}`,
  'iri-reference': (serial) => `/path/${serial}`,
  'uri-template': (serial) => `https://host${serial}.example/{id}`,
  uuid: (serial) => `3f0c5f4e-6c1b-4b8e-9a56-${serial.toString(16).padStart(12, '0')}`,
  'json-pointer': (serial) => `/path/${serial}`,
  'relative-json-pointer': (serial) => `${serial}/path`,
  regex: (serial) => `^a{${(serial % 9) + 1}}$`,
  byte: (serial, minLength) => Buffer.from(`bytes ${serial}${pad(minLength)}`).toString('base64'),
  int32: (serial) => String(serial),
  int64: (serial) => String(serial),
};
