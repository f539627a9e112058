import type { Contract } from '../../contract/document/load-contract.ts';
import type { ResponseObject } from '../../contract/document/openapi.ts';
import { resolveReference } from '../../contract/document/operations.ts';

export interface OperationView {
  readonly operationId: string;
  /** In upper case. */
  readonly method: string;
  readonly path: string;
  readonly responses: readonly {
    /** As declared: `404`, `4XX`, `default`. */
    readonly status: string;
    readonly description: string;
    /** The names of its examples. */
    readonly examples: readonly string[];
  }[];
}

/** What each operation may respond with, for those who choose its next response. */
export function viewOperations({ document, operations }: Contract): OperationView[] {
  return operations.map(({ operationId, method, path, node }) => ({
    operationId,
    method: method.toUpperCase(),
    path,
    responses: Object.entries(node.responses ?? {})
      .filter(([status]) => !status.startsWith('x-'))
      .map(([status, written]) => {
        const { description, content } = resolveReference<ResponseObject>(document, written);
        const examples = Object.values(content ?? {}).flatMap((media) => Object.keys(media.examples ?? {}));
        return { status, description: String(description ?? '').slice(0, 200), examples: [...new Set(examples)] };
      }),
  }));
}
