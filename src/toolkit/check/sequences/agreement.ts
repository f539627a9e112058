import type { OpenApiDocument, SchemaObject } from '../../contract/document/openapi.ts';
import { ownProperty } from '../../contract/document/own-property.ts';
import { isMarked, schemasAt, schemasInPlace } from '../../contract/schema/schema-shape.ts';
import { isUnordered } from '../plan/said-order.ts';

/**
 * Whether a value that was read equals the one that was written. `normalised`: only case, or leading and trailing blanks,
 * or fractions of a second differ.
 */
export type Agreement = 'same' | 'normalised' | 'different';

/** The schemas of a value, in requests and in responses. An array is a set if one of them has `uniqueItems`, or says so. */
export type SchemasOfValue = readonly {
  readonly document: OpenApiDocument;
  readonly schemas: readonly SchemaObject[];
}[];

/** Compares by meaning: times as instants, sets in any order. A null may be missing, as is what is `writeOnly`, and objects may have more properties. */
export function agreementOf(wanted: unknown, got: unknown, sources: SchemasOfValue): Agreement {
  if (wanted === got) return 'same';
  if (wanted === null || wanted === undefined) return got === null || got === undefined ? 'same' : 'different';
  if (typeof wanted === 'string') return typeof got === 'string' ? agreementOfTexts(wanted, got) : 'different';
  if (Array.isArray(wanted)) return Array.isArray(got) ? agreementOfArrays(wanted, got, sources) : 'different';
  if (typeof wanted !== 'object' || typeof got !== 'object' || got === null || Array.isArray(got)) return 'different';
  const inner = Object.entries(wanted).map(([key, value]) => {
    const own = below(sources, key);
    return isHidden(own) ? 'same' : agreementOf(value, ownProperty(got as Record<string, unknown>, key), own);
  });
  return worst(inner);
}

function agreementOfTexts(wanted: string, got: string): Agreement {
  const [a, b] = [wanted, got].map((text) => (/^\d{4}-\d\d-\d\dT/i.test(text) ? Date.parse(text) : Number.NaN));
  if (a === b) return 'same';
  // Stores of whole seconds, or of milliseconds, truncate or round.
  if (Math.abs((a as number) - (b as number)) < 1000 && /\.\d/.test(wanted)) return 'normalised';
  return wanted.trim().toLowerCase() === got.trim().toLowerCase() ? 'normalised' : 'different';
}

function agreementOfArrays(wanted: readonly unknown[], got: readonly unknown[], sources: SchemasOfValue): Agreement {
  if (wanted.length !== got.length) return 'different';
  const items = below(sources, 0);
  const inOrder = worst(wanted.map((item, index) => agreementOf(item, got[index], items)));
  const isSet = sources.some(({ schemas }) => schemas.some(isUnordered));
  if (inOrder !== 'different' || !isSet) return inOrder;
  const unmatched = [...got];
  const found = wanted.map((item) => {
    const agreements = unmatched.map((other) => agreementOf(item, other, items));
    const best = (['same', 'normalised'] as const).find((agreement) => agreements.includes(agreement)) ?? 'different';
    if (best !== 'different') unmatched.splice(agreements.indexOf(best), 1);
    return best;
  });
  return worst(found);
}

/** The schemas of a property or an item of a value. */
export function below(sources: SchemasOfValue, token: string | number): SchemasOfValue {
  return sources.map(({ document, schemas }) => ({
    document,
    schemas: schemasInPlace(document, ...schemasAt(schemas, token)),
  }));
}

/** Whether responses don't have a value: one of its schemas is `writeOnly`. */
export function isHidden(sources: SchemasOfValue): boolean {
  return sources.some(({ schemas }) => isMarked(schemas, 'writeOnly'));
}

function worst(all: readonly Agreement[]): Agreement {
  return all.includes('different') ? 'different' : all.includes('normalised') ? 'normalised' : 'same';
}
