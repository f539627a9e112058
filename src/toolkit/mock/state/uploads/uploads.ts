import type { Contract } from '../../../contract/document/load-contract.ts';
import { isJson } from '../../../contract/document/media-type.ts';
import type { OpenApiDocument, RequestBodyObject, ResponseObject } from '../../../contract/document/openapi.ts';
import { type Operation, resolveReference } from '../../../contract/document/operations.ts';
import { variableNames } from '../../../contract/document/path-template.ts';
import type { Action, Resource, ResourceOperation } from '../../../contract/resource/resources.ts';

/** An operation that receives a file, and the one that sends it. */
export interface Upload {
  readonly operation: Operation;
  readonly download: Operation | undefined;
  /** The variable of the download's path that the upload's hasn't: the id of what it has made. */
  readonly id: string | undefined;
}

/** The operations that receive files, alone or among the parts of a form, with those that send them. */
export function findUploads({ document, operations }: Contract): Upload[] {
  const uploads = operations.filter((one) => /^(post|put|patch)$/.test(one.method) && takesFiles(document, one));
  const downloads =
    uploads.length === 0 ? [] : operations.filter((one) => one.method === 'get' && sendsFiles(document, one));
  return uploads.map((operation) => {
    const path = operation.path.replace(/\/$/, '');
    const known = variableNames(path);
    const download = downloads
      .filter((one) => one.path === path || one.path.startsWith(`${path}/`))
      .filter((one) => variableNames(one.path).length <= known.length + 1)
      .toSorted((a, b) => a.path.length - b.path.length)[0];
    const id = download && variableNames(download.path)[known.length];
    return { operation, download, id };
  });
}

function takesFiles(document: OpenApiDocument, { node }: Operation): boolean {
  const { content = {} } = resolveReference<RequestBodyObject>(document, node.requestBody ?? {});
  return Object.keys(content).some((type) => !isJson(type) && !/urlencoded|xml|^text\//i.test(type));
}

function sendsFiles(document: OpenApiDocument, { node }: Operation): boolean {
  const status = Object.keys(node.responses ?? {}).find((one) => /^2/.test(one));
  const written = status === undefined ? undefined : node.responses?.[status];
  const types = Object.keys(resolveReference<ResponseObject>(document, written ?? {}).content ?? {});
  return types.length > 0 && !types.some(isJson);
}

/** The resources, where what reads a file isn't taken for what reads a record, and with those of files that are only sent. */
export function withFiles(resources: readonly Resource[], uploads: readonly Upload[]): Resource[] {
  const downloads = new Set(uploads.map(({ download }) => download));
  const known = resources.map((resource) => {
    const read = resource.operations.get('read')?.operation;
    const isFile = resource.operations.has('create') && read !== undefined && downloads.has(read);
    if (!isFile) return resource;
    return { ...resource, operations: new Map([...resource.operations].filter(([action]) => action !== 'read')) };
  });
  const taken = new Set(known.flatMap(({ operations }) => [...operations.values()].map(({ operation }) => operation)));
  const others = uploads.flatMap(({ operation, id }): Resource[] => {
    if (id === undefined || operation.method !== 'post' || taken.has(operation)) return [];
    const operations = new Map<Action, ResourceOperation>([['create', { action: 'create', operation }]]);
    return [{ path: operation.path, operations, idInResponse: undefined, foundBy: 'paths' }];
  });
  return [...known, ...others];
}
