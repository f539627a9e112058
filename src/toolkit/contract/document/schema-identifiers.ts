import { copyOf } from './copy.ts';
import { decodePercent, joinPointer, valueAt } from './json-pointer.ts';

type Node = Record<string, unknown>;

/** A schema with a URI of its own, or the whole file. */
interface Resource {
  readonly uri: string;
  readonly pointer: string;
  readonly node: Node;
  readonly anchors: Map<string, string>;
  /** The dynamic ones among them. */
  readonly dynamic: Map<string, string>;
  readonly references: Reference[];
}

interface Reference {
  readonly node: Node;
  readonly keyword: '$ref' | '$dynamicRef' | '$recursiveRef';
  readonly resource: Resource;
}

/** Whether a file may have schemas with names. */
export function mayHaveIdentifiers(text: string): boolean {
  return /\$(?:id|anchor|dynamicAnchor|dynamicRef|recursiveRef)\b/.test(text);
}

/** Whether a file may reference names in other files. */
export function mayReferenceNames(text: string): boolean {
  return /\$ref["']?\s*:\s*["']?[^\s"'#]+#[^\s"'/]/.test(text);
}

/**
 * Replaces the names of schemas by JSON pointers, the only references that the rest of the toolkit reads: a `$ref` to an
 * `$anchor`, to an `$id`, or relative to one, becomes a pointer into the file, and so does a `$dynamicRef`. Where a schema
 * gives the template that it references another target, the template is copied into it.
 * @param file the value of a file, which is changed
 * @returns pointers by the names that other files may reference
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-8.2
 */
export function resolveIdentifiers(file: unknown): ReadonlyMap<string, string> {
  if (!isNode(file)) return new Map();
  const found: Found = { byUri: new Map(), resources: [], named: [] };
  const whole = addResource(found, fileUri, '#', file);
  collect(file, whole, found);
  for (const resource of [...found.resources])
    for (const { node } of resource.references.filter(({ keyword }) => keyword === '$ref'))
      specialize(node, resource, found);
  for (const { references } of found.resources) for (const one of references) replace(one, file, found);
  for (const node of found.named) for (const keyword of names) delete node[keyword];
  return whole.anchors;
}

/** The references to names in other files, as in `pet.yaml#name`. */
export function referencesToNames(file: unknown): { node: Node; path: string; name: string }[] {
  const seen = new Set<unknown>();
  const visit = (inner: unknown): { node: Node; path: string; name: string }[] => {
    if (typeof inner !== 'object' || inner === null || seen.has(inner)) return [];
    seen.add(inner);
    const $ref = isNode(inner) ? inner['$ref'] : undefined;
    const [, path = '', name = ''] = (typeof $ref === 'string' && /^([^#]+)#([^/]+)$/.exec($ref)) || [];
    const own = path === '' ? [] : [{ node: inner as Node, path, name: decodePercent(name) }];
    return [...own, ...Object.values(inner).flatMap(visit)];
  };
  return visit(file);
}

/** What a file has. */
interface Found {
  readonly byUri: Map<string, Resource>;
  readonly resources: Resource[];
  /** The schemas with names. */
  readonly named: Node[];
}

const fileUri = 'file:///contract';
const names = ['$id', '$anchor', '$dynamicAnchor', '$recursiveAnchor'];

/** Below these, names are those of properties and the like. */
const maps =
  /^(properties|patternProperties|\$defs|definitions|dependentSchemas|schemas|responses|parameters|headers)$/;
/** What is below these is no schema. */
const values = /^(example|examples|default|const|enum|value|x-.*)$/;

function addResource({ byUri, resources }: Found, uri: string, pointer: string, node: Node): Resource {
  const resource = { uri, pointer, node, anchors: new Map(), dynamic: new Map(), references: [] };
  resources.push(resource);
  // Of two schemas with one name, the first has it.
  if (!byUri.has(uri)) byUri.set(uri, resource);
  return resource;
}

/** Notes the resources, anchors and references in a resource. */
function collect(root: Node, within: Resource, found: Found): void {
  const seen = new Set<unknown>();
  const visit = (inner: unknown, pointer: string, owner: Resource, isMap: boolean): void => {
    if (typeof inner !== 'object' || inner === null || seen.has(inner)) return;
    seen.add(inner);
    const resource = isMap || !isNode(inner) ? owner : note(inner, pointer, owner, found);
    for (const [key, child] of Object.entries(inner))
      if (isMap || !values.test(key)) visit(child, joinPointer(pointer, key), resource, !isMap && maps.test(key));
  };
  visit(root, within.pointer, within, false);
}

/** @returns the resource that the schema is of */
function note(node: Node, pointer: string, owner: Resource, found: Found): Resource {
  let resource = owner;
  const { $id, $anchor, $dynamicAnchor } = node;
  if (names.some((name) => node[name] !== undefined)) found.named.push(node);
  const [path = '', anchor] = typeof $id === 'string' ? $id.split('#') : [];
  const uri = path === '' ? undefined : URL.parse(path, owner.uri)?.href;
  if (uri !== undefined && node === owner.node) found.byUri.set(uri, found.byUri.get(uri) ?? owner);
  else if (uri !== undefined) resource = addResource(found, uri, pointer, node);
  const { anchors, dynamic, references } = resource;
  for (const name of [anchor, $anchor, $dynamicAnchor])
    if (typeof name === 'string' && name !== '' && !anchors.has(name)) anchors.set(name, pointer);
  if (typeof $dynamicAnchor === 'string' && !dynamic.has($dynamicAnchor)) dynamic.set($dynamicAnchor, pointer);
  for (const keyword of ['$ref', '$dynamicRef', '$recursiveRef'] as const)
    if (typeof node[keyword] === 'string') references.push({ node, keyword, resource });
  return resource;
}

/** Copies the template that a schema references into it, if its dynamic references lead elsewhere from there. */
function specialize(node: Node, resource: Resource, found: Found): void {
  const template = found.byUri.get(URL.parse(String(node['$ref']), resource.uri)?.href ?? '');
  if (!template || template === resource) return;
  const asked = template.references.map((one) => one.keyword === '$dynamicRef' && one.node['$dynamicRef']);
  const replaced = [...template.dynamic.keys()].filter(
    (name) => resource.dynamic.has(name) && asked.includes(`#${name}`),
  );
  if (replaced.length === 0) return;
  const copy = copyOf(template.node);
  const { $defs = {} } = resource.node as { $defs?: Node };
  const key = `template${Object.keys($defs).length}`;
  resource.node['$defs'] = { ...$defs, [key]: copy };
  const own = addResource(found, template.uri, joinPointer(resource.pointer, '$defs', key), copy);
  collect(copy, own, found);
  for (const name of replaced) own.anchors.set(name, resource.dynamic.get(name) as string);
  node['$ref'] = own.pointer;
}

function replace({ node, keyword, resource }: Reference, file: Node, found: Found): void {
  const written = node[keyword] as string;
  const target = targetOf(written, resource, file, found);
  if (keyword === '$ref') {
    if (target !== undefined) node['$ref'] = target;
    return;
  }
  delete node[keyword];
  if (node['$ref'] === undefined) node['$ref'] = target ?? written;
  else node['allOf'] = [...((node['allOf'] as unknown[] | undefined) ?? []), { $ref: target ?? written }];
}

/** @returns undefined for what isn't in the file, and what is a pointer into it already */
function targetOf(written: string, resource: Resource, file: Node, { byUri }: Found): string | undefined {
  const [path = '', fragment = ''] = written.split('#');
  const isOfFile = path === '' && resource.uri === fileUri;
  if (isOfFile && (fragment === '' || fragment.startsWith('/'))) return undefined;
  const uri = path === '' ? resource.uri : URL.parse(path, resource.uri)?.href;
  const target = path === '' ? resource : byUri.get(uri ?? '');
  if (!target) return undefined;
  if (fragment === '') return target.pointer;
  if (!fragment.startsWith('/')) return target.anchors.get(fragment);
  // Many write pointers from the beginning of the file, `$id` or not.
  const within = target.pointer + fragment;
  return valueAt(file, within) === undefined && valueAt(file, `#${fragment}`) !== undefined ? undefined : within;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
