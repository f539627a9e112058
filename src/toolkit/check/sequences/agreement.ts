import type { OpenApiDocument, SchemaObject } from '../../contract/document/openapi.ts';
import { schemasAt, schemasInPlace } from '../../contract/schema/schema-shape.ts';

/** How far what is read is what was written; `normalised` where only the case of texts, or blanks at their ends, are other ones. */
export type Agreement = 'same' | 'normalised' | 'other';

/** The schemas of a value, where it is written and where it is read: by them is known what is a set. */
export type Described = readonly { readonly document: OpenApiDocument; readonly schemas: readonly SchemaObject[] }[];

/** Compares by meaning: times by their moment, sets in any order; what was null may be gone, and objects may have more. */
export function agreementOf(wanted: unknown, got: unknown, described: Described): Agreement {
  if (wanted === got) return 'same';
  if (wanted === null || wanted === undefined) return got === null || got === undefined ? 'same' : 'other';
  if (typeof wanted === 'string') return typeof got === 'string' ? agreementOfTexts(wanted, got) : 'other';
  if (Array.isArray(wanted)) return Array.isArray(got) ? agreementOfArrays(wanted, got, described) : 'other';
  if (typeof wanted !== 'object' || typeof got !== 'object' || got === null || Array.isArray(got)) return 'other';
  const inner = Object.entries(wanted).map(([key, value]) =>
    agreementOf(value, (got as Record<string, unknown>)[key], below(described, key)),
  );
  return worst(inner);
}

function agreementOfTexts(wanted: string, got: string): Agreement {
  const isTime = [wanted, got].every((text) => /^\d{4}-\d\d-\d\dT/.test(text));
  if (isTime && Date.parse(wanted) === Date.parse(got)) return 'same';
  return wanted.trim().toLowerCase() === got.trim().toLowerCase() ? 'normalised' : 'other';
}

function agreementOfArrays(wanted: readonly unknown[], got: readonly unknown[], described: Described): Agreement {
  if (wanted.length !== got.length) return 'other';
  const items = below(described, 0);
  const inOrder = worst(wanted.map((item, at) => agreementOf(item, got[at], items)));
  const isSet = described.some(({ schemas }) => schemas.some(({ uniqueItems }) => uniqueItems === true));
  if (inOrder !== 'other' || !isSet) return inOrder;
  const left = [...got];
  const found = wanted.map((item) => {
    const agreements = left.map((other) => agreementOf(item, other, items));
    const best = (['same', 'normalised'] as const).find((agreement) => agreements.includes(agreement)) ?? 'other';
    if (best !== 'other') left.splice(agreements.indexOf(best), 1);
    return best;
  });
  return worst(found);
}

/** The schemas of what lies below a value. */
export function below(described: Described, token: string | number): Described {
  return described.map(({ document, schemas }) => ({
    document,
    schemas: schemasInPlace(document, ...schemasAt(schemas, token)),
  }));
}

function worst(all: readonly Agreement[]): Agreement {
  return all.includes('other') ? 'other' : all.includes('normalised') ? 'normalised' : 'same';
}
