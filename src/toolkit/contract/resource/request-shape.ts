import type { Excerpt } from '../document/excerpt.ts';
import type { RequestBodyObject } from '../document/openapi.ts';
import { resolveReference } from '../document/operations.ts';
import { propertyNames, schemasAt, schemasInPlace } from '../schema/schema-shape.ts';
import type { OperationSchemas } from './record-shape.ts';

/** The properties of a request's body, and whether a client may set them: their schema constrains them, and is not readOnly. */
export function settableProperties({ excerpt }: Pick<OperationSchemas, 'excerpt'>): ReadonlyMap<string, boolean> {
  return requestOf(excerpt).settable;
}

/** The property that a request wraps its record in (`data`), or undefined. @param properties those of the record */
export function wrapperOf(
  { excerpt }: Pick<OperationSchemas, 'excerpt'>,
  properties: readonly string[],
): string | undefined {
  const { wrapper } = requestOf(excerpt);
  return wrapper !== undefined && !properties.includes(wrapper) ? wrapper : undefined;
}

interface RequestShape {
  readonly settable: ReadonlyMap<string, boolean>;
  readonly wrapper: string | undefined;
}

const requests = new WeakMap<Excerpt, RequestShape>();

function requestOf(excerpt: Excerpt): RequestShape {
  const known = requests.get(excerpt) ?? findRequestShape(excerpt);
  requests.set(excerpt, known);
  return known;
}

function findRequestShape({ document, operation }: Excerpt): RequestShape {
  const { content = {} } = resolveReference<RequestBodyObject>(document, operation.node.requestBody ?? {});
  const settable = new Map<string, boolean>();
  let wrapper: string | undefined;
  for (const { schema } of Object.values(content)) {
    let schemas = schemasInPlace(document, schema);
    const [only, ...others] = propertyNames(schemas);
    // `{ data: { … } }`: the only property, and an object.
    if (only !== undefined && others.length === 0) {
      const inner = schemasInPlace(document, ...schemasAt(schemas, only));
      if (propertyNames(inner).length > 0) {
        wrapper = only;
        settable.set(only, true);
        schemas = inner;
      }
    }
    for (const name of propertyNames(schemas)) {
      const inside = schemasInPlace(document, ...schemasAt(schemas, name));
      const keywords = inside.flatMap((part) => Object.keys(part));
      // `{}` accepts anything. With annotations only, the property is accepted and ignored.
      const isDescribed = keywords.length === 0 || keywords.some((keyword) => !annotations.has(keyword));
      const isReadOnly = inside.some((part) => part['readOnly'] === true);
      settable.set(name, (settable.get(name) ?? true) && isDescribed && !isReadOnly);
    }
  }
  return { settable, wrapper };
}

const annotations = new Set(['description', 'title', 'deprecated', 'example', 'examples', 'readOnly', '$comment']);
