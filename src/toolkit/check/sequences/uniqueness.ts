import { isDeepStrictEqual } from 'node:util';
import { stringifyExactly } from '../../contract/document/exact-json.ts';
import { isObject } from '../../contract/document/is-object.ts';
import { saidOf, uniqueValuesOf } from '../../contract/resource/unique-values.ts';
import { withParameter } from '../../instances/index.ts';
import type { TestRecord } from '../plan/test-record.ts';
import { isOfState } from './hidden-records.ts';
import type { ResourceRun } from './resource-run.ts';

/** Where a record is before it has what it is for: an order that isn't paid, a booking that isn't confirmed. */
const undecided =
  /pend|request|draft|unpaid|await|tentativ|propos|wait|process|progress|unconfirmed|^(new|created|initial)/i;

/** A second record with all values of another one is refused where the contract says that some of them are unique, and declares a 409. */
export async function runUniqueness(run: ResourceRun): Promise<void> {
  const { session, resource } = run;
  const create = run.operation('create');
  const values = create && uniqueValuesOf(create.excerpt);
  if (!create?.base || !values || !run.operation('read')) return;
  const record = await session.records.fresh(resource);
  const said = isObject(record?.sent) ? saidOf(values, record.sent) : undefined;
  if (said === undefined || record?.operation !== create.operation) return;
  if (values.isHeld && (await isUndecided(run, record))) return;
  const parts = create.pathParameters.reduce(
    (filled, parameter, index) => withParameter(filled, parameter, record.variables[index]),
    { ...create.base, body: record.sent },
  );
  const { pointer } = create.operation;
  const testCase = { operation: create, title: 'creates the same record again', pointer, parts, record } as const;
  // A refusal is what is wanted: with other values it would be no duplicate.
  const again = await session.sendOnce({ ...testCase, expectation: { kind: 'any' }, isExact: true, isFilled: true });
  if (again) session.record(again);
  const twin = again?.exchange && session.records.noteCreated(again.exchange, true);
  if (!again?.exchange || !twin || String(twin.id) === String(record.id)) return;
  // Where it names other records, it may be no duplicate.
  if (!isDeepStrictEqual(again.exchange.case.parts.body, record.sent)) return;
  // It may have taken the place of the first one.
  for (const one of [record, twin]) if (!(await run.read(one, 'reads one of two records that are the same'))) return;
  const message = `creates a second record with the values of ${stringifyExactly(record.id)}, where the contract says ${JSON.stringify(said)}`;
  session.report('not-unique', message, pointer, again.exchange);
}

async function isUndecided(run: ResourceRun, record: TestRecord): Promise<boolean> {
  const fields = (await run.read(record, 'reads the record that is to be created again'))?.fields ?? {};
  return Object.entries(fields).some(
    ([name, value]) => isOfState(name) && (value === false || (typeof value === 'string' && undecided.test(value))),
  );
}
