import { isDeepStrictEqual } from 'node:util';
import type { Excerpt } from '../document/excerpt.ts';
import { isObject } from '../document/is-object.ts';
import type { RequestBodyObject } from '../document/openapi.ts';
import { type Operation, resolveReference } from '../document/operations.ts';
import { isMarked, propertyNames, schemasAt, schemasInPlace } from '../schema/schema-shape.ts';
import { heldIn } from './held-things.ts';
import { isIdName, normalizeName } from './resource-names.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What a contract says, in words, of values that no two records may have. */
export interface UniqueValues {
  /** Its words, by the property that they are about. */
  readonly ofProperties: ReadonlyMap<string, string>;
  /** Those of the create or its 409, which don't say of which values. */
  readonly ofRecord: string | undefined;
  /** Whether those of the record say that a thing is had by one record alone, not that values are unique. */
  readonly isHeld: boolean;
  /** All properties that a client may send. */
  readonly names: readonly string[];
}

const unique =
  /\b(unique|uniqueness|already (exists?|taken|used|in use|registered)|exists? already|(taken|used|registered) already|duplicates?)\b|\balready has an? [^.;]*\bth(is|at|ese) |\b(this|the) (code|name|e-?mail|address|username|login|handle|slug|sku|serial) is (taken|in use)\b|\banother [\w-]+( [\w-]+)? (already )?(has|have|uses) (this|that|the same) |\b(an?|another) [\w-]+ with (this|that|the same) [^.;]*\b(already|exists?)\b|\b(has|have) already (applied|enrolled|joined|registered|reviewed|rated|signed up|subscribed|voted)\b/i;
/** What says nothing of other records. */
const ofIds = /\bunique (identifier|id|uuid|guid|reference)\b|idempoten/i;

/** @returns undefined if a create has no 409 for a duplicate, or nothing says that there are any */
export function uniqueValuesOf({ document, operation }: Excerpt): UniqueValues | undefined {
  const { node } = operation;
  if (!Object.hasOwn(node.responses ?? {}, '409')) return undefined;
  const { content = {} } = resolveReference<RequestBodyObject>(document, node.requestBody ?? {});
  const body = schemasInPlace(document, ...Object.values(content).map(({ schema }) => schema));
  const properties = propertyNames(body)
    .map((name) => ({ name, schemas: schemasInPlace(document, ...schemasAt(body, name)) }))
    .filter(({ schemas }) => !isMarked(schemas, 'readOnly'));
  const ofProperties = new Map(
    properties.flatMap(({ name, schemas }): [string, string][] => {
      const said = isIdName(name) ? undefined : wordsIn(schemas);
      return said === undefined ? [] : [[name, said]];
    }),
  );
  const refusals = schemasInPlace(document, node.responses?.['409']);
  const names = properties.map(({ name }) => name);
  const said = wordsIn([...refusals, node]);
  const named = said === undefined ? undefined : propertyIn(said, names);
  if (said !== undefined && named !== undefined && !isIdName(named)) ofProperties.set(named, said);
  const ofRecord = said ?? heldBy(operation, refusals, names);
  if (ofProperties.size === 0 && ofRecord === undefined) return undefined;
  const isHeld = said === undefined && ofRecord !== undefined;
  return { ofProperties, ofRecord, isHeld, names };
}

/** "Another member has this email", "the code is already taken": not what is so only somewhere, or beside another value. */
const named = [
  /\b(?:with|has|have|uses) (?:this|that|the same|the) ([a-z][\w -]*?)(?= (?:is|was|already|exists?|has)\b|[,.;]|$)/i,
  /\b(?:this|that|the) ([a-z][\w -]*?) (?:is|was|has been) (?:already )?(?:taken|in use|used|registered|known|installed)\b/i,
];

/** What is so only there: "with this name in the team". */
const scope = /^[^.;,]*\b(in|at|on|for|under|within|per|by|to|and|or) (the|this|that|a|an|each|another|one|same)\b/i;

/** The property whose value the contract says to be unique. */
function propertyIn(said: string, names: readonly string[]): string | undefined {
  const phrases = named.flatMap((pattern) => {
    const found = pattern.exec(said);
    const isOnlyThere = found && scope.test(said.slice(found.index + found[0].length));
    return found?.[1] === undefined || isOnlyThere ? [] : [found[1]];
  });
  const isNamed = (name: string) => (phrase: string) =>
    ['', 'number', 'code', 'address', 'name'].some((end) => normalizeName(phrase) === normalizeName(name) + end);
  return names.find((name) => phrases.some(isNamed(name)));
}

function heldBy({ node, path }: Operation, refusals: readonly object[], names: readonly string[]): string | undefined {
  const create = { calledBy: [path, node.operationId, node.summary], names };
  const found = (described: object, isRefusal: boolean) => {
    const text = (described as { readonly description?: unknown }).description;
    return typeof text === 'string' ? heldIn(text, create, isRefusal) : undefined;
  };
  return (refusals.map((one) => found(one, true)).find((said) => said !== undefined) ?? found(node, false))?.slice(
    0,
    100,
  );
}

function wordsIn(described: readonly object[]): string | undefined {
  const texts = described.map((one) => (one as { readonly description?: unknown }).description);
  const found = texts.find((text) => typeof text === 'string' && unique.test(text) && !ofIds.test(text));
  return (found as string | undefined)?.slice(0, 100);
}

/** The words by which the contract says that a value which is sent is unique; undefined if it doesn't. Null may be had by many. */
export function saidOf({ ofProperties, ofRecord, names }: UniqueValues, sent: Fields): string | undefined {
  const isSent = (name: string) => (sent[name] ?? null) !== null;
  const found = [...ofProperties].find(([name]) => isSent(name));
  return found?.[1] ?? (names.every(isSent) ? ofRecord : undefined);
}

/** Whether a record has what is sent for a new one, and is unique. */
export function isTaken({ ofProperties, ofRecord, names }: UniqueValues, sent: Fields, record: Fields): boolean {
  const isSame = (name: string) => (sent[name] ?? null) !== null && has(record[name], sent[name]);
  // What records don't show, such as a password, tells none from another.
  const isAlike = (name: string) => isSame(name) || (sent[name] !== undefined && record[name] === undefined);
  return [...ofProperties.keys()].some(isSame) || (ofRecord !== undefined && names.every(isAlike));
}

/** Whether a value is another one, or has more properties. Of a record that is embedded, the id alone counts. */
function has(value: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted) && Array.isArray(value))
    return wanted.length === value.length && wanted.every((inner, index) => has(value[index], inner));
  if (!isObject(wanted) || !isObject(value)) return isDeepStrictEqual(value, wanted);
  const { id } = wanted;
  if (id !== undefined) return isDeepStrictEqual(value['id'], id);
  return Object.entries(wanted).every(([name, inner]) => has(value[name], inner));
}
