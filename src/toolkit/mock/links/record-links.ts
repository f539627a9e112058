import { isObject } from '../../contract/document/is-object.ts';
import { joinPointer, replaceAt, valueAt } from '../../contract/document/json-pointer.ts';
import type { OpenApiDocument } from '../../contract/document/openapi.ts';
import type { Operation } from '../../contract/document/operations.ts';
import { fillTemplate, pathText, variableNames } from '../../contract/document/path-template.ts';
import type { ReadRequest } from '../../contract/request/request-reader.ts';
import type { OperationResponse } from '../../contract/response/response.ts';
import { isMarked, propertyNames, schemasAt, schemasInPlace } from '../../contract/schema/schema-shape.ts';
import { findRecordsPlace } from '../records-place.ts';
import { readablePaths, recordName } from './record-paths.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Points the links in an operation's records to where the records are. */
export interface RecordLinks {
  /** @param url of the request */
  fill(response: OperationResponse, request: ReadRequest, url: string): OperationResponse;
}

/**
 * HAL's `_links`, and `links` with a `self`.
 * @param document the whole contract: links lead to other operations
 * @returns undefined if the records have no links
 * @see https://datatracker.ietf.org/doc/html/draft-kelly-json-hal-11#section-4.1.1
 */
export function findRecordLinks(document: OpenApiDocument, operation: Operation): RecordLinks | undefined {
  const place = findRecordsPlace(document, operation);
  if (!place?.id) return undefined;
  const { way, schemas, id } = place;
  const holder = ['_links', 'links'].find((name) => propertyNames(schemas).includes(name));
  const template = holder === undefined ? undefined : recordTemplate(document, operation);
  if (holder === undefined || template === undefined) return undefined;
  const inside = schemasInPlace(document, ...schemasAt(schemas, holder));
  const rels = propertyNames(inside);
  if (holder === 'links' && !rels.includes('self')) return undefined;
  const isText = (rel: string) =>
    schemasInPlace(document, ...schemasAt(inside, rel)).some(({ type }) => [type].flat().includes('string'));
  const facts = { holder, rels, texts: new Set(rels.filter(isText)), isServers: isMarked(inside, 'readOnly') };
  const pointer = joinPointer('#', ...way);
  const filled = new WeakMap<OperationResponse, { readonly base: string; readonly response: OperationResponse }>();
  return {
    fill(response, request, url) {
      const { body, status } = response;
      const there = status < 300 ? valueAt(body, pointer) : undefined;
      if (typeof there !== 'object' || there === null) return response;
      const base = baseOf(url, operation.path, request.path);
      const last = filled.get(response);
      if (last?.base === base) return last.response;
      const link = (record: unknown) => {
        const fields = record as Fields;
        return withLinks(document, fields, { ...facts, template, id: fields[id], path: request.path, base });
      };
      const linked = replaceAt(body, way, Array.isArray(there) ? there.map(link) : link(there));
      const made = { ...response, body: linked };
      filled.set(response, { base, response: made });
      return made;
    },
  };
}

/** The path at which a record of an operation's response is read. */
function recordTemplate(document: OpenApiDocument, { path, method }: Operation): string | undefined {
  const { all, ofRecords } = readablePaths(document);
  const own = path.replace(/\/$/, '');
  if (own.endsWith('}')) return all.has(path) ? path : undefined;
  const below = [...all].find(
    (other) => other.startsWith(`${own}/{`) && /^\{[^{}/]+\}$/.test(other.slice(own.length + 1)),
  );
  const above = method === 'get' ? '' : own.replace(/[/:][^/{}:]+$/, '');
  return (
    below ??
    (above.endsWith('}') && all.has(above) ? above : ofRecords.get(recordName(own.slice(own.lastIndexOf('/') + 1))))
  );
}

/** What a mock is reached by: the origin, and what stands before the paths of the contract. */
function baseOf(url: string, template: string, path: ReadRequest['path']): string {
  const { origin, pathname } = new URL(url);
  const end = fillTemplate(template, (name) => encodeURIComponent(pathText(path[name])));
  return pathname.endsWith(end) ? origin + pathname.slice(0, pathname.length - end.length) : origin;
}

interface Linked {
  readonly holder: string;
  /** The names of the links that a record has at least, and those that are texts. */
  readonly rels: readonly string[];
  readonly texts: ReadonlySet<string>;
  /** Whether clients set no links. */
  readonly isServers: boolean;
  readonly template: string;
  readonly id: unknown;
  readonly path: ReadRequest['path'];
  readonly base: string;
}

function withLinks(document: OpenApiDocument, record: Fields, linked: Linked): Fields {
  const { holder, rels, texts, isServers, base } = linked;
  const there = (record[holder] ?? {}) as Fields;
  if (typeof there !== 'object' || Array.isArray(there)) return record;
  const links: Record<string, unknown> = { ...there };
  for (const rel of new Set([...Object.keys(there), ...rels])) {
    const own = there[rel];
    if (own !== undefined && !isServers && !isMadeUp(own)) continue;
    const path = pathFor(document, rel, record, linked);
    if (path === undefined) continue;
    const isText = own === undefined ? texts.has(rel) : typeof own === 'string';
    links[rel] = isText ? base + path : withHref(own, base + path);
  }
  const embedded = record['_embedded'];
  const related = record['relationships'];
  const made = {
    ...record,
    ...(Object.keys(links).length > 0 && { [holder]: links }),
    ...(holder === 'links' && isObject(related) && { relationships: withRelatedLinks(document, related, linked) }),
  };
  return isObject(embedded) ? { ...made, _embedded: withEmbeddedLinks(document, embedded, linked) } : made;
}

/** The `related` links of JSON:API. @see https://jsonapi.org/format/#document-resource-object-relationships */
function withRelatedLinks(document: OpenApiDocument, related: Fields, { template, id, path, base }: Linked): Fields {
  const { all, ofRecords } = readablePaths(document);
  const last = variableNames(template).at(-1);
  const own = { ...path, ...(last !== undefined && { [last]: id }) };
  const parts = Object.entries(related).map(([name, value]) => {
    const links = isObject(value) ? value['links'] : undefined;
    if (!isObject(value) || !isObject(links) || !isMadeUp(links['related'])) return [name, value];
    const data = isObject(value['data']) ? value['data'] : undefined;
    const target = ofRecords.get(recordName(name));
    const variable = target === undefined ? undefined : variableNames(target).at(-1);
    const below = `${template}/${name}`;
    const filled =
      (all.has(below) && filledPath(below, own)) ||
      (target !== undefined && variable !== undefined && filledPath(target, { ...path, [variable]: data?.['id'] }));
    const there = links['related'];
    return [
      name,
      filled
        ? { ...value, links: { ...links, related: isObject(there) ? withHref(there, base + filled) : base + filled } }
        : value,
    ];
  });
  return Object.fromEntries(parts);
}

/** Records in a record, by what they are called there. */
function withEmbeddedLinks(document: OpenApiDocument, embedded: Fields, linked: Linked): Fields {
  const parts = Object.entries(embedded).map(([name, value]) => {
    const template = readablePaths(document).ofRecords.get(recordName(name));
    const link = (one: unknown) => {
      if (template === undefined || !isObject(one) || !isObject(one[linked.holder])) return one;
      return withLinks(document, one, { ...linked, rels: [], template, id: one['id'] });
    };
    return [name, Array.isArray(value) ? value.map(link) : link(value)];
  });
  return Object.fromEntries(parts);
}

/** Where a link of a record leads: to itself, its list, what is below it, a record that it refers to. */
function pathFor(
  document: OpenApiDocument,
  rel: string,
  record: Fields,
  { template, id, path }: Linked,
): string | undefined {
  const { all, ofRecords } = readablePaths(document);
  const last = variableNames(template).at(-1);
  const values = { ...path, ...(last !== undefined && { [last]: id }) };
  if (rel === 'self') return filledPath(template, values);
  if (rel === 'collection') return filledPath(template.slice(0, template.lastIndexOf('/')), values);
  const below = [...all].find(
    (other) => other.startsWith(`${template}/`) && recordName(other.slice(template.length + 1)) === recordName(rel),
  );
  if (below !== undefined) return filledPath(below, values);
  const target = ofRecords.get(recordName(rel));
  const referred = [`${rel}Id`, `${rel}_id`].map((name) => record[name]).find((value) => value !== undefined);
  const inside = [record[rel], (record['_embedded'] as Fields | undefined)?.[rel]].find(isObject)?.['id'];
  const other = referred ?? inside;
  const variable = target === undefined ? undefined : variableNames(target).at(-1);
  return target === undefined || variable === undefined || other === undefined
    ? undefined
    : filledPath(target, { ...path, [variable]: other });
}

function filledPath(template: string, values: Fields): string | undefined {
  if (variableNames(template).some((name) => (values[name] ?? undefined) === undefined)) return undefined;
  return fillTemplate(template, (name) => encodeURIComponent(pathText(values[name])));
}

function withHref(own: unknown, href: string): Fields {
  const fields = isObject(own) ? own : {};
  return { ...fields, href, ...(Object.hasOwn(fields, 'templated') && { templated: false }) };
}

/** What records get where nobody has said more: an address that leads to nobody. */
function isMadeUp(link: unknown): boolean {
  return /^https:\/\/example\.com\//.test(String(isObject(link) ? link['href'] : link));
}
