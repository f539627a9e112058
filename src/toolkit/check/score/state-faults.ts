import { joinPointer, valueAt } from '../../contract/document/json-pointer.ts';
import type { Plan } from '../plan/plan.ts';
import { RecordView } from '../sequences/record-view.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { jsonOf, type Passed, type Samples, type Spoiling, successOf, withValue } from './injected-fault.ts';

/** Forgets, mixes up or leaves out what it was given. */
export function* stateSpoilings(operation: TestedOperation, plan: Plan, samples: Samples): Generator<Spoiling> {
  const { part } = operation;
  const success = successOf(samples, operation);
  if (!part || !success) return;
  const { pointer } = operation.operation;
  const { resource } = part;
  const canRead = resource.operations.has('read');
  if (canRead && (part.action === 'replace' || part.action === 'patch' || part.action === 'delete')) {
    const title = `says that it did a ${part.action}, and did nothing`;
    yield { operation, title, pointer, before: () => success };
  }
  if (part.action === 'read') yield* readSpoilings(operation, plan, success);
  if (part.action === 'list') yield* listSpoilings(operation);
}

function* readSpoilings(operation: TestedOperation, plan: Plan, success: Passed): Generator<Spoiling> {
  const {
    part,
    operation: { pointer },
  } = operation;
  if (!part) return;
  const view = RecordView.of(operation, part.resource);
  yield {
    operation,
    title: 'answers every id with the same record',
    pointer,
    after: ({ status }) => (status < 300 ? success : undefined),
  };
  yield {
    operation,
    title: 'finds nothing',
    pointer,
    after: (passed) => (passed.status < 300 ? { ...passed, status: 404 } : undefined),
  };
  const create = part.resource.operations.get('create');
  const writer = create && plan.tested(create.operation);
  if (!view || !writer?.base) return;
  for (const name of Object.keys(view.fieldsSentBy(writer, writer.base.body))) {
    const sample = valueAt(jsonOf(success), `#${view.place.bodyPointer}/${name}`);
    const place = joinPointer(view.place.bodyPointer, name);
    yield {
      operation,
      title: `has always the same ${name}`,
      pointer: view.pointerOf(name),
      after: (passed) => (passed.status < 300 ? withValue(passed, place, sample) : undefined),
    };
  }
}

function* listSpoilings(operation: TestedOperation): Generator<Spoiling> {
  const view = operation.listView;
  const { pointer } = operation.operation;
  if (!view) return;
  const change = (passed: Passed, of: (records: unknown[]) => unknown[]): Passed | undefined => {
    const records = valueAt(jsonOf(passed), `#${view.at}`);
    return passed.status < 300 && Array.isArray(records) ? withValue(passed, view.at, of(records)) : undefined;
  };
  yield { operation, title: 'lists nothing', pointer, after: (passed) => change(passed, () => []) };
  yield {
    operation,
    title: 'leaves the last record out',
    pointer,
    after: (passed) => change(passed, (all) => all.slice(0, -1)),
  };
  if (operation.excerpt.operation.parameters.some((parameter) => parameter.in === 'query'))
    yield {
      operation,
      title: 'ignores its query',
      pointer,
      before: (passing) => ({ ...passing, target: passing.target.replace(/\?.*$/, '') }),
    };
  const { total } = view;
  if (total === undefined) return;
  yield {
    operation,
    title: `counts a page as ${total}`,
    pointer: view.totalPointer ?? pointer,
    after: (passed) => {
      const records = valueAt(jsonOf(passed), `#${view.at}`);
      return passed.status < 300 && Array.isArray(records) ? withValue(passed, `/${total}`, records.length) : undefined;
    },
  };
}
