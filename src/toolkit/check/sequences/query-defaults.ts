import type { ParameterObject } from '../../contract/document/openapi.ts';
import { sizeNames } from '../../contract/resource/list-parameters.ts';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import { defaultOf } from '../plan/list-order.ts';
import type { ListView } from '../plan/list-view.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import type { Session } from '../run/session.ts';
import { idsOn, requestList, scopeFor } from './list-requests.ts';
import { ResourceRun } from './resource-run.ts';

/**
 * A list is the same with the default of a parameter as without it. It comes after the cases, when lists are longer than a
 * page. @see https://spec.openapis.org/oas/v3.1.1.html#schema-object
 */
export async function runQueryDefaults(session: Session): Promise<void> {
  for (const resource of session.parts.plan.resources) {
    const run = new ResourceRun(session, resource);
    const list = run.operation('list');
    const view = list?.listView;
    if (!list?.base || !view || session.isOver) continue;
    for (const parameter of list.excerpt.operation.parameters) {
      const value = defaultOf(list, parameter);
      const isCompared = sizeNames.has(normalizeName(parameter.name)) || view.isFilter(parameter.name, value, true);
      if (parameter.in !== 'query' || value === undefined || value === null || value === '' || !isCompared) continue;
      await compareDefault(run, list, view, parameter, value);
    }
  }
}

async function compareDefault(
  run: ResourceRun,
  list: TestedOperation,
  view: ListView,
  { name }: ParameterObject,
  value: unknown,
): Promise<void> {
  const record = await run.session.records.shared(run.resource);
  if (!record) return;
  const isSize = sizeNames.has(normalizeName(name));
  const fields = isSize ? (await run.read(record, 'reads a record that may be in a list'))?.fields : undefined;
  run.listScope = scopeFor(list, view, fields);
  const tested = { run, list, record };
  // The second time, as others may have written meanwhile.
  for (const isLast of [false, true]) {
    const without = await requestList(tested, {});
    const explicit = await requestList(tested, { [name]: value });
    const [one, other] = [without, explicit].map((exchange) => idsOn(view, exchange));
    if (!without || !one || !other) return;
    if (one.length === other.length && one.every((id) => other.includes(id))) return;
    if (!isLast) continue;
    const message = `has ${one.length} records without ${name}, and ${one.length === other.length ? 'others' : other.length} with its default ${JSON.stringify(value)}`;
    const subject = list.maker.subjects.find(({ parameter }) => parameter.in === 'query' && parameter.name === name);
    run.session.report('default-not-applied', message, subject?.at ?? list.operation.pointer, without);
  }
}
