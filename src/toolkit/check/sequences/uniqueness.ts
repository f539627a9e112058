import { stringifyExactly } from '../../contract/document/exact-json.ts';
import { isObject } from '../../contract/document/is-object.ts';
import { valueAt } from '../../contract/document/json-pointer.ts';
import { isMarked, propertyNames, schemasAt, schemasInPlace } from '../../contract/schema/schema-shape.ts';
import { withParameter } from '../../instances/index.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import type { ResourceRun } from './resource-run.ts';

const unique = /\b(unique|uniqueness|already (exists?|taken|used|in use|registered)|duplicates?)\b/i;
/** What says nothing of other records. */
const ofIds = /\bunique (identifier|id|uuid|guid|reference)\b|idempoten/i;
const ids = /(^|_)id$|I[dD]$/;

/** A second record with all values of another one is refused where the contract says that some of them are unique, and declares a 409. */
export async function runUniqueness(run: ResourceRun): Promise<void> {
  const { session, resource } = run;
  const create = run.operation('create');
  if (!create?.base || !Object.hasOwn(create.operation.node.responses ?? {}, '409') || !run.operation('read')) return;
  if (saysUnique(create, create.base.body) === undefined) return;
  const record = await session.records.fresh(resource);
  const said = record && saysUnique(create, record.sent);
  if (said === undefined || record?.operation !== create.operation) return;
  const parts = create.pathParameters.reduce(
    (filled, parameter, index) => withParameter(filled, parameter, record.variables[index]),
    { ...create.base, body: record.sent },
  );
  const { pointer } = create.operation;
  const testCase = { operation: create, title: 'creates the same record again', pointer, parts, record } as const;
  const again = await session.execute({ ...testCase, expectation: { kind: 'any' }, isExact: true, isFilled: true });
  const twin = again?.exchange && session.records.noteCreated(again.exchange, true);
  if (!again?.exchange || !twin || String(twin.id) === String(record.id)) return;
  // It may have taken the place of the first one.
  for (const one of [record, twin]) if (!(await run.read(one, 'reads one of two records that are the same'))) return;
  const message = `creates a second record with the values of ${stringifyExactly(record.id)}, where the contract says ${JSON.stringify(said)}`;
  session.report('not-unique', message, pointer, again.exchange);
}

/** The words by which the contract says that a value is unique which a body has; undefined if it doesn't. */
function saysUnique({ excerpt, maker }: TestedOperation, sent: unknown): string | undefined {
  if (!maker.body?.pointer || !isObject(sent)) return undefined;
  const { document, operation } = excerpt;
  const body = schemasInPlace(document, valueAt(document, maker.body.pointer));
  const properties = propertyNames(body).map((name) => {
    const schemas = schemasInPlace(document, ...schemasAt(body, name));
    return { name, schemas, isSent: isMarked(schemas, 'readOnly') || (sent[name] ?? null) !== null };
  });
  const ofValues = properties.flatMap(({ name, schemas, isSent }) => (isSent && !ids.test(name) ? schemas : []));
  // Which value they are about isn't known.
  const isWhole = properties.every(({ isSent }) => isSent);
  const ofAll = isWhole ? [...schemasInPlace(document, operation.node.responses?.['409']), operation.node] : [];
  return [...ofValues, ...ofAll]
    .map(({ description }) => description)
    .find((text): text is string => typeof text === 'string' && unique.test(text) && !ofIds.test(text))
    ?.slice(0, 100);
}
