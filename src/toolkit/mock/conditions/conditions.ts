import {
  methods,
  type OpenApiDocument,
  type OrReference,
  type ParameterObject,
  type PathItemObject,
} from '../../contract/document/openapi.ts';
import { type Operation, resolvePathItem, resolveReference } from '../../contract/document/operations.ts';
import type { DeclaredHeader } from '../../contract/response/declared-header.ts';
import type { ResponseContract } from '../../contract/response/response.ts';
import type { Instances } from '../../instances/index.ts';
import { strongTag, type TagForm, tagForms } from './entity-tag.ts';

/** What the contract says of an operation's conditional requests. @see https://www.rfc-editor.org/rfc/rfc9110#section-13 */
export interface Conditions {
  readonly isSafe: boolean;
  /** The header with the entity tag of a response, as it is declared; undefined if its responses have none. */
  readonly header: string | undefined;
  readonly form: TagForm;
  /** Whether a request is refused whose condition doesn't hold. */
  readonly hasFailure: boolean;
  /** Whether a write without a condition is refused. @see https://www.rfc-editor.org/rfc/rfc6585#section-3 */
  readonly isRequired: boolean;
  /** Whether a PUT creates what isn't there. */
  readonly mayCreate: boolean;
}

/** @returns undefined where the contract has no conditional requests */
export function findConditions(
  document: OpenApiDocument,
  operation: Operation,
  responses: ResponseContract,
  instances: Instances,
): Conditions | undefined {
  const { method, node, parameters } = operation;
  const isSafe = method === 'get' || method === 'head';
  const declares = (status: string) => Object.hasOwn(node.responses ?? {}, status);
  const isConditional = parameters.some(isCondition);
  const tag = declaredTag(operation, responses);
  const isTagged =
    tag !== undefined || (isSafe && (isConditional || declares('304') || isWrittenOnCondition(document, operation)));
  const hasFailure = declares('412') || (isConditional && responses.declares(412));
  const isRequired = !isSafe && declares('428') && parameters.some(({ name }) => /^if-match$/i.test(name));
  if (!isTagged && !hasFailure && !isRequired) return undefined;
  const form = formOf(tag, instances);
  const header = isTagged && form ? (tag?.name ?? 'ETag') : undefined;
  const mayCreate = method === 'put' && (declares('201') || !responses.declares(404));
  return { isSafe, header, form: form ?? strongTag, hasFailure, isRequired, mayCreate };
}

function isCondition({ in: location, name }: ParameterObject): boolean {
  return location === 'header' && /^if-(none-)?match$/i.test(name);
}

function declaredTag({ node }: Operation, responses: ResponseContract): DeclaredHeader | undefined {
  return Object.keys(node.responses ?? {})
    .filter((status) => /^2(\d\d|XX)$/i.test(status))
    .flatMap((status) => responses.declared(Number(status.replace(/xx/i, '00')))?.headers ?? [])
    .find(({ name }) => /^etag$/i.test(name));
}

/** The first form that the header's schema allows. */
function formOf(tag: DeclaredHeader | undefined, instances: Instances): TagForm | undefined {
  const { schemaPointer, read } = tag ?? {};
  if (schemaPointer === undefined || !read) return strongTag;
  return tagForms.find((form) => instances.isValid(read(form('0123456789abcdef'.repeat(2))), schemaPointer));
}

/** Whether what is read at a path is written there, or by an action below it, on a condition. */
function isWrittenOnCondition(document: OpenApiDocument, { path }: Operation): boolean {
  const own = path.replace(/\/$/, '');
  return Object.entries(document.paths ?? {}).some(([other, written]) => {
    if (!other.startsWith(own) || !/^([/:][\w-]+)?\/?$/.test(other.slice(own.length))) return false;
    const item = resolvePathItem(document, written);
    return methods.some((method) => method !== 'get' && isConditionalNode(document, item, method));
  });
}

function isConditionalNode(document: OpenApiDocument, item: PathItemObject, method: (typeof methods)[number]): boolean {
  const node = item[method];
  if (!node) return false;
  const all: OrReference<ParameterObject>[] = [...(item.parameters ?? []), ...(node.parameters ?? [])];
  const hasParameter = all.some((one) => isCondition(resolveReference<ParameterObject>(document, one)));
  return hasParameter || ['412', '428'].some((status) => Object.hasOwn(node.responses ?? {}, status));
}
