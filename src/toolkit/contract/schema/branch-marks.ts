import type { OpenApiDocument, SchemaObject } from '../document/openapi.ts';
import { requestSchemaOf } from './fitting.ts';
import { allowedValues, schemasWithoutBranches } from './schema-shape.ts';

/** By what an object is seen not to be of a branch, before it is typed and validated: its names and its discriminators. */
export interface BranchMarks {
  readonly required: readonly string[];
  /** The texts that properties may have. */
  readonly texts: readonly (readonly [name: string, allowed: ReadonlySet<unknown>])[];
}

/** @param schemas that all have to accept the object */
export function branchMarksOf(document: OpenApiDocument, schemas: readonly SchemaObject[]): BranchMarks {
  const all = schemas.flatMap((schema) => {
    const { document: known, schema: own } = requestSchemaOf(document, schema);
    return schemasWithoutBranches(known, own).map((part) => ({ known, part }));
  });
  const texts = all.flatMap(({ known, part: { properties = {} } }) =>
    Object.entries(properties).flatMap(([name, written]) =>
      schemasWithoutBranches(known, written).flatMap((schema) => {
        const allowed = allowedValues(schema);
        return allowed?.every((value) => typeof value === 'string') ? [[name, new Set(allowed)] as const] : [];
      }),
    ),
  );
  return { required: [...new Set(all.flatMap(({ part: { required = [] } }) => required as string[]))], texts };
}

/** @param written an object whose properties aren't typed yet */
export function bearsMarks({ required, texts }: BranchMarks, written: Readonly<Record<string, unknown>>): boolean {
  const isOther = (value: unknown, allowed: ReadonlySet<unknown>) => typeof value === 'string' && !allowed.has(value);
  return (
    required.every((name) => Object.hasOwn(written, name)) &&
    texts.every(([name, allowed]) => !Object.hasOwn(written, name) || !isOther(written[name], allowed))
  );
}
