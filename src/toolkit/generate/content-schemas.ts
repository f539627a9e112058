import { essenceOf, isJson, isText, isXml } from '../contract/document/media-type.ts';
import type {
  EncodingObject,
  HeaderObject,
  MediaTypeObject,
  OpenApiDocument,
  SchemaObject,
} from '../contract/document/openapi.ts';
import { resolveReference } from '../contract/document/operations.ts';
import { ownProperty } from '../contract/document/own-property.ts';
import { contentTypesOf, isBinary, isStyled } from '../contract/request/field-encoding.ts';
import { isCookie } from '../contract/schema/header-value.ts';
import { typingOf } from '../contract/schema/typed-text.ts';
import { isXmlValue } from '../contract/schema/xml/xml-shape.ts';
import { nativeTypes } from './native-types.ts';
import type { SchemaViews } from './schema-views.ts';
import { responseView, type Schema, type Side, type View } from './view.ts';

const text: Schema = { type: 'string' };
const bytes: Schema = { type: nativeTypes.bytes };
/** What Blob and File are made of. */
const receivedBytes: Schema = { type: nativeTypes.receivedBytes };
const file: Schema = { type: nativeTypes.file };
const blob: Schema = { type: nativeTypes.blob };
/** What `fetch` takes. */
const sentBytes: Schema = { type: nativeTypes.sentBytes };

/** Texts that are read value by value, while they arrive. */
const isLines = (essence: string) => /[/+.-](ndjson|jsonl|json-seq|jsonlines)$/.test(essence);

/** The schemas of bodies as values in code: what a handler is given, and what it may return. */
export class ContentSchemas {
  readonly #document: OpenApiDocument;
  readonly #views: SchemaViews;

  readonly #side: Side;

  constructor(document: OpenApiDocument, views: SchemaViews, side: Side) {
    this.#document = document;
    this.#side = side;
    this.#views = views;
  }

  /** A body that is read: JSON and XML are values, a form has values and files, and the rest is text or bytes. */
  ofRequest(mediaType: string, media: MediaTypeObject, view: View): Schema | undefined {
    const { schema } = media;
    const isClient = this.#side === 'client';
    const given = isClient ? sentBytes : view.direction === 'request' ? receivedBytes : bytes;
    const essence = essenceOf(mediaType);
    if (isJson(mediaType)) return this.#views.of(schema, view);
    // Nothing can be left out of a form to be left alone.
    const form = { ...view, isFilled: !isClient && view.direction === 'request' };
    if (essence === 'application/x-www-form-urlencoded') return this.#views.of(schema, form);
    if (essence === 'multipart/form-data') return schema && this.#form(schema, media, form);
    if (isText(essence) && isBinary(this.#document, schema)) return given;
    if (!isClient && isXmlValue(this.#document, essence, schema)) return this.#views.of(schema, form);
    if (isText(essence)) return this.#isScalar(schema) ? this.#textOf(schema, view) : text;
    if (isXml(essence)) return isBinary(this.#document, schema) ? given : text;
    if (essence === '*/*' || essence === 'application/*')
      return schema && { oneOf: [this.#views.of(schema, view) as Schema, text, given] };
    if (essence === 'multipart/*') return schema && { oneOf: [this.#form(schema, media, form), given] };
    return essence.endsWith('/*') && !isBinary(this.#document, schema) ? { oneOf: [text, given] } : given;
  }

  /** A body of a response: JSON is a value, XML a value or a text, everything else a text or bytes. */
  ofResponse(mediaType: string, { schema }: MediaTypeObject, view: View): Schema | undefined {
    const essence = essenceOf(mediaType);
    if (isJson(mediaType)) return this.#views.of(schema, view);
    const isClient = this.#side === 'client';
    if (isClient && isLines(essence)) return this.#views.of(schema ?? {}, view);
    if (isClient && isXml(essence)) return text;
    const written = isClient ? blob : bytes;
    if (isText(essence) && isBinary(this.#document, schema)) return isClient ? text : { oneOf: [text, bytes] };
    if (isXmlValue(this.#document, essence, schema)) return { oneOf: [this.#views.of(schema, view) as Schema, text] };
    if (isText(essence)) return typingOf(this.#document, schema).isText ? this.#textOf(schema, view) : text;
    if (essence === '*/*' || essence === 'application/*')
      return schema && { oneOf: [this.#views.of(schema, view) as Schema, text, written] };
    return written;
  }

  /** A header of a response is serialized as it is declared, and may be given as its text; there may be several cookies. */
  ofHeader(name: string, { schema, content }: HeaderObject): Schema | undefined {
    const own = schema ?? Object.values(content ?? {})[0]?.schema;
    const view = this.#views.of(own, responseView);
    const { shapes } = typingOf(this.#document, own);
    if (view === undefined) return content === undefined ? undefined : text;
    if (isCookie(name) && !shapes.includes('array'))
      return { oneOf: [view, { type: 'array', items: view as SchemaObject }] };
    return shapes.includes('object') || content !== undefined ? { oneOf: [view, text] } : view;
  }

  /** A client may give any Blob: a File is one. */
  get #file(): Schema {
    return this.#side === 'client' ? blob : file;
  }

  #isScalar(schema: Schema | undefined): boolean {
    const { shapes } = typingOf(this.#document, schema);
    return shapes.length === 1 && shapes[0] === 'primitive';
  }

  #textOf(schema: Schema | undefined, view: View): Schema {
    return typingOf(this.#document, schema).isUntyped ? text : (this.#views.of(schema, view) as Schema);
  }

  /**
   * Which properties are files depends on the form, so a component that describes one is copied. What has no file name
   * and a media type of text is a text, though the schema allows any file by any name.
   */
  #form(written: Schema, { encoding = {} }: MediaTypeObject, view: View): Schema {
    const inline = (schema: Schema): Schema => {
      if (typeof schema !== 'object' || schema === null) return schema;
      if (schema.$ref !== undefined)
        return inline(resolveReference<SchemaObject>(this.#document, schema as { $ref: string }));
      const { discriminator: _, ...copy } = schema as Record<string, unknown>;
      for (const keyword of ['allOf', 'oneOf', 'anyOf'])
        if (Array.isArray(copy[keyword])) copy[keyword] = copy[keyword].map(inline);
      if (schema.properties)
        copy['properties'] = Object.fromEntries(
          Object.entries(schema.properties).map(([name, property]) => [
            name,
            this.#part(property, ownProperty(encoding, name)),
          ]),
        );
      const others = schema['additionalProperties'];
      if (isBinary(this.#document, others)) copy['additionalProperties'] = { oneOf: [this.#file, text] };
      return copy as SchemaObject;
    };
    return this.#views.of(inline(written), view) as Schema;
  }

  #part(property: Schema, encoding: EncodingObject = {}): Schema {
    const isFile = isBinary(this.#document, property);
    if (!isFile && isStyled(this.#document, encoding, true)) return property;
    const types = contentTypesOf(encoding)?.map((type) => isText(type) || isJson(type) || isXml(type));
    if (!isFile && (types === undefined || types.every((isReadable) => isReadable))) return property;
    const { description, readOnly, writeOnly } = resolveReference<SchemaObject>(
      this.#document,
      property as SchemaObject,
    );
    const described = Object.fromEntries(
      Object.entries({ description, readOnly, writeOnly }).filter(([, value]) => value !== undefined),
    );
    const { shapes } = typingOf(this.#document, property);
    const file = this.#file;
    const list = { type: 'array', items: file };
    const files = shapes.includes('array') ? (shapes.length > 1 ? { oneOf: [file, list] } : list) : file;
    const isAlways = isFile || types?.every((isReadable) => !isReadable) === true;
    return { ...described, ...((isAlways ? files : { oneOf: [files, property] }) as SchemaObject) } as SchemaObject;
  }
}
