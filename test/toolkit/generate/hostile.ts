import { typedComponents, typedPaths, typedSchemas } from './typed-values.ts';

/** All that a contract may hold and that code has to cope with. */
export const hostile = `openapi: 3.1.1
info: {title: t, version: '1'}
paths:
  /a/{id}/{other id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      tags: ['two words', second]
      summary: "Ends */ a comment \\u2028 and 'quotes'"
      responses: {'200': {description: ok}, 4XX: {description: no}, default: {description: rest}}
    post:
      operationId: "it's"
      tags: [two-words]
      requestBody:
        content:
          application/json: {schema: {type: string}}
          image/*: {schema: {type: string, format: binary}}
      responses:
        '201':
          description: made
          headers: {Location: {required: true, schema: {type: string}}, ETag: {schema: {type: string}}}
          content:
            application/json: {schema: {type: object, properties: {a: {type: string}}, required: [a]}}
            text/plain: {schema: {type: string}}
            image/*: {schema: {type: string, format: binary}}
  /optional:
    $ref: '#/components/pathItems/Optional'
  /constructor:
    get: {operationId: constructor, tags: ['x */ export const injected = 1; /*'], responses: {'204': {description: none}}}
    delete: {operationId: __proto__, responses: {'204': {description: none}}}
${typedPaths}webhooks:
  sendUser:
    post:
      operationId: sendUser
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
      responses: {'200': {description: ok}}
  happened:
    post:
      operationId: sendHappened
      parameters: [{name: X-Signature, in: header, required: true, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {type: array}}}}
      responses: {'200': {description: ok}}
x-shared:
  parameter: {name: shared, in: query, schema: {type: string}}
components:
${typedComponents}  pathItems:
    Optional:
      post:
        operationId: optional
        parameters:
          - {$ref: '#/x-shared/parameter'}
          - {name: filter, in: query, content: {application/json: {schema: {type: object, required: [a], properties: {a: {type: integer}}}}}}
          - {name: any, in: query, content: {application/json: {}}}
          - {name: line, in: query, content: {text/plain: {}}}
        requestBody: {content: {application/json: {schema: {type: object, required: [n], properties: {n: {type: integer}}}}}}
        responses:
          '200': {description: ok, content: {application/json: {schema: {type: integer}}}}
          2XX: {description: ok, content: {application/json: {schema: {$ref: '#anchored'}}}}
          '404': {description: none}
  schemas:
${typedSchemas}    Anchored: {type: string, $anchor: anchored}
    Json: {oneOf: [{type: string}, {type: array, items: {$ref: '#/components/schemas/Json'}}, {type: object, additionalProperties: {$ref: '#/components/schemas/Json'}}]}
    Nested: {type: array, items: {$ref: '#/components/schemas/Nested'}}
    Ping: {type: array, items: {$ref: '#/components/schemas/Pong'}}
    Pong: {anyOf: [{type: integer}, {$ref: '#/components/schemas/Ping'}]}
    Tree: {type: object, properties: {children: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}
    Inside: {$ref: '#/components/schemas/Pet/properties/status'}
    class: {enum: [1, '1', null, "it's", "*/"], description: 'Ends */ here'}
    Pet:
      properties:
        status: {type: string, enum: [here, gone], not: {enum: [lost]}}
        not: {enum: [no]}
    PetStatus: {type: string, enum: [a], x-enum-varnames: [Alpha], x-enum-descriptions: [The first.]}
`;

/** How a handler uses what was generated for `hostile`; an expectation of an error that doesn't come is one as well. */
export const use = `import type { Handlers } from './server.js';
export const handler: Handlers["it's"] = ({ path, body, mediaType }) => {
  const id: number = path.id;
  const other: string = path['other id'];
  if (mediaType === 'application/json') return { status: 201, mediaType, headers: { Location: other }, body: { a: body } };
  if (mediaType === undefined) return { status: 201, mediaType: 'text/plain', headers: { Location: '' }, body: '' };
  return { status: 201, mediaType: 'image/png', headers: { Location: '', ETag: String(id) }, body: new Uint8Array() };
};
// @ts-expect-error the media type is needed, as there is a choice
export const untyped: Handlers["it's"] = () => ({ status: 201, headers: { Location: '' }, body: '' });
// @ts-expect-error a JSON body is no bytes
export const bytes: Handlers["it's"] = () => ({ status: 201, mediaType: 'application/json', headers: { Location: '' }, body: new Uint8Array() });
export const anyStatus: Handlers['getAByIdByOtherId'] = () => ({ status: 503 });
// @ts-expect-error 600 is no status
export const noStatus: Handlers['getAByIdByOtherId'] = () => ({ status: 600 });
// @ts-expect-error the body may be left out
export const leftOut: Handlers['optional'] = ({ body }) => (body.n > 0 ? { status: 200, body: 1 } : { status: 404 });
// @ts-expect-error 200 is declared by itself, and is no text
export const byItself: Handlers['optional'] = () => ({ status: 200, body: 'text' });
export const inRange: Handlers['optional'] = ({ query }) => ({ status: 201, body: query.shared ?? '' });
export const content: Handlers['optional'] = ({ query }) => ({ status: 200, body: query.filter?.a ?? query.line?.length ?? 0 });
// @ts-expect-error a parameter of JSON without a schema is unknown
export const unknownContent: Handlers['optional'] = ({ query }) => ({ status: 200, body: query.any });
`;
