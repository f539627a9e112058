import type { ListedRecord } from '../../../contract/resource/list-parameters.ts';
import { referenceTime } from '../../plausible/faker.ts';
import { wordsOf } from '../../plausible/words.ts';
import { beginning, timeIn, valueIn } from './described-order.ts';
import type { RecordNames } from './record-names.ts';

/** The condition that `upcoming=true`, `past=true` or `when=past` sets: made-up records are from around a fixed day, which is their today. */
export function comingCondition(
  name: string,
  value: unknown,
  names: RecordNames,
): ((record: ListedRecord) => boolean) | undefined {
  const isPeriod = /^(when|period|time ?frame)$/.test(wordsOf(name));
  const found = /^(?:is |only )?(?:(upcoming|future)|past)(?: only)?$/.exec(wordsOf(isPeriod ? String(value) : name));
  const isFlag = isPeriod || /^(true|false|1|0|yes|no)$/i.test(String(value));
  const way = found && isFlag ? timeIn(names, beginning) : undefined;
  if (!way) return undefined;
  const isComing = found?.[1] !== undefined;
  const isWanted = isPeriod || /^(true|1|yes)$/i.test(String(value));
  return (record) => {
    const time = Date.parse(String(valueIn(record, way)));
    return !isWanted || time >= referenceTime === isComing;
  };
}
