/**
 * URL templates: paths, and the URLs of servers, with variables in braces.
 * @see https://spec.openapis.org/oas/v3.1.1.html#path-templating
 */

const variable = /\{([^}]*)\}/g;

/** The names of a template's variables, in their order, with repetitions: `petId` of `/pets/{petId}`. */
export function variableNames(template: string): string[] {
  return Array.from(template.matchAll(variable), ([, name]) => name as string);
}

/** The template with a value in the place of each variable. */
export function fillTemplate(template: string, valueFor: (name: string) => string): string {
  return template.replaceAll(variable, (_, name: string) => valueFor(name));
}

/** A path as a request has it, for comparison: values that are lists or objects are JSON, and nothing is percent-encoded. */
export function fillPath(template: string, values: Readonly<Record<string, unknown>>): string {
  return fillTemplate(template, (name) => pathText(values[name]));
}

/** The value of a path's variable as a text, for comparison. */
export function pathText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
}

/** The template without the names; equal for templates that match the same paths: `/pets/{}`. */
export function shapeOfTemplate(template: string): string {
  return fillTemplate(template, () => '{}');
}

/** Whether a template is another one, whatever their variables are called, or {@link continuesTemplate continues} it. */
export function startsWithTemplate(template: string, start: string): boolean {
  const [shape, above] = [template, start].map((one) => shapeOfTemplate(one).replace(/\/$/, ''));
  return shape === above || continuesTemplate(template, start);
}

/**
 * Whether a template is another one with more behind it, whatever their variables are called: a segment, or a verb, as in
 * `/books/{id}:archive`.
 */
export function continuesTemplate(template: string, start: string): boolean {
  const [shape, above] = [template, start].map((one) => shapeOfTemplate(one).replace(/\/$/, '')) as [string, string];
  return shape.startsWith(above) && /^[/:]/.test(shape.slice(above.length));
}
