import type { ParameterObject } from '../../contract/document/openapi.ts';
import { boundOf, meaningOfSeveral, plainFilterName } from '../../contract/resource/list-parameters.ts';
import { propertyNames, schemasAt, schemasInPlace } from '../../contract/schema/schema-shape.ts';
import type { ListView } from '../plan/list-view.ts';
import { isPaging } from '../plan/paging.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';

/** A query parameter, or a part of one (`price[gte]`), that filters a list by a property of its records. */
export interface ListFilter {
  readonly parameter: ParameterObject;
  /** `price_gte`, `price[gte]`. */
  readonly name: string;
  readonly property: string;
  readonly bound: 'min' | 'max' | undefined;
  /** Whether the contract says that the bound itself is included. */
  readonly isInclusive: boolean;
  /** Whether the contract lists the values. */
  readonly isClosed: boolean;
  /** Whether it takes several values. */
  readonly isList: boolean;
  /** Whether a record needs to have any or all of several values, where the contract says so. */
  readonly meaning: 'any' | 'all' | undefined;
  /** To the schema of the parameter. */
  readonly pointer: string;
  /** To the parameter. */
  readonly at: string;
  /** The value of the parameter that asks for a value. */
  readonly valueFor: (value: unknown) => unknown;
}

const inclusive =
  /\binclusive|inclusively|at least|at most|or (equal|more|less|later|earlier|after|before)|no (more|less|later|earlier) than|>=|<=|≥|≤/i;

/** The filters of a list that are named after properties of its records. */
export function filtersOf(list: TestedOperation, view: ListView): ListFilter[] {
  return list.maker.subjects.flatMap(({ parameter, pointer, at }) => {
    const { name, in: kind, description = '' } = parameter as ParameterObject & { readonly description?: string };
    if (kind !== 'query' || isPaging(list, view, parameter)) return [];
    const schemas = schemasInPlace(list.excerpt.document, parameter.schema);
    const isObject = schemas.some(({ type }) => [type].flat().includes('object'));
    const parts = isObject
      ? propertyNames(schemas).map((key) => ({
          own: /^filters?$/i.test(name) ? key : `${name}[${key}]`,
          schemas: schemasInPlace(list.excerpt.document, ...schemasAt(schemas, key)),
          valueFor: (value: unknown) => ({ [key]: value }),
        }))
      : [{ own: plainFilterName(name), schemas, valueFor: (value: unknown) => value }];
    return parts.flatMap((part): ListFilter[] => {
      const property = view.filteredProperty(part.own);
      const { bound } = boundOf(part.own);
      // A property `validFrom` may be filtered by its value, or by a bound.
      if (property === undefined || (property === part.own && bound)) return [];
      const said = [description, ...part.schemas.map((schema) => schema['description'] ?? '')].join(' ');
      const isArray = part.schemas.some(({ type }) => [type].flat().includes('array'));
      return [
        {
          parameter,
          name: part.own,
          property,
          bound,
          isInclusive:
            /(gte|lte)\]?$/i.test(part.own) ||
            (inclusive.test(said) && !/exclusive|[gl]t\]?$/i.test(`${said} ${part.own}`)),
          isClosed: view.exactMatchProperties.has(property),
          isList: isArray,
          meaning: meaningOfSeveral(said),
          pointer,
          at,
          valueFor: part.valueFor,
        },
      ];
    });
  });
}
