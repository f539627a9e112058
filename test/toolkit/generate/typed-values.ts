/** What handlers are given and return, as a part of a contract, and as requests to the handlers of `typed-handlers.ts`. */

export const typedPaths = `  /users:
    parameters:
      - {name: Authorization, in: header, required: true, schema: {type: string}}
    post:
      operationId: Api::V1::Users#add
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
      responses: {'201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}
    patch:
      operationId: 1 change/~"\`\${x}\`
      requestBody: {$ref: '#/components/requestBodies/User'}
      responses: {'200': {description: ok, headers: {X-Next: {$ref: '#/components/headers/Next'}}, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/User'}}}}}}
  /pets:
    post:
      operationId: class
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Creature'}}}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Creature'}}}}
        '304': {description: unchanged, content: {application/json: {schema: {$ref: '#/components/schemas/Creature'}}}}
  /files:
    post:
      operationId: addFiles
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema: {$ref: '#/components/schemas/Upload'}
            encoding: {avatar: {contentType: 'image/png, image/jpeg'}, either: {contentType: 'text/plain, image/png'}, owner: {contentType: application/json}}
      responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}
  /bytes:
    put:
      operationId: putBytes
      requestBody:
        required: true
        content:
          application/octet-stream: {}
          application/pdf: {schema: {type: string, format: binary}}
          image/*: {schema: {type: string, format: binary}}
          application/xml: {schema: {$ref: '#/components/schemas/User'}}
          text/csv: {schema: {type: string, format: binary}}
          text/plain: {schema: {type: integer}}
          text/markdown: {schema: {$ref: '#/components/schemas/User'}}
          application/x-www-form-urlencoded: {schema: {type: object, properties: {icon: {type: string, format: binary}, n: {type: integer, default: 7}}}}
      responses:
        '200':
          description: ok
          content:
            application/octet-stream: {}
            application/xml: {schema: {$ref: '#/components/schemas/User'}}
            text/plain: {schema: {type: integer}}
            image/*: {schema: {type: string, format: binary}}
        '202': {description: ok, content: {'image/*': {schema: {type: string, format: binary}}}}
  /parameters/{id}:
    get:
      operationId: parameters
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, format: int64}}
        - {name: filter, in: query, required: true, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
        - {name: page, in: query, schema: {$ref: '#/components/schemas/Page'}}
        - {name: range, in: query, style: deepObject, schema: {type: object, properties: {from: {type: integer, default: 3}}}}
        - {name: deep, in: query, schema: {type: boolean}, allowEmptyValue: true}
        - {name: size, in: query, required: true, schema: {enum: [10, -25]}}
        - {name: X-Kind, in: header, schema: {type: string, default: none}}
      responses: {'200': {description: ok, headers: {X-Point: {schema: {type: object, properties: {x: {type: integer}}}}}, content: {application/json: {schema: {type: object, properties: {id: {type: integer, format: int64}}}}}}}
  /values:
    post:
      operationId: values
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Values'}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Values'}}}}}
`;

export const typedComponents = `  headers:
    Next: {schema: {type: string}}
  requestBodies:
    User: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
`;

export const typedSchemas = `    Page: {type: integer, default: 1}
    When: {type: string, readOnly: true}
    User:
      type: object
      required: [id, name, secret, made]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string}
        secret: {type: string, writeOnly: true}
        size: {type: integer, default: 5}
        made: {$ref: '#/components/schemas/When'}
        friends: {type: array, items: {$ref: '#/components/schemas/User'}}
    Creature:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator: {propertyName: kind}
    Cat: {type: object, required: [kind, id], properties: {kind: {type: string, enum: [Cat]}, id: {type: integer, readOnly: true}, lives: {type: integer}}}
    Dog: {allOf: [{$ref: '#/components/schemas/Beast'}, {type: object, required: [kind, name, bark], properties: {kind: {type: string, enum: [Dog]}, bark: {type: boolean}}}]}
    Beast: {type: object, required: [id], properties: {id: {type: integer, readOnly: true}, name: {type: string}}}
    Upload:
      type: object
      required: [photos, avatar, note, file]
      properties:
        title: {type: string, default: none}
        photos: {type: array, items: {type: string, format: binary}}
        file: {contentMediaType: application/zip}
        note: {type: string, contentEncoding: base64, contentMediaType: image/png}
        avatar: {type: string}
        either: {type: string}
        owner: {$ref: '#/components/schemas/User'}
        one: {oneOf: [{type: string, format: binary}, {type: array, items: {type: string, format: binary}}]}
    Values:
      type: object
      $defs: {count: {type: integer}}
      required: [count, tuple, unnamed, deep]
      properties:
        count: {$ref: '#/components/schemas/Values/$defs/count'}
        tuple: {type: array, prefixItems: [{type: string}, {type: integer}], minItems: 1, items: {type: boolean}}
        any: {enum: [1, -2, a, null, {a: 1}]}
        nothing: {const: null}
        big: {type: [integer, 'null'], format: int64}
        small: {type: integer, format: int64, minimum: 0, maximum: 100}
        number: {anyOf: [{type: integer, maximum: 5}, {type: number, minimum: 10}]}
        map: {type: object, properties: {a: {type: string}, b: {type: boolean}}, required: [a], additionalProperties: {type: number}}
        open: {type: object, properties: {a: {type: string}}, unevaluatedProperties: {type: number}}
        free: {type: object}
        empty: {type: object, additionalProperties: false}
        sibling: {$ref: '#/components/schemas/Beast', required: [name], properties: {extra: {type: string}}}
        choice: {type: object, properties: {a: {type: string}, b: {type: string}}, anyOf: [{required: [a]}, {required: [b]}]}
        both: {type: object, required: [a], properties: {a: {type: string}}, anyOf: [{type: object, required: [b], properties: {b: {type: string}}}, {type: object, required: [c], properties: {c: {type: string}}}]}
        encoded: {$ref: '#/components/schemas/My%20Text'}
        inherited: {allOf: [{$ref: '#/components/schemas/Outer'}], required: [deep]}
        deep: {type: object, required: [x], properties: {x: {type: string}}}
    My Text: {type: string}
    Outer: {allOf: [{$ref: '#/components/schemas/Inner'}]}
    Inner: {type: object, properties: {deep: {type: string}}}
`;

const json = (value: unknown) => ({ 'content-type': 'application/json', body: JSON.stringify(value) });
const part = (head: string, content: string) =>
  `--X\r\nContent-Disposition: form-data; name=${head}\r\n\r\n${content}\r\n`;
const file = (name: string, type = 'image/png') => `"${name}"; filename="${name}.x"\r\nContent-Type: ${type}`;
const raw = (type: string, body: string) => ({ 'content-type': type, body });
const values = { count: 1, tuple: ['a'], deep: { x: 'y' } };

type Sent = { readonly 'content-type'?: string; readonly body?: string };

const userXml = '<User><name> a </name><secret>xy</secret></User>';
const writtenUserXml =
  '<?xml version="1.0" encoding="UTF-8"?>\n<User><id>1</id><made>now</made><name>a</name><size>7</size></User>\n';

/** A request, and the status and the text of its response. */
export const exchanges: readonly [
  name: string,
  method: string,
  target: string,
  sent: Sent,
  status: number,
  text: string,
][] = [
  [
    'defaults are filled in',
    'POST',
    '/users',
    json({ name: 'a', secret: 'xy', friends: [{ name: 'b', secret: '' }] }),
    201,
    '{"name":"a","size":12,"id":1,"made":"now"}',
  ],
  ['what is readOnly is refused', 'POST', '/users', json({ id: 1, name: 'a', secret: 'xy' }), 400, ''],
  [
    'a patch has no defaults',
    'PATCH',
    '/users',
    json({ name: 'a', secret: 's' }),
    200,
    '[{"id":1,"made":"now","name":"sundefined"}]',
  ],
  [
    'an object with allOf',
    'POST',
    '/pets',
    json({ kind: 'Dog', name: 'rex', bark: true }),
    200,
    '{"kind":"Dog","id":2,"name":"REX","bark":false}',
  ],
  ['a branch', 'POST', '/pets', json({ kind: 'Cat' }), 200, '{"kind":"Cat","id":3,"lives":9}'],
  [
    'files',
    'POST',
    '/files',
    raw(
      'multipart/form-data; boundary=X',
      `${part(file('photos'), 'abc')}${part(file('photos'), '')}${part('file', 'ab')}${part('note', 'AAAA')}${part(file('avatar'), 'a')}${part('either', 'e')}${part('owner\r\nContent-Type: application/json', '{"name":"","secret":"s"}')}${part(file('one'), '12345')}--X--\r\n`,
    ),
    200,
    '{"title":"none","sizes":[3,0,2,1,5],"name":"blob","note":"AA","text":"E","owner":"s"}',
  ],
  [
    'files in other ways',
    'POST',
    '/files',
    raw(
      'multipart/form-data; boundary=X',
      `${part(file('photos'), 'abc')}${part(file('file', 'application/zip'), 'ab')}${part('note', 'AAAA')}${part('avatar', 'a')}${part(file('either'), 'e')}${part(file('one'), '1')}${part(file('one'), '12')}--X--\r\n`,
    ),
    200,
    '{"title":"none","sizes":[3,2,1,1,2],"name":"file.x","note":"AA","text":"image/png"}',
  ],
  ['bytes', 'PUT', '/bytes', raw('application/octet-stream', 'abc'), 200, 'bc'],
  ['binary', 'PUT', '/bytes', raw('application/pdf', 'abc'), 200, 'bc'],
  ['a range', 'PUT', '/bytes', raw('image/gif', 'abc'), 202, 'bc'],
  ['an image that is XML', 'PUT', '/bytes', raw('image/svg+xml', '<svg/>'), 202, 'svg/>'],
  ['XML', 'PUT', '/bytes', raw('application/xml', userXml), 200, writtenUserXml],
  ['a text that is binary', 'PUT', '/bytes', raw('text/csv', 'a,b '), 200, 'b '],
  ['a number as text', 'PUT', '/bytes', raw('text/plain', '41'), 200, '42'],
  ['a form', 'PUT', '/bytes', raw('application/x-www-form-urlencoded', 'icon=a'), 200, 'a7'],
  [
    'parameters',
    'GET',
    '/parameters/9007199254740993?size=-25&filter={"name":"","secret":"ab"}&range[a]=1',
    {},
    200,
    '{"id":9007199254740979}',
  ],
  ['an empty parameter', 'GET', '/parameters/1?size=10&deep&filter={"name":"","secret":""}', {}, 200, '{}'],
  [
    'values',
    'POST',
    '/values',
    json({
      ...values,
      big: 9007199254740991,
      number: 10,
      small: 1,
      map: { a: ' a', c: 1 },
      both: { a: '', c: '' },
      sibling: { name: 'n' },
      inherited: { deep: 'd' },
      unnamed: 1,
    }),
    200,
    '{"count":2,"tuple":["a",1,true],"deep":{"x":"y"},"big":9007199254740992,"number":10,"small":11,"map":{"a":"a","b":true,"c":2},"both":{"a":"","c":""},"sibling":{"id":1,"name":"n"},"inherited":{"deep":"d"},"unnamed":1,"any":{"a":1},"nothing":null,"free":{"a":{"b":1}},"empty":{},"choice":{"a":"a"},"open":{"a":"","b":2}}',
  ],
];
