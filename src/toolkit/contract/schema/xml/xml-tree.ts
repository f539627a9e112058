import { createRequire } from 'node:module';

/** An element, with names as they are written. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly children: readonly XmlElement[];
  /** All text directly in it. */
  readonly text: string;
}

interface OpenElement {
  readonly name: string;
  attributes: [name: string, value: string][];
  children: XmlElement[];
  text: string;
}

/** What is nested more deeply takes a stack frame for each level. */
const maxDepth = 100;
const maxElements = 100_000;
/** Of one element. */
const maxAttributes = 100;

/** Few contracts have XML. */
const require = createRequire(import.meta.url);
const none: never[] = [];

/**
 * Parses a document without a document type: entities other than the five of XML don't exist, so that nothing expands.
 * @throws {SyntaxError} if it isn't well-formed, has a document type, or is nested too deeply
 * @see https://www.w3.org/TR/xml/
 */
export function parseXml(text: string): XmlElement {
  try {
    return parse(text);
  } catch (cause) {
    // The parser trips over some names, such as those of its own methods.
    throw cause instanceof SyntaxError ? cause : new SyntaxError('not well-formed', { cause });
  }
}

function parse(text: string): XmlElement {
  const { parser: createParser } = require('sax') as typeof import('sax');
  // Its types lag behind.
  const options: object = { strictEntities: true, position: false };
  const parser = createParser(true, options);
  const refuse = (reason: string): never => {
    throw new SyntaxError(reason);
  };
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  let attributes: OpenElement['attributes'] = none;
  let count = 0;
  parser.onerror = ({ message }) => refuse(message);
  parser.ondoctype = () => refuse('a document type is not accepted');
  parser.onattribute = ({ name, value }) => {
    if (attributes.length >= maxAttributes) refuse('too many attributes');
    attributes = attributes === none ? [[name, value]] : [...attributes, [name, value]];
  };
  parser.onopentag = ({ name }) => {
    if (open.length >= maxDepth || ++count > maxElements) refuse('too many elements');
    if (root && open.length === 0) refuse('two elements at the top');
    const element: OpenElement = { name, attributes, children: none, text: '' };
    const parent = open.at(-1);
    if (parent?.children === none) parent.children = [element];
    else parent?.children.push(element);
    root ??= element;
    attributes = none;
    open.push(element);
  };
  const addText = (part: string) => {
    const parent = open.at(-1);
    if (parent) parent.text += part;
  };
  parser.ontext = addText;
  parser.oncdata = addText;
  parser.onclosetag = () => void open.pop();
  parser.write(text).close();
  return root ?? refuse('there is no element');
}

/** Without its prefix. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
