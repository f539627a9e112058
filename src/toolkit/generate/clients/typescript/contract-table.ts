import { schemeOf } from '../../../contract/document/credentials.ts';
import type { Contract } from '../../../contract/document/load-contract.ts';
import { essenceOf, isJson } from '../../../contract/document/media-type.ts';
import type {
  EncodingObject,
  OpenApiDocument,
  ParameterObject,
  RequestBodyObject,
  ResponseObject,
} from '../../../contract/document/openapi.ts';
import { type Operation, resolveReference } from '../../../contract/document/operations.ts';
import { ownServerPath, serverPathOf } from '../../../contract/document/server-path.ts';
import { styles } from '../../../contract/document/styles.ts';
import { tokenEndpointsOf } from '../../../contract/document/token-endpoints.ts';
import { walk } from '../../../contract/document/walk.ts';
import { contentTypesOf, isStyled } from '../../../contract/request/field-encoding.ts';
import { isLong } from '../../../contract/schema/long-integers.ts';
import type { ContractTable, FieldEntry, OperationEntry, SchemeEntry, StyleEntry } from './runtime/table.ts';

/** What a client knows of its contract at run time, with the operations by the names that they have there. */
export function makeTable(contract: Contract, names: ReadonlyMap<Operation, string>): ContractTable {
  const { document, operations } = contract;
  const signIn = tokenEndpointsOf(document).find(({ flow }) => flow === 'password');
  const schemes = Object.keys(document.components?.securitySchemes ?? {}).flatMap((name): [string, SchemeEntry][] => {
    const entry = schemeEntry(contract, name);
    return entry === undefined ? [] : [[name, entry]];
  });
  let hasLongIntegers = false;
  walk(document, ({ kind, node }) => {
    hasLongIntegers ||= kind === 'Schema' && isLong(node);
  });
  return {
    serverPath: serverPathOf(document),
    schemes: Object.fromEntries(schemes),
    ...(signIn === undefined ? {} : { tokenPath: signIn.path }),
    ...(signIn === undefined || signIn.refreshPath === signIn.path ? {} : { refreshPath: signIn.refreshPath }),
    ...(hasLongIntegers ? { hasLongIntegers } : {}),
    operations: Object.fromEntries(
      operations.map((operation) => [
        names.get(operation) as string,
        operationEntry(document, operation, schemes.length > 0),
      ]),
    ),
  };
}

/** Undefined for what no header can prove, such as `mutualTLS`. */
function schemeEntry(contract: Contract, scheme: string): SchemeEntry | undefined {
  const { type, name = '', in: place = 'header', scheme: kind = 'bearer' } = schemeOf(contract, scheme) ?? {};
  if (type === 'apiKey') return [place, name];
  if (type === 'http') {
    if (kind.toLowerCase() === 'basic') return ['basic'];
    return kind.toLowerCase() === 'bearer' ? ['bearer'] : ['header', 'authorization'];
  }
  return type === 'oauth2' || type === 'openIdConnect' ? ['bearer'] : undefined;
}

function operationEntry(document: OpenApiDocument, operation: Operation, hasSchemes: boolean): OperationEntry {
  const { method, path, parameters, security, servers, node } = operation;
  const own = parameters.flatMap((parameter): [string, StyleEntry][] => {
    const style = styleOf(parameter.in, parameter);
    return style === undefined ? [] : [[`${parameter.in} ${parameter.name}`, style]];
  });
  const { content = {} } = node.requestBody
    ? (resolveReference<RequestBodyObject>(document, node.requestBody) ?? {})
    : {};
  const accepts = jsonFirst(Object.keys(content));
  const fields = Object.entries(content).flatMap(([mediaType, media]): [string, Record<string, FieldEntry>][] => {
    const entries = Object.entries(media?.encoding ?? {}).flatMap(([name, encoding]): [string, FieldEntry][] => {
      const entry = fieldEntry(document, encoding, essenceOf(mediaType).startsWith('multipart/'));
      return entry === undefined ? [] : [[name, entry]];
    });
    return entries.length === 0 ? [] : [[mediaType, Object.fromEntries(entries)]];
  });
  const serverPath = servers && ownServerPath(document, servers);
  const groups = hasSchemes ? security.map((requirement) => Object.keys(requirement)) : [['token']];
  return {
    method: method.toUpperCase(),
    path,
    ...(serverPath === undefined ? {} : { serverPath }),
    ...(own.length === 0 ? {} : { styles: Object.fromEntries(own) }),
    ...(accepts.length === 0 ? {} : { accepts }),
    ...(fields.length === 0 ? {} : { fields: Object.fromEntries(fields) }),
    responses: responsesOf(document, node.responses ?? {}),
    ...(groups.length === 0 ? {} : { security: groups }),
  };
}

/** The default of a body, and the first that is asked for in a response. */
export function jsonFirst(mediaTypes: readonly string[]): string[] {
  return [...mediaTypes].sort((a, b) => Number(isJson(b)) - Number(isJson(a)));
}

function responsesOf(document: OpenApiDocument, responses: Record<string, ResponseObject>): Record<string, string[]> {
  const declared = Object.entries(responses).filter(([status]) => /^([1-5](\d\d|XX)|default)$/i.test(status));
  return Object.fromEntries(
    declared.map(([status, written]) => {
      const { content = {} } = resolveReference<ResponseObject>(document, written) ?? {};
      return [status.replace('xx', 'XX'), jsonFirst(Object.keys(content))];
    }),
  );
}

/** Undefined for the default style of the place, and for one that the place doesn't have. */
function styleOf(place: ParameterObject['in'], parameter: ParameterObject): StyleEntry | undefined {
  const { content, style, explode, allowReserved } = parameter;
  const [mediaType] = Object.keys(content ?? {});
  if (mediaType !== undefined) return isJson(mediaType) ? ['json'] : undefined;
  const preset = place === 'query' || place === 'cookie' ? 'form' : 'simple';
  const known = styles.some(([location, name]) => location === place && name === style) ? (style as string) : preset;
  const isExploded = explode ?? known === 'form';
  const isReserved = place === 'query' && allowReserved === true;
  if (known === preset && isExploded === (preset === 'form') && !isReserved) return undefined;
  return isReserved ? [known, isExploded, true] : [known, isExploded];
}

function fieldEntry(document: OpenApiDocument, encoding: EncodingObject, isMultipart: boolean): FieldEntry | undefined {
  if (isStyled(document, encoding, isMultipart)) {
    const { style = 'form', explode = style === 'form', allowReserved = false } = encoding;
    return { style: [style, explode, allowReserved] };
  }
  const type = contentTypesOf(encoding)?.find((one) => !one.includes('*'));
  return type === undefined ? undefined : { type };
}
