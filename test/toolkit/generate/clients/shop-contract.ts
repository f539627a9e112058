/** A contract with one operation for each thing that a client has to do. */
export const shopContract = `openapi: 3.1.1
info:
  title: Shop <b>"of things"</b>
  version: v2.1
  license: {name: MIT License}
servers: [{url: 'https://shop.example/v2'}]
security: [{signedIn: []}]
paths:
  /token:
    post:
      operationId: createToken
      security: []
      requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {}}}}}
  /things:
    get:
      operationId: listThings
      summary: List things
      parameters:
        - {name: kind, in: query, schema: {type: array, items: {type: string}}, explode: false}
        - {name: near, in: query, style: deepObject, schema: {type: object, properties: {lat: {type: number}}}}
        - {name: limit, in: query, schema: {type: integer, default: 20}}
        - {name: X-Trace, in: header, schema: {type: string}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}}}}
        default: {$ref: '#/components/responses/Problem'}
    post:
      operationId: createThing
      requestBody:
        required: true
        content:
          application/xml: {schema: {type: string}}
          application/json: {schema: {$ref: '#/components/schemas/Thing'}}
      responses:
        '201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
        '422': {description: no, content: {application/json: {schema: {$ref: '#/components/schemas/Mistakes'}}}}
        4XX: {$ref: '#/components/responses/Problem'}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: things/get
      deprecated: true
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}, text/csv: {schema: {type: string}}}}
        '404': {$ref: '#/components/responses/Problem'}
    delete:
      operationId: then
      responses: {'204': {description: gone}}
  /things/{id}/picture:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    put:
      operationId: putPicture
      security: [{key: []}, {pair: []}]
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              required: [picture]
              properties:
                picture: {type: string, format: binary}
                tags: {type: array, items: {type: string}}
                place: {type: object, properties: {x: {type: integer}}}
                note: {type: string}
            encoding: {note: {contentType: text/markdown}}
      responses: {'204': {description: kept}}
    get:
      operationId: getPicture
      responses: {'200': {description: ok, content: {image/png: {}}}}
    post:
      operationId: sendPicture
      requestBody: {required: true, content: {application/octet-stream: {}}}
      responses: {'204': {description: kept}}
  /events:
    get:
      operationId: readEvents
      responses: {'200': {description: ok, content: {text/event-stream: {schema: {type: string}}}}}
  /lines:
    get:
      operationId: readLines
      responses: {'200': {description: ok, content: {application/x-ndjson: {schema: {$ref: '#/components/schemas/Thing'}}, application/json-seq: {}, application/json; v=1: {}, application/json; v=2: {}}}}
components:
  securitySchemes:
    signedIn: {type: oauth2, flows: {password: {tokenUrl: 'https://shop.example/v2/token', refreshUrl: /v2/token/more, scopes: {}}}}
    key: {type: apiKey, in: header, name: X-Key}
    pair: {type: http, scheme: basic}
  responses:
    Problem: {description: no, content: {application/problem+json: {schema: {type: object, required: [title], properties: {title: {type: string}}}}}}
  schemas:
    Thing:
      type: object
      required: [id, name, secret]
      properties:
        id: {type: integer, format: int64, readOnly: true}
        secret: {type: string, writeOnly: true}
        name: {type: string}
        size: {type: integer, default: 1}
    Mistakes:
      type: object
      required: [mistakes]
      properties: {mistakes: {type: array, items: {type: object, required: [field, text], properties: {field: {type: string}, text: {type: string}}}}}
`;

/** Compiles only if inputs and results are typed as the contract says. */
export const shopUse = `import { type Client, ClientError, createClient, type InputOf, type ResultOf, signIn, unwrap } from './index.js';

const client: Client = createClient({ baseUrl: new URL('https://shop.example/v2'), token: async () => 'a', credentials: { key: 'b' } });

export async function use(): Promise<number | bigint> {
  await signIn(client, { username: 'ada', password: 'long' }).catch((error: unknown) => {
    if (error instanceof ClientError && error.code === 'SIGN_IN_FAILED') throw new Error(String(error.status));
  });
  const made = await client.createThing({ body: { name: 'a', secret: 's' } }, { signal: AbortSignal.abort(), timeoutMs: 5 });
  if (made.status === 422) {
    const texts: string[] = made.body.mistakes.map(({ field, text }) => field + text);
    throw new Error(texts.join());
  }
  if (!made.ok) {
    const title: string = made.body.title;
    // @ts-expect-error it isn't 422 any more
    made.body.mistakes;
    throw new Error(title);
  }
  const status: 201 = made.status;
  // @ts-expect-error what is only written is in no response
  made.body.secret;
  await client.createThing({ mediaType: 'application/xml', body: '<thing/>' });
  // @ts-expect-error a body is needed
  await client.createThing({});
  // @ts-expect-error what is only read is in no request
  await client.createThing({ body: { id: 1, name: 'a', secret: 's' } });
  // @ts-expect-error there is no such parameter
  await client.listThings({ query: { colour: 'red' } });
  // @ts-expect-error the path has an id
  await client['things/get']();
  await client.listThings();
  const list = await client.listThings({ query: { kind: ['a'], near: { lat: 1 } }, header: { 'X-Trace': 't' } });
  if (list.status === 500) throw new Error(list.body.title);
  if (list.ok) list.body.map(({ name }) => name) satisfies string[];
  const read = await client['things/get']({ path: { id: 'a' }, accept: 'text/csv' });
  if (read.ok) {
    if (read.mediaType === 'text/csv') read.body.charAt(0);
    else read.body.name.charAt(0);
  }
  await client.putPicture({ path: { id: 'a' }, body: { picture: new Blob(['']), tags: ['a'], place: { x: 1 } } });
  await client.sendPicture({ path: { id: 'a' }, body: new Blob(['']).stream() });
  const blob: Blob = await unwrap(client.getPicture({ path: { id: 'a' } }));
  const streamed = await client.getPicture({ path: { id: 'a' } }, { stream: true });
  if (streamed.ok) streamed.body.getReader();
  for await (const { event, data } of await unwrap(client.readEvents())) event.concat(data);
  const lines = await client.readLines();
  if (lines.ok && lines.mediaType === 'application/x-ndjson') for await (const { name } of lines.body) name.charAt(0);
  const thing: InputOf<'createThing'> = { body: { name: 'a', secret: 's' } };
  await client.createThing(thing);
  const input: InputOf<'things/get'> = { path: { id: 'a' } };
  const result: ResultOf<'things/get'> = await client['things/get'](input);
  const deleted: ResultOf<'then_'> = await client.then_({ path: { id: String(result.status + blob.size + status) } });
  const gone: undefined = deleted.body;
  if (gone !== undefined) throw new Error('a body');
  return (await unwrap(client.createThing({ body: { name: 'a', secret: 's' } }))).id;
}
`;
