import type { Excerpt } from '../../../contract/document/excerpt.ts';
import type { OpenApiDocument, RequestBodyObject, SchemaObject } from '../../../contract/document/openapi.ts';
import { resolveReference } from '../../../contract/document/operations.ts';
import { isMarked, propertyNames, schemasAt, schemasInPlace } from '../../../contract/schema/schema-shape.ts';

/** The schemas of a value. */
export interface DescribedBy {
  readonly document: OpenApiDocument;
  readonly schemas: readonly SchemaObject[];
}

/** What a client sent, without what is `writeOnly` in its request, unless responses name it. */
export function withoutHidden(value: unknown, written: DescribedBy, read: DescribedBy): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withoutHidden(item, below(written, 0), below(read, 0)));
  const kept = Object.entries(value).flatMap(([name, inner]) => {
    const own = below(written, name);
    const isNamed = read.schemas.some(({ properties = {} }) => Object.hasOwn(properties, name));
    return isMarked(own.schemas, 'writeOnly') && !isNamed ? [] : [[name, withoutHidden(inner, own, below(read, name))]];
  });
  return Object.fromEntries(kept);
}

const maxDepth = 5;

const known = new WeakMap<Excerpt, DescribedBy | null>();

/**
 * The schemas of a request that has properties which responses haven't; undefined if there are none.
 * @param wrapper the property that the record is in
 */
export function hidingOf(excerpt: Excerpt, wrapper: string | undefined): DescribedBy | undefined {
  const hiding = known.get(excerpt) ?? (known.has(excerpt) ? null : findHiding(excerpt, wrapper));
  known.set(excerpt, hiding);
  return hiding ?? undefined;
}

function findHiding({ document, operation }: Excerpt, wrapper: string | undefined): DescribedBy | null {
  const { content = {} } = resolveReference<RequestBodyObject>(document, operation.node.requestBody ?? {});
  const whole = schemasInPlace(document, ...Object.values(content).map(({ schema }) => schema));
  const schemas = wrapper === undefined ? whole : schemasInPlace(document, ...schemasAt(whole, wrapper));
  return hasHidden({ document, schemas }) ? { document, schemas } : null;
}

/** Whether any property of a value is `writeOnly`. */
function hasHidden(written: DescribedBy, depth = 0): boolean {
  return propertyNames(written.schemas).some((name) => {
    const own = below(written, name);
    return (
      isMarked(own.schemas, 'writeOnly') ||
      (depth < maxDepth && (hasHidden(own, depth + 1) || hasHidden(below(own, 0), depth + 1)))
    );
  });
}

function below({ document, schemas }: DescribedBy, token: string | number): DescribedBy {
  return { document, schemas: schemasInPlace(document, ...schemasAt(schemas, token)) };
}
