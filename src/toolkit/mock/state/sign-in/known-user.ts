import type { Resource } from '../../../contract/resource/resources.ts';
import { propertyNames } from '../../../contract/schema/schema-shape.ts';
import { wordsOf } from '../../plausible/words.ts';
import type { Relations } from '../relations/relations.ts';
import type { ResourceState } from '../resource-state.ts';

type Fields = Record<string, unknown>;

/** The id of who has signed in, beside a token. */
export const userIds = /^(user|account|member|customer|person|profile|owner|subject) ?(id|uuid|guid)$/;
const keys = /^(e ?mail( address)?|user ?name|login)$/;

/**
 * The id of who has signed in, of the records that the contract has for users: of the one with what was sent, else of the one that is
 * given, who has it from now on.
 * @param name of the property that has the id of an existing user: `userId`
 * @param stateOf of a resource
 */
export async function knownUserId(
  relations: Relations,
  sent: Fields,
  { name, id }: { readonly name: string; readonly id: unknown },
  stateOf: (resource: Resource) => ResourceState,
): Promise<unknown> {
  const noun = wordsOf(name).replace(/ ?(id|uuid|guid)$/, '');
  const isOfPerson = (own: string) => keys.test(wordsOf(own));
  const free = relations.all.filter(({ isNested, schemas }) => !isNested && propertyNames(schemas).some(isOfPerson));
  const type = free.find(({ names }) => names.includes(noun)) ?? (free.length === 1 ? free[0] : undefined);
  const open = type && (await stateOf(type.resource).openAt({}));
  if (!open) return id;
  const given = Object.entries(sent).filter(([own]) => isOfPerson(own) && open.maker.properties.includes(own));
  const found = [...open.records.values()].find((record) => given.some(([own, value]) => record[own] === value));
  if (found) return found[open.idProperty];
  open.change(id, (current) => {
    const changed = { ...current, ...Object.fromEntries(given) };
    return open.maker.isSound(changed) ? changed : current;
  });
  return id;
}
