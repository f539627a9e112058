import { valueAt } from '../../../contract/document/json-pointer.ts';
import type { Contract } from '../../../contract/document/load-contract.ts';
import { essenceOf, isJson } from '../../../contract/document/media-type.ts';
import type {
  MediaTypeObject,
  OpenApiDocument,
  RequestBodyObject,
  ResponseObject,
} from '../../../contract/document/openapi.ts';
import { type Operation, resolveReference } from '../../../contract/document/operations.ts';
import { variableNames } from '../../../contract/document/path-template.ts';
import { findRecordPlace, successOf } from '../../../contract/resource/record-shape.ts';
import { normalizeName } from '../../../contract/resource/resource-names.ts';
import type { Action, Resource, ResourceOperation } from '../../../contract/resource/resources.ts';
import { propertyNames, schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import { typingOf } from '../../../contract/schema/typed-text.ts';
import { singular, wordsOf } from '../../plausible/words.ts';

/** An operation that receives a file, and those that send it. */
export interface Upload {
  readonly operation: Operation;
  /** The first one is that of the file's URL; others send it as well, such as a preview. */
  readonly downloads: readonly Operation[];
  /** The variable of the first download's path that is the id of what the upload has made; undefined if it has none. */
  readonly id: string | undefined;
}

/** The operations that receive files, alone or among the parts of a form, with those that send them. */
export function findUploads({ document, operations }: Contract): Upload[] {
  const uploads = operations.filter((one) => /^(post|put|patch)$/.test(one.method) && takesFiles(document, one));
  const downloads = uploads.length === 0 ? [] : findDownloads({ document, operations });
  const found = uploads.map((operation): Upload => {
    const path = operation.path.replace(/\/$/, '');
    const known = variableNames(path);
    const own = downloads
      .filter((one) => one.path === path || one.path.startsWith(`${path}/`))
      .filter((one) => variableNames(one.path).length <= known.length + 1)
      .toSorted((a, b) => a.path.length - b.path.length);
    const id = own[0] && variableNames(own[0].path)[known.length];
    return { operation, downloads: own.filter((one) => variableNames(one.path)[known.length] === id), id };
  });
  const taken = new Set(found.flatMap((one) => one.downloads));
  const free = downloads.filter((one) => !taken.has(one));
  const unlinked = found.filter((one) => one.downloads.length === 0);
  return found.map((one) => (unlinked.includes(one) ? linkElsewhere(document, one, free, unlinked.length) : one));
}

/** The operations that send files. */
export function findDownloads({ document, operations }: Pick<Contract, 'document' | 'operations'>): Operation[] {
  return operations.filter((one) => one.method === 'get' && sendsFiles(document, one));
}

const files = /\b(file|upload|attachment|document|image|photo|picture|media|asset|video|blob|scan|avatar)s?\b/;

/**
 * An upload with what sends its file at another path: by a variable that is called like its id, `/files/{uploadId}`, or like what it
 * makes, `/images/{id}` for `/images/upload`; where there is only one of each, by words for files.
 */
function linkElsewhere(
  document: OpenApiDocument,
  upload: Upload,
  free: readonly Operation[],
  uploadCount: number,
): Upload {
  const { path } = upload.operation;
  const known = variableNames(path);
  const candidates = free.filter((one) => {
    const variables = variableNames(one.path);
    return (
      variables.length > 0 &&
      variables.slice(0, -1).every((name) => known.includes(name)) &&
      !known.includes(variables.at(-1) as string)
    );
  });
  const nouns = nounsIn(path);
  const ids = new Set([...nouns.map((noun) => `${noun}id`), ...idsInResponse(document, upload.operation)]);
  const isNamed = (one: Operation) => ids.has(normalizeName(variableNames(one.path).at(-1) as string));
  const isOfNoun = (one: Operation) =>
    nouns.includes(nounsIn(one.path.slice(0, one.path.lastIndexOf('{'))).at(-1) ?? '');
  const isOnly = (one: Operation) =>
    uploadCount === 1 && candidates.length === 1 && files.test(wordsOf(one.path)) && files.test(wordsOf(path));
  const downloads =
    [isNamed, isOfNoun, isOnly].map((test) => candidates.filter(test)).find((some) => some.length > 0) ?? [];
  const [first] = downloads.toSorted((a, b) => a.path.length - b.path.length);
  const id = first && variableNames(first.path).at(-1);
  return first ? { ...upload, downloads: [first, ...downloads.filter((one) => one !== first)], id } : upload;
}

/** The words for what a path is about: `photo` for `/animals/{id}/photos`. */
function nounsIn(path: string): string[] {
  return path
    .split('/')
    .filter((part) => part !== '' && !part.includes('{'))
    .map((part) => normalizeName(singular(wordsOf(part))));
}

/** The names of ids in the response, other than `id`. */
function idsInResponse(document: OpenApiDocument, operation: Operation): string[] {
  const place = successOf({ excerpt: { document, operation }, instances: { document } });
  const names = place ? propertyNames(schemasInPlace(document, valueAt(document, place.schemaPointer))) : [];
  return names.map(normalizeName).filter((name) => /..id$/.test(name));
}

function takesFiles(document: OpenApiDocument, { node }: Operation): boolean {
  const { content = {} } = resolveReference<RequestBodyObject>(document, node.requestBody ?? {});
  return Object.keys(content).some((type) => !isJson(type) && !/urlencoded|xml|^text\//i.test(type));
}

function sendsFiles(document: OpenApiDocument, { node }: Operation): boolean {
  const status = Object.keys(node.responses ?? {}).find((one) => /^2/.test(one));
  const written = status === undefined ? undefined : node.responses?.[status];
  const types = Object.entries(resolveReference<ResponseObject>(document, written ?? {}).content ?? {});
  return types.length > 0 && !types.some(([type, media]) => isJson(type) || isValue(document, type, media));
}

/** Whether any media type may be sent, and the schema is that of an object or a list. */
function isValue(document: OpenApiDocument, type: string, { schema }: MediaTypeObject): boolean {
  return essenceOf(type) === '*/*' && !typingOf(document, schema).shapes.includes('primitive');
}

/** The resources, where what reads a file isn't taken for what reads a record, and with those of files that are only sent. */
export function withFiles(
  { document }: Pick<Contract, 'document'>,
  resources: readonly Resource[],
  uploads: readonly Upload[],
): Resource[] {
  const downloads = new Set(uploads.flatMap((one) => one.downloads));
  const known = resources.map((resource) => {
    const read = resource.operations.get('read')?.operation;
    const isFile = resource.operations.has('create') && read !== undefined && downloads.has(read);
    if (!isFile) return resource;
    return { ...resource, operations: new Map([...resource.operations].filter(([action]) => action !== 'read')) };
  });
  const taken = new Set(known.flatMap(({ operations }) => [...operations.values()].map(({ operation }) => operation)));
  const others = uploads.flatMap(({ operation, id }): Resource[] => {
    if (operation.method !== 'post' || taken.has(operation)) return [];
    const operations = new Map<Action, ResourceOperation>([['create', { action: 'create', operation }]]);
    const resource: Resource = { path: operation.path, operations, idInResponse: undefined, foundBy: 'paths' };
    // What is uploaded has an id of its own, also where nothing sends it by that.
    const place = findRecordPlace({ excerpt: { document, operation }, instances: { document } }, resource);
    return id !== undefined || /(id|uuid|key)$/i.test(place?.id ?? '') ? [resource] : [];
  });
  return [...known, ...others];
}
