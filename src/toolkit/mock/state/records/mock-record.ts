import type { Excerpt } from '../../../contract/document/excerpt.ts';
import type { ResponseContract } from '../../../contract/response/response.ts';
import type { Instances } from '../../../instances/index.ts';

/** An operation's excerpt, with instances of its response schemas. */
export interface Prepared {
  readonly excerpt: Excerpt;
  readonly instances: Instances;
}

/** An operation that patches records. */
export interface PatchWriter extends Prepared {
  readonly responses: Pick<ResponseContract, 'declares'>;
}

/** A record of a resource, by the names of its properties. */
export type MockRecord = Record<string, unknown>;
