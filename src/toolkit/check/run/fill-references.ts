import { replaceAt, tokensIn, valueAt } from '../../contract/document/json-pointer.ts';
import { type RequestParts, withParameter } from '../../instances/index.ts';
import type { Case } from '../plan/case.ts';
import { placeOf } from '../plan/leaves.ts';
import type { Plan } from '../plan/plan.ts';
import type { Collection } from '../plan/references.ts';

/** A request whose references are the ids of records that exist. */
export interface FilledReferences {
  readonly parts: RequestParts;
  /** Whether some of them may name no record. */
  readonly namesUnknown: boolean;
}

/** The id of a record that exists, or of one that no other request names; undefined if there is none. */
export type FindId = (collection: Collection, isFresh?: boolean) => Promise<unknown>;

/** A property or parameter such as `authorId` names a record of another resource: puts ids of records there. */
export async function fillReferences(
  plan: Plan,
  testCase: Case,
  parts: RequestParts,
  findId: FindId,
): Promise<FilledReferences> {
  const inParameters = await fillParameters(plan, testCase, parts, findId);
  const inBody = await fillBody(plan, testCase, inParameters.parts.body, findId);
  return {
    parts: inBody.body === parts.body ? inParameters.parts : { ...inParameters.parts, body: inBody.body },
    namesUnknown: inParameters.namesUnknown || inBody.namesUnknown,
  };
}

async function fillParameters(
  plan: Plan,
  { operation, location, isFilled }: Case,
  parts: RequestParts,
  findId: FindId,
): Promise<FilledReferences> {
  let filled = parts;
  let namesUnknown = false;
  for (const { parameter, pointer } of operation.maker.subjects) {
    const { in: kind, name } = parameter;
    const value = parts.parameters.get(parameter);
    const collection = kind === 'path' || value === undefined ? undefined : plan.references.namedById(name);
    // What a sequence asks a list for stays as it is.
    const isAsked = isFilled && value !== operation.base?.parameters.get(parameter);
    if (!collection || isAsked || collection.path === operation.operation.path) continue;
    const id = location === `${kind}/${name}` ? undefined : typedAs(await findId(collection), value);
    if (id === undefined || !operation.instances.isValid(id, pointer)) namesUnknown = true;
    else filled = withParameter(filled, parameter, id);
  }
  return { parts: filled, namesUnknown };
}

async function fillBody(plan: Plan, { operation, location = '' }: Case, given: unknown, findId: FindId) {
  const pointer = operation.maker.body?.pointer;
  let body = given;
  let namesUnknown = false;
  if (pointer === undefined || typeof body !== 'object' || body === null) return { body, namesUnknown };
  const own = operation.part && plan.references.at(operation.part.resource.path);
  const found = plan.references.in(body, own);
  if (found.length === 0) return { body, namesUnknown };
  const wasValid = operation.instances.isValid(body, pointer);
  // What is wrong with it is what is tested.
  const isFine = (candidate: unknown) => operation.instances.isValid(candidate, pointer) === wasValid;
  const used = new Set<string>();
  for (const { path, collection, isCertain } of found) {
    const place = `body${path}`;
    const isBelow = location !== 'body' && place.startsWith(`${location}/`);
    const value = valueAt(body, `#${path}`);
    const id = typedAs(await findId(collection), value);
    if (location === place) {
      namesUnknown ||= isCertain || id !== undefined;
      continue;
    }
    const tokens = tokensIn(body, path);
    let filled = id === undefined ? undefined : replaceAt(body, tokens, id);
    // The items of a list may have to differ.
    const use = `${placeOf(path)} ${id}`;
    if (used.has(use) && filled !== body && !isFine(filled))
      filled = replaceAt(body, tokens, typedAs(await findId(collection, true), value));
    const without = id === undefined && wasValid && !isBelow ? withoutReference(body, path, isFine) : undefined;
    if (filled !== undefined && isFine(filled)) {
      body = filled;
      used.add(use);
    } else if (without !== undefined) body = without;
    else namesUnknown ||= isCertain;
  }
  return { body, namesUnknown };
}

/** The body without the property that can't name a record, where it is optional. */
function withoutReference(body: unknown, path: string, isFine: (body: unknown) => boolean): unknown {
  const tokens = tokensIn(body, path);
  return [tokens, tokens.slice(0, -1)]
    .filter((one) => one.length > 0)
    .map((one) => replaceAt(body, one, undefined))
    .find((one) => one !== body && isFine(one));
}

/** An id of the type that a value has: a number may be written as text. */
function typedAs(id: unknown, value: unknown): unknown {
  if (id === undefined || id === null || typeof id === typeof value) return id ?? undefined;
  if (typeof value === 'string') return String(id);
  const isWhole = typeof id === 'string' && /^-?\d{1,15}$/.test(id);
  if (typeof value === 'number' && isWhole) return Number(id);
  return typeof id === 'bigint' || (typeof id === 'number' && typeof value === 'bigint') ? id : undefined;
}
