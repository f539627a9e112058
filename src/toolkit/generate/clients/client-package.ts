import deprecated from 'spdx-license-ids/deprecated.json' with { type: 'json' };
import current from 'spdx-license-ids/index.json' with { type: 'json' };
import type { OpenApiDocument } from '../../contract/document/openapi.ts';
import type { ClientPackage } from './language.ts';

/** @param name in place of the one that is made of the contract's title */
export function describePackage(
  { info = {} }: OpenApiDocument,
  name: string | undefined,
  options: readonly string[],
): ClientPackage {
  return {
    name: name ?? packageNameOf(info.title),
    version: packageVersionOf(info.version),
    license: licenseOf(info.license),
    options,
  };
}

/** `Pet Store API` -> `pet-store-api-client` */
function packageNameOf(title: unknown): string {
  const ascii = String(title ?? '').normalize('NFKD');
  const words =
    ascii
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return [...(words.length === 0 ? ['api'] : words), 'client'].join('-').slice(0, 100);
}

/** `v1.2` -> `1.2.0`, `2026-11-27` -> `2026.11.27`, `1.2.3-beta` as it is; 0.0.0 where it isn't a number. @see https://semver.org/#semantic-versioning-specification-semver */
function packageVersionOf(written: unknown): string {
  const [, major, minor = '0', patch = '0', rest = ''] =
    /^v?(\d{1,15})(?:\.(\d{1,15}))?(?:\.(\d{1,15}))?((?:-[\da-z-]+(?:\.[\da-z-]+)*)?)(?:\+.*)?$/i.exec(
      String(written ?? '')
        .trim()
        .replace(/^(\d{4})-(\d\d)-(?=\d\d)/, '$1.$2.'),
    ) ?? [];
  return major === undefined ? '0.0.0' : `${[major, minor, patch].map(Number).join('.')}${rest}`;
}

const spdxIds = new Map([...deprecated, ...current].map((id) => [id.toLowerCase(), id]));

/** Contracts of 3.0 have no identifier, only a name, which most write in one of these ways. */
const licenseNames: Readonly<Record<string, string>> = {
  'apache 2': 'Apache-2.0',
  'apache 2.0': 'Apache-2.0',
  'apache license 2.0': 'Apache-2.0',
  'apache license, version 2.0': 'Apache-2.0',
  'apache license version 2.0': 'Apache-2.0',
  'mit license': 'MIT',
  'the mit license': 'MIT',
  'bsd 3-clause': 'BSD-3-Clause',
  'gnu gpl v3': 'GPL-3.0-only',
};

/** Undefined for what SPDX doesn't know, which pip refuses to install. @see https://spec.openapis.org/oas/v3.1.1.html#license-object */
function licenseOf({ identifier, name }: { identifier?: unknown; name?: unknown } = {}): string | undefined {
  const written = [identifier, name].find((text) => typeof text === 'string')?.trim() ?? '';
  const parts = written.split(/ +(AND|OR|WITH) +/).map((part, index, all) => {
    // Exceptions have a list of their own.
    if (index % 2 === 1 || all[index - 1] === 'WITH' || /^LicenseRef-[\w.-]+$/.test(part)) return part;
    return spdxIds.get(part.toLowerCase()) ?? licenseNames[part.toLowerCase()];
  });
  return parts.includes(undefined) ? undefined : parts.join(' ');
}
