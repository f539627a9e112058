import type { DanglingId } from '../../unknown-reference.ts';
import type { MockRecord } from '../records/mock-record.ts';
import type { RecordPlan } from './record-plan.ts';
import type { RecordType } from './record-type.ts';
import { holdersAt } from './values.ts';

const maxErrors = 20;

/** Which ids that were sent are no record's. @param exists whether a resource has a record with an id, as far as that is known */
export function danglingIds(
  { references, embedded }: RecordPlan,
  sent: MockRecord,
  exists: (target: RecordType, id: string | number) => boolean,
): DanglingId[] {
  const ways = [
    ...references,
    ...embedded.flatMap(({ way, target, id }) => (id === undefined ? [] : [{ way: [...way, id], target }])),
  ];
  const errors = ways.flatMap(({ way, target }) =>
    holdersAt(sent, way).flatMap(({ holder, name, path }): DanglingId[] => {
      const value = holder[name];
      if ((typeof value !== 'string' && typeof value !== 'number') || exists(target, value)) return [];
      return [{ path, value, target: target.names[0] ?? target.path }];
    }),
  );
  return errors.slice(0, maxErrors);
}
