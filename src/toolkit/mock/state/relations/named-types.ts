import { kindOf } from '../../plausible/words.ts';
import { compact, type RecordType } from './record-type.ts';

/** The resource with that name, or with the longest one at its end: `billing customer`. */
export function typeNamed(words: string, recordTypes: readonly RecordType[], own: RecordType): RecordType | undefined {
  const wanted = compact(words);
  const exact = nearestType(
    recordTypes.filter(({ names }) => names.includes(wanted)),
    own,
  );
  if (exact) return exact;
  const tails = words.split(' ').map((_, index, all) => compact(all.slice(index).join(' ')));
  for (const tail of tails.slice(1)) {
    const found = nearestType(
      recordTypes.filter(({ names }) => names.includes(tail)),
      own,
    );
    if (found) return found;
  }
  return undefined;
}

const roles = ['user', 'member', 'person', 'account', 'employee', 'staff', 'contact', 'customer'];

/** Who has a role where the contract has one kind of people: an `assignee` is a user. */
export function personFor(words: string, recordTypes: readonly RecordType[]): RecordType | undefined {
  if (kindOf([words]) !== 'person' && !/\b(by|to)$/.test(words)) return undefined;
  return roles.flatMap((role) => recordTypes.find(({ names, isNested }) => !isNested && names.includes(role)) ?? [])[0];
}

/** Of several the one that is not below another record, or that is beside its own. */
export function nearestType(found: readonly RecordType[], own: RecordType): RecordType | undefined {
  const beside = found.filter(
    (recordType) =>
      recordType.isNested && own.path.startsWith(recordType.path.slice(0, recordType.path.lastIndexOf('}') + 1)),
  );
  return beside[0] ?? found.find(({ isNested }) => !isNested) ?? found[0];
}
