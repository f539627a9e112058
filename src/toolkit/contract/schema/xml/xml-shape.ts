import { pointerTokens, valueAt } from '../../document/json-pointer.ts';
import { isXml } from '../../document/media-type.ts';
import type { OpenApiDocument, SchemaObject } from '../../document/openapi.ts';
import { propertyNames, schemasAt, schemasInPlace } from '../schema-shape.ts';
import { typingOf } from '../typed-text.ts';

/**
 * How a value is written as XML. `x-text` and the `nodeType` of OpenAPI 3.2 make a property the text of its element.
 * @see https://spec.openapis.org/oas/v3.1.1.html#xml-object
 */
export interface XmlRules {
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  readonly prefix?: string | undefined;
  readonly isAttribute: boolean;
  readonly isWrapped: boolean;
  readonly isText: boolean;
}

/** Whether a body of a media type is a value, which the schema describes; a schema of a string describes the text itself. */
export function isXmlValue(document: OpenApiDocument, mediaType: string, schema: unknown): boolean {
  if (!isXml(mediaType) || typeof schema !== 'object' || schema === null) return false;
  const { shapes } = typingOf(document, schema);
  return shapes.includes('object') || shapes.includes('array');
}

const known = new WeakMap<object, XmlShape>();

/** The schemas of a value, as far as XML is concerned. */
export class XmlShape {
  readonly rules: XmlRules;
  /** Of the component that the value is of. */
  readonly componentName: string | undefined;
  readonly isList: boolean;
  readonly isObject: boolean;
  /** Whether every value is a text, whose blanks count. */
  readonly isString: boolean;
  readonly required: ReadonlySet<string>;
  readonly #document: OpenApiDocument;
  readonly #schemas: readonly SchemaObject[];
  readonly #properties = new Map<string, XmlShape>();
  #items: XmlShape | undefined;

  static of(document: OpenApiDocument, ...schemas: readonly unknown[]): XmlShape {
    const own = schemas.filter((schema): schema is SchemaObject => typeof schema === 'object' && schema !== null);
    const [only, ...others] = own;
    const shape = (only && others.length === 0 && known.get(only)) || new XmlShape(document, own);
    if (only && others.length === 0) known.set(only, shape);
    return shape;
  }

  private constructor(document: OpenApiDocument, own: readonly SchemaObject[]) {
    this.#document = document;
    this.#schemas = schemasInPlace(document, ...own);
    const { xml, componentName } = describedBy(document, own);
    this.rules = rulesOf(xml);
    this.componentName = componentName;
    const types = new Set(this.#schemas.flatMap(({ type }) => type ?? []));
    this.isObject = types.has('object') || propertyNames(this.#schemas).length > 0;
    this.isList = !this.isObject && (types.has('array') || this.#schemas.some(({ items }) => items !== undefined));
    this.isString = types.size > 0 && [...types].every((type) => type === 'string');
    this.required = new Set(this.#schemas.flatMap(({ required }) => (Array.isArray(required) ? required : [])));
  }

  get propertyNames(): readonly string[] {
    return propertyNames(this.#schemas);
  }

  property(name: string): XmlShape {
    const shape = this.#properties.get(name) ?? XmlShape.of(this.#document, ...schemasAt(this.#schemas, name));
    // Other names are those of clients.
    if (this.#schemas.some(({ properties }) => properties && Object.hasOwn(properties, name)))
      this.#properties.set(name, shape);
    return shape;
  }

  get items(): XmlShape {
    this.#items ??= XmlShape.of(this.#document, ...schemasAt(this.#schemas, 0));
    return this.#items;
  }
}

/** The XML Object that is about a value: the schema's own, or that of what it stands for. */
function describedBy(document: OpenApiDocument, own: readonly SchemaObject[]) {
  let componentName: string | undefined;
  for (const start of own) {
    const seen = new Set<unknown>();
    let schema: SchemaObject | undefined = start;
    while (schema && !seen.has(schema)) {
      seen.add(schema);
      if (typeof schema['xml'] === 'object' && schema['xml'] !== null)
        return { xml: schema['xml'] as Record<string, unknown>, componentName: componentName ?? nameIn(schema.$ref) };
      componentName ??= nameIn(schema.$ref);
      schema = nextOf(document, schema);
    }
  }
  return { xml: {}, componentName };
}

function nameIn($ref: unknown): string | undefined {
  const [first, second, name, ...more] = typeof $ref === 'string' ? pointerTokens($ref) : [];
  return first === 'components' && second === 'schemas' && more.length === 0 ? name : undefined;
}

/** What a schema is nothing but another name for: a reference, one part, or one branch beside null. */
function nextOf(document: OpenApiDocument, schema: SchemaObject): SchemaObject | undefined {
  if (typeof schema.$ref === 'string') return valueAt(document, schema.$ref) as SchemaObject | undefined;
  for (const keyword of ['allOf', 'oneOf', 'anyOf']) {
    const parts = Array.isArray(schema[keyword]) ? (schema[keyword] as SchemaObject[]) : [];
    const [only, ...others] = parts.filter((part) => part?.type !== 'null');
    if (only !== undefined && others.length === 0) return only;
  }
  return undefined;
}

function rulesOf(xml: Record<string, unknown>): XmlRules {
  const text = (name: string) => (typeof xml[name] === 'string' && xml[name] !== '' ? xml[name] : undefined);
  const nodeType = xml['nodeType'];
  return {
    name: text('name'),
    namespace: text('namespace'),
    prefix: text('prefix'),
    isAttribute: xml['attribute'] === true || nodeType === 'attribute',
    isWrapped: xml['wrapped'] === true || nodeType === 'element',
    isText: xml['x-text'] === true || xml['text'] === true || nodeType === 'text' || nodeType === 'cdata',
  };
}
