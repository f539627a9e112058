import type { OpenApiDocument } from '../../document/openapi.ts';
import { validationClock } from '../limits/validation-clock.ts';
import { Literal, type Typing, typingOf, type Written } from '../typed-text.ts';
import { XmlShape } from './xml-shape.ts';
import { localName, parseXml, type XmlElement } from './xml-tree.ts';

/** How one property is found: as an attribute, an element, elements of a list, or one element around them. */
interface Field {
  readonly key: string;
  readonly shape: XmlShape;
  readonly kind: 'element' | 'items' | 'wrapper';
}

/** By local names: prefixes are the writer's choice. */
interface Fields {
  readonly attributes: ReadonlyMap<string, string>;
  readonly elements: ReadonlyMap<string, Field>;
  readonly text: string | undefined;
}

const known = new WeakMap<XmlShape, Fields>();

/** Reads the XML that the schema of a body describes. */
export class XmlReader {
  readonly #shape: XmlShape;
  readonly #typing: Typing;

  constructor(document: OpenApiDocument, schema: unknown) {
    this.#shape = XmlShape.of(document, schema);
    this.#typing = typingOf(document, schema);
  }

  /** @throws {SyntaxError} if the text isn't well-formed, or its element has another name than the contract's */
  read(text: string): unknown {
    // Parsing takes time linear in the length, which is limited; what is made of the elements may take more.
    const root = validationClock.exclude(() => parseXml(text));
    const { name } = this.#shape.rules;
    if (name !== undefined && localName(root.name) !== name) throw new SyntaxError(`the element is not named ${name}`);
    return this.#typing.value(written(root, this.#shape));
  }
}

function written(element: XmlElement, shape: XmlShape): Written {
  const { attributes, children, text } = element;
  if (attributes.some(([name, value]) => /(^|:)nil$/.test(name) && value === 'true')) return new Literal(null);
  if (shape.isList) return children.map((child) => written(child, shape.items));
  if (shape.isObject || children.length > 0) return objectOf(element, shape);
  return shape.isString ? text : text.trim();
}

function objectOf({ attributes, children, text }: XmlElement, shape: XmlShape): Written {
  const fields = known.get(shape) ?? fieldsOf(shape);
  known.set(shape, fields);
  const found = Object.create(null) as Record<string, Written | Written[]>;
  for (const [name, value] of attributes) {
    if (/^(xmlns|xml|xsi)(:|$)/.test(name)) continue;
    const local = localName(name);
    const key = fields.attributes.get(local) ?? (fields.elements.has(local) ? undefined : local);
    if (key !== undefined) found[checked(key)] = value;
  }
  for (const child of children) addChild(found, child, fields, shape);
  for (const { key, kind } of fields.elements.values())
    if (kind === 'items' && found[key] === undefined && shape.required.has(key)) found[key] = [];
  if (fields.text !== undefined) found[fields.text] = shape.property(fields.text).isString ? text : text.trim();
  return found;
}

function addChild(
  found: Record<string, Written | Written[]>,
  child: XmlElement,
  { attributes, elements }: Fields,
  shape: XmlShape,
): void {
  const local = localName(child.name);
  const field = elements.get(local);
  // What has to be an attribute is missing.
  if (!field && attributes.has(local)) return;
  const key = checked(field?.key ?? local);
  const own = field?.shape ?? shape.property(local);
  const values =
    field?.kind === 'wrapper'
      ? child.children.map((item) => written(item, own.items))
      : [written(child, field?.kind === 'items' ? own.items : own)];
  const before = found[key];
  if (before === undefined)
    found[key] = field === undefined || field.kind === 'element' ? (values[0] as Written) : values;
  else if (Array.isArray(before)) before.push(...values);
  else found[key] = [before, ...values];
}

/** As in JSON. @see parseJsonText */
function checked(key: string): string {
  if (key === '__proto__') throw new SyntaxError('an element has the name __proto__');
  return key;
}

function fieldsOf(shape: XmlShape): Fields {
  const attributes = new Map<string, string>();
  const elements = new Map<string, Field>();
  let text: string | undefined;
  for (const key of shape.propertyNames) {
    const own = shape.property(key);
    const { name = key, isAttribute, isWrapped, isText } = own.rules;
    if (isAttribute) attributes.set(name, key);
    else if (isText && !own.isObject) text = key;
    else if (!own.isList) elements.set(name, { key, shape: own, kind: 'element' });
    else if (isWrapped) elements.set(name, { key, shape: own, kind: 'wrapper' });
    else elements.set(own.items.rules.name ?? key, { key, shape: own, kind: 'items' });
  }
  return { attributes, elements, text };
}
