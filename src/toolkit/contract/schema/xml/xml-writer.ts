import type { OpenApiDocument } from '../../document/openapi.ts';
import { type XmlRules, XmlShape } from './xml-shape.ts';

/** Which namespace each prefix stands for; an empty one is the default namespace. */
type Scope = ReadonlyMap<string, string>;

/**
 * A value as an XML document. An element has the name that its schema gives it, that of its property, or that of its component.
 * @see https://spec.openapis.org/oas/v3.1.1.html#xml-object
 */
export function writeXml(document: OpenApiDocument, schema: unknown, value: unknown): string {
  const shape = XmlShape.of(document, schema);
  const name = shape.rules.name ?? shape.componentName ?? 'root';
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(name, shape, value, new Map())}\n`;
}

function element(name: string, shape: XmlShape, value: unknown, outer: Scope): string {
  const scope = new Map(outer);
  const tag = qualified(name, shape.rules);
  const declared = declare(shape.rules, scope);
  if (value === null || value === undefined) return empty(tag, declared + declareNil(scope));
  if (Array.isArray(value)) return filled(tag, declared, value.map((item) => itemOf(item, shape, scope)).join(''));
  if (typeof value !== 'object' || value instanceof Uint8Array) return filled(tag, declared, escapeText(textOf(value)));
  let attributes = declared;
  let content = '';
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    const own = shape.property(key);
    const isPlain = typeof inner !== 'object' || inner instanceof Uint8Array;
    if (own.rules.isAttribute) attributes += inner === null ? '' : attributeOf(key, own, inner, scope);
    else if (own.rules.isText && isPlain) content += escapeText(textOf(inner));
    else content += propertyOf(key, own, inner, scope);
  }
  return filled(tag, attributes, content);
}

/** A list has an element for each item, and one around them if it is wrapped. */
function propertyOf(key: string, shape: XmlShape, value: unknown, scope: Scope): string {
  const name = shape.rules.name ?? key;
  if (!Array.isArray(value)) return element(name, shape, value, scope);
  const itemName = shape.items.rules.name ?? (shape.rules.isWrapped ? name : key);
  const write = (inner: Scope) => value.map((item) => element(itemName, shape.items, item, inner)).join('');
  if (!shape.rules.isWrapped) return write(scope);
  const own = new Map(scope);
  const declared = declare(shape.rules, own);
  return filled(qualified(name, shape.rules), declared, write(own));
}

function itemOf(value: unknown, { items, rules }: XmlShape, scope: Scope): string {
  return element(items.rules.name ?? items.componentName ?? rules.name ?? 'item', items, value, scope);
}

function attributeOf(key: string, shape: XmlShape, value: unknown, scope: Map<string, string>): string {
  const { prefix, namespace } = shape.rules;
  // An attribute without a prefix has no namespace.
  const declared = prefix === undefined ? '' : declare({ prefix, namespace }, scope);
  const text = Array.isArray(value) ? value.map(textOf).join(' ') : textOf(value);
  return `${declared} ${qualified(shape.rules.name ?? key, shape.rules)}="${escapeAttribute(text)}"`;
}

function filled(tag: string, attributes: string, content: string): string {
  return content === '' ? empty(tag, attributes) : `<${tag}${attributes}>${content}</${tag}>`;
}

function empty(tag: string, attributes: string): string {
  return `<${tag}${attributes}></${tag}>`;
}

/** @param scope gets the namespace, if it doesn't have it */
function declare(
  { namespace, prefix = '' }: Pick<XmlRules, 'namespace' | 'prefix'>,
  scope: Map<string, string>,
): string {
  if (namespace === undefined || scope.get(prefix) === namespace) return '';
  scope.set(prefix, namespace);
  return ` xmlns${prefix === '' ? '' : `:${xmlName(prefix)}`}="${escapeAttribute(namespace)}"`;
}

/** @see https://www.w3.org/TR/xmlschema-1/#xsi_nil */
function declareNil(scope: Map<string, string>): string {
  return `${declare({ prefix: 'xsi', namespace: 'http://www.w3.org/2001/XMLSchema-instance' }, scope)} xsi:nil="true"`;
}

function qualified(name: string, { prefix }: XmlRules): string {
  return prefix === undefined ? xmlName(name) : `${xmlName(prefix)}:${xmlName(name)}`;
}

/** A property may have any name, and an element may not. */
function xmlName(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}_.-]/gu, '_').replace(/^(?=[\p{N}.-])/u, '_') || '_';
}

function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** What no XML 1.0 document can have. @see https://www.w3.org/TR/xml/#charsets */
const impossible = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

function escapeText(text: string): string {
  return escapeXml(text, /[&<>\r]/g);
}

/** A parser would make blanks of line breaks in attributes. */
function escapeAttribute(text: string): string {
  return escapeXml(text, /[&<>"\t\n\r]/g);
}

const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeXml(text: string, special: RegExp): string {
  return text
    .replaceAll(impossible, '\ufffd')
    .replaceAll(special, (character) => names[character] ?? `&#${character.charCodeAt(0)};`);
}
