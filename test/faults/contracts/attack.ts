/** A hostile contract, and the parts that they have in common. */
export interface Attack {
  readonly name: string;
  /** Files of the folder `project`, by name; `openapi.yaml` is the contract. */
  readonly files: Readonly<Record<string, string>>;
  readonly prepare?: (project: string) => void;
  /** `refused`: exit code 2 from all commands. `bounded`: any exit code. */
  readonly wanted: 'refused' | 'bounded';
}

export const head = 'openapi: 3.1.0\ninfo: {title: t, version: "1"}\nservers: [{url: /}]\n';

/** A contract whose operation takes and gives the schema `S0`. */
export function contractOf(schemas: Readonly<Record<string, unknown>>): string {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/S0' } } };
  const post = { operationId: 'send', requestBody: { content }, responses: { 200: { description: 'd', content } } };
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    servers: [{ url: '/' }],
    paths: { '/x': { get: { operationId: 'take', responses: post.responses }, post } },
    components: { schemas },
  });
}

export function levels(
  count: number,
  schema: (next: object, level: number) => object,
  last: object = { type: 'string' },
) {
  return Object.fromEntries(
    Array.from({ length: count + 1 }, (_, level) => [
      `S${level}`,
      level === count ? last : schema({ $ref: `#/components/schemas/S${level + 1}` }, level),
    ]),
  );
}

export function pathOf(item: string): string {
  return `${head}paths: {/x: {get: {operationId: x, responses: {'200': {description: d, content: {application/json: ${item}}}}}}}\n`;
}

export const refTo = (uri: string) => pathOf(`{schema: {$ref: '${uri}'}}`);

export const file = (text: string) => ({ 'openapi.yaml': text });
