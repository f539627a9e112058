import { joinPointer } from '../../../contract/document/json-pointer.ts';
import type { OpenApiDocument, OperationObject } from '../../../contract/document/openapi.ts';
import { walk } from '../../../contract/document/walk.ts';
import type { ClientNote } from '../language.ts';

/**
 * Removes what the API sends, in place: generators would make calls of it.
 * @see https://spec.openapis.org/oas/v3.1.1.html#openapi-object `webhooks`
 */
export function removeOutbound(document: OpenApiDocument): ClientNote[] {
  const notes = Object.keys(document.webhooks ?? {}).map((name) => ({
    pointer: joinPointer('#/webhooks', name),
    message: `webhook ${name} is left out: a client doesn't receive it`,
  }));
  delete document.webhooks;
  walk(document, ({ kind, node, pointer }) => {
    if (kind !== 'Operation') return;
    const { callbacks } = node as OperationObject;
    for (const name of Object.keys(callbacks ?? {}))
      notes.push({
        pointer: joinPointer(`${pointer}/callbacks`, name),
        message: `callback ${name} is left out: a client doesn't receive it`,
      });
    delete (node as OperationObject).callbacks;
  });
  return notes;
}
