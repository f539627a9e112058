import type { Instances } from '../../../instances/index.ts';
import type { PropertyFacts } from './property-facts.ts';

/** How many random ids are made of a schema until one is valid. */
const maxIdAttempts = 5;

/** The ids of one resource's records, as their schema wants them. */
export class RecordIds {
  readonly #instances: Instances;
  readonly #pointers: readonly string[];
  readonly #inPath: string | undefined;
  readonly #facts: PropertyFacts | undefined;
  readonly #makeUuid: () => string;

  /**
   * @param pointers to the schemas of the id
   * @param inPath to that of the parameter that has it in the paths of records, which may say more
   */
  constructor(
    instances: Instances,
    pointers: readonly string[],
    inPath: string | undefined,
    facts: PropertyFacts | undefined,
    makeUuid: () => string,
  ) {
    this.#instances = instances;
    this.#pointers = pointers;
    this.#inPath = inPath;
    this.#facts = facts;
    this.#makeUuid = makeUuid;
  }

  /** An id as the record has it: a text of a path may be a number there; undefined if the record can't have it. */
  from(sent: unknown): unknown {
    const number = typeof sent === 'string' && /^-?\d{1,15}$/.test(sent) ? [Number(sent)] : [];
    return [sent, ...number].find((id) => this.#isOwn(id));
  }

  /** The id for a serial number. */
  next(serial: number, makeUuid: () => string = this.#makeUuid): unknown {
    const { types = [], isUuid = false, least = 1, step = 1, length = 0 } = this.#facts ?? {};
    if (types.includes('integer') || types.includes('number'))
      return Math.ceil(least / step) * step + (serial - 1) * step;
    if (isUuid) return makeUuid();
    const text = String(serial).padStart(length, '0');
    if (this.isId(text)) return text;
    const pointers = [...(this.#inPath === undefined ? [] : [this.#inPath]), ...this.#pointers];
    for (let attempt = 0; attempt < maxIdAttempts; attempt++) {
      const made = pointers.map((pointer) => this.#instances.valid(pointer, `${serial}.${attempt}`));
      const id = made.find((one) => one !== undefined && one !== null && one !== '' && this.isId(one));
      if (id !== undefined) return id;
    }
    return text;
  }

  /** Whether records can have it, and be asked for by it. */
  isId(id: unknown): boolean {
    const inPath = this.#inPath;
    const texts = [id, String(id), Number(id)];
    return this.#isOwn(id) && (inPath === undefined || texts.some((one) => this.#instances.isValid(one, inPath)));
  }

  #isOwn(id: unknown): boolean {
    return this.#pointers.every((pointer) => this.#instances.isValid(id, pointer));
  }
}
