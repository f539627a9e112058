import type {
  MediaTypeObject,
  RequestBodyObject,
  ResponseObject,
  SchemaObject,
} from '../../contract/document/openapi.ts';
import { type ContractDocument, resolveReference } from '../../contract/document/operations.ts';
import { hasContent } from '../../contract/response/response-content.ts';
import type { Rule } from '../rule.ts';

/** Each operation has an example of its request body, and of each response with a body. */
export const examplePresent: Rule = {
  name: 'example-present',
  severity: 'warn',
  requires: 'each operation has an example of its request body, and of each response with a body',
  advice: 'Write an example: the mock responds with it, and the contract tests begin with it.',
  *check(contract) {
    const { document } = contract;
    for (const { node, pointer, method } of [...contract.operations, ...contract.webhooks]) {
      const bodies: [string, Record<string, MediaTypeObject> | undefined][] = [];
      if (node.requestBody) {
        bodies.push(['the request body', resolveReference<RequestBodyObject>(document, node.requestBody)?.content]);
      }
      for (const [status, response] of Object.entries(node.responses ?? {})) {
        // What another rule reports needs no example.
        if (!hasContent(method, Number(status))) continue;
        bodies.push([`response ${status}`, resolveReference<ResponseObject>(document, response)?.content]);
      }
      const missing = bodies.filter(([, content]) => content && !Object.values(content).every(hasExample(contract)));
      if (missing.length === 0) continue;
      yield {
        message: `there is no example of ${missing.map(([name]) => name).join(', ')}`,
        pointer,
      };
    }
  },
};

function hasExample({ document }: ContractDocument) {
  return (mediaType: MediaTypeObject | null): boolean => {
    const { schema, example, examples } = mediaType ?? {};
    if (schema === undefined || example !== undefined || Object.keys(examples ?? {}).length > 0) return true;
    if (typeof schema === 'boolean') return false;
    const resolved = resolveReference<SchemaObject>(document, schema as never);
    return resolved?.['example'] !== undefined || resolved?.['examples'] !== undefined;
  };
}
