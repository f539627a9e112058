import { joinPointer } from '../../contract/document/json-pointer.ts';
import type { ResponseObject } from '../../contract/document/openapi.ts';
import { resolveReference } from '../../contract/document/operations.ts';
import { hasContent } from '../../contract/response/response-content.ts';
import type { Rule } from '../rule.ts';

/** No content is declared where HTTP has none. */
export const responseContent: Rule = {
  name: 'response-content',
  severity: 'warn',
  requires: 'no content is declared where HTTP has none: responses to HEAD, 1xx, 204, 205 and 304',
  advice: 'Remove the content, or declare a status that has some, such as 200.',
  *check({ document, operations }) {
    const seen = new Set<string>();
    for (const { method, node, pointer } of operations) {
      for (const [status, written] of Object.entries(node.responses ?? {})) {
        const number = /^1xx$/i.test(status) ? 100 : Number(status);
        const { content } = resolveReference<ResponseObject>(document, written) ?? {};
        if (hasContent(method, number) || content === undefined || Object.keys(content).length === 0) continue;
        const place = joinPointer(written.$ref ?? joinPointer(pointer, 'responses', status), 'content');
        const subject = hasContent('get', number) ? 'a response to HEAD' : `a response ${status}`;
        if (!seen.has(place))
          yield {
            message: `HTTP has no content in ${subject}: it is neither sent nor expected. Remove \`content\``,
            pointer: place,
          };
        seen.add(place);
      }
    }
  },
};
