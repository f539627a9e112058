import type { Exchange } from '../plan/exchange.ts';
import type { Fields } from '../plan/fields.ts';
import type { RecordView } from './record-view.ts';
import type { ReadRecord, ResourceRun } from './resource-run.ts';

interface LostWrite {
  readonly names: readonly string[];
  readonly written: Exchange;
  readonly read: ReadRecord;
}

/** Notices an operation whose writes change nothing, which is one defect, however many fields were written. */
export class WriteEffects {
  readonly #lost: LostWrite[] = [];
  #isStored = false;

  /**
   * @param sent the fields that were written
   * @param before the record as it was read before
   * @param names what they are called, where they are not fields of the record
   */
  note(view: RecordView, written: Exchange, sent: Fields, before: Fields, read: ReadRecord, names?: string[]): void {
    const isKept = (name: string, value: unknown) => view.agreementOf(name, value, before[name]) === 'same';
    const changes = Object.keys(sent).filter((name) => !isKept(name, sent[name]));
    if (changes.some((name) => !isKept(name, read.fields[name]))) this.#isStored = true;
    else if (changes.length > 0) this.#lost.push({ names: names ?? changes, written, read });
  }

  /** Reports it where several fields were written: a single one may be at fault alone. */
  report(run: ResourceRun, view: RecordView, verb: string): void {
    const names = [...new Set(this.#lost.flatMap((lost) => lost.names))];
    const [smallest] = this.#lost.toSorted((a, b) => sizeOf(a.written) - sizeOf(b.written));
    if (this.#isStored || !smallest || names.length < 2) return;
    const { written, read } = smallest;
    const message = `${verb} the record as it was before: nothing is stored of ${names.join(', ')}`;
    run.session.report('not-read-back', message.slice(0, 600), view.place.schemaPointer, read.exchange, [written], {
      extent: 'fields',
    });
  }
}

function sizeOf({ request }: Exchange): number {
  return request.body?.length ?? 0;
}
