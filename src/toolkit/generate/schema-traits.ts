import { decodePercent, pointerTokens } from '../contract/document/json-pointer.ts';
import type { OpenApiDocument } from '../contract/document/openapi.ts';
import { branches, innerSchemas } from './inner-schemas.ts';
import { isHidden } from './object-schema.ts';
import type { Schema } from './view.ts';

/** What makes the views of a component differ, in itself or in what it refers to. */
export interface Traits {
  readonly isDirectional: boolean;
  /** Outside of branches, in which defaults may not be filled in. */
  readonly hasDefaults: boolean;
}

interface Facts {
  isDirectional: boolean;
  hasDefaults: boolean;
  /** The components that refer to it. */
  readonly users: { readonly component: string; readonly isBranch: boolean }[];
}

/** The traits of all components, by name. */
export function findTraits(document: OpenApiDocument): ReadonlyMap<string, Traits> {
  const components = document.components?.schemas ?? {};
  const facts = new Map(Object.keys(components).map((name): [string, Facts] => [name, newFacts()]));
  for (const [component, schema] of Object.entries(components)) {
    const own = facts.get(component) as Facts;
    const visit = (schema: Schema, isBranch: boolean): void => {
      if (typeof schema !== 'object' || schema === null) return;
      const { $ref, properties } = schema;
      if (typeof $ref === 'string') facts.get(componentOf($ref, components) ?? '')?.users.push({ component, isBranch });
      for (const property of Object.values(properties ?? {})) {
        own.isDirectional ||= isHidden(document, property, 'request') || isHidden(document, property, 'response');
        own.hasDefaults ||= !isBranch && typeof property === 'object' && property?.['default'] !== undefined;
      }
      for (const [keyword, inner] of innerSchemas(schema)) visit(inner, isBranch || branches.includes(keyword));
    };
    visit(schema, false);
  }
  spread(facts, 'isDirectional');
  spread(facts, 'hasDefaults');
  return facts;
}

/** The name of the component that a reference leads to. */
export function componentOf($ref: string, components: object): string | undefined {
  const [root, section, token = '', ...rest] = pointerTokens($ref);
  if (root !== 'components' || section !== 'schemas' || rest.length > 0) return undefined;
  return [token, decodePercent(token)].find((name) => Object.hasOwn(components, name));
}

function newFacts(): Facts {
  return { isDirectional: false, hasDefaults: false, users: [] };
}

function spread(facts: ReadonlyMap<string, Facts>, trait: keyof Traits): void {
  const queue = [...facts.values()].filter((own) => own[trait]);
  for (let next = queue.pop(); next; next = queue.pop()) {
    for (const { component, isBranch } of next.users) {
      const user = facts.get(component) as Facts;
      if (user[trait] || (isBranch && trait === 'hasDefaults')) continue;
      user[trait] = true;
      queue.push(user);
    }
  }
}
