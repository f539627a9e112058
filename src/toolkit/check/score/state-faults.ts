import { joinPointer, valueAt } from '../../contract/document/json-pointer.ts';
import type { Plan } from '../plan/plan.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { RecordView } from '../sequences/record-view.ts';
import {
  type InjectedFault,
  jsonOf,
  type ProxiedResponse,
  type Samples,
  successOf,
  withValue,
} from './injected-fault.ts';

/** Faults of a server that loses or mixes up its records. */
export function* stateFaults(operation: TestedOperation, plan: Plan, samples: Samples): Generator<InjectedFault> {
  const { part } = operation;
  const success = successOf(samples, operation);
  if (!part || !success) return;
  const { pointer } = operation.operation;
  const { resource } = part;
  const canRead = resource.operations.has('read');
  if (canRead && (part.action === 'replace' || part.action === 'patch' || part.action === 'delete')) {
    const title = `reports a ${part.action} that it did not do`;
    yield { operation, title, pointer, before: () => success };
  }
  if (part.action === 'read') yield* readFaults(operation, plan, success);
  if (part.action === 'list') yield* listFaults(operation);
}

function* readFaults(operation: TestedOperation, plan: Plan, success: ProxiedResponse): Generator<InjectedFault> {
  const {
    part,
    operation: { pointer },
  } = operation;
  if (!part) return;
  const view = RecordView.of(operation, part.resource);
  yield {
    operation,
    title: 'returns the same record for every id',
    pointer,
    after: ({ status }) => (status < 300 ? success : undefined),
  };
  yield {
    operation,
    title: 'finds no record',
    pointer,
    after: (response) => (response.status < 300 ? { ...response, status: 404 } : undefined),
  };
  const create = part.resource.operations.get('create');
  const writer = create && plan.tested(create.operation);
  if (!view || !writer?.base) return;
  for (const name of Object.keys(view.fieldsSentBy(writer, writer.base.body))) {
    const sample = valueAt(jsonOf(success), `#${view.place.bodyPointer}/${name}`);
    const bodyPointer = joinPointer(view.place.bodyPointer, name);
    yield {
      operation,
      title: `always has the same ${name}`,
      pointer: view.pointerOf(name),
      after: (response) => (response.status < 300 ? withValue(response, bodyPointer, sample) : undefined),
    };
  }
}

function* listFaults(operation: TestedOperation): Generator<InjectedFault> {
  const view = operation.listView;
  const { pointer } = operation.operation;
  if (!view) return;
  const change = (
    response: ProxiedResponse,
    select: (records: unknown[]) => unknown[],
  ): ProxiedResponse | undefined => {
    const records = valueAt(jsonOf(response), `#${view.bodyPointer}`);
    return response.status < 300 && Array.isArray(records)
      ? withValue(response, view.bodyPointer, select(records))
      : undefined;
  };
  yield { operation, title: 'lists no records', pointer, after: (response) => change(response, () => []) };
  yield {
    operation,
    title: 'leaves out the last record',
    pointer,
    after: (response) => change(response, (all) => all.slice(0, -1)),
  };
  if (operation.excerpt.operation.parameters.some((parameter) => parameter.in === 'query'))
    yield {
      operation,
      title: 'ignores its query',
      pointer,
      before: (request) => ({ ...request, target: request.target.replace(/\?.*$/, '') }),
    };
  const { total } = view;
  const place = total?.bodyPointer;
  if (!total || place === undefined) return;
  yield {
    operation,
    title: `states the size of a page as ${total.name}`,
    pointer: total.pointer,
    after: (response) => {
      const records = valueAt(jsonOf(response), `#${view.bodyPointer}`);
      return response.status < 300 && Array.isArray(records) ? withValue(response, place, records.length) : undefined;
    },
  };
}
