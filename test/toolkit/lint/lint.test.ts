import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Finding, lint, loadContract } from '../../../src/index.ts';
import { inFolder } from '../../files.ts';

/** A contract with which nothing is wrong; each case changes one thing in it. */
const sound = `openapi: 3.1.1
info: {title: Pets, version: '1'}
servers: [{url: http://127.0.0.1}]
security: []
x-validation-failure:
  status: 400
  mediaType: application/json
  body: {message: '{summary}'}
paths:
  /pets:
    post:
      operationId: createPet
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Pet'}
            examples:
              rex: {value: {id: 1, name: Rex}}
              nameless: {value: {id: 2}}
      responses:
        '201':
          description: made
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
              example: {id: 1, name: Rex}
          links:
            read: {operationId: getPet, parameters: {id: $response.body#/id}}
        '400':
          description: refused
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Problem'}
              examples:
                nameless: {value: {message: 'name: is missing'}}
  /pets/{id}:
    get:
      operationId: getPet
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}, example: 1}
      responses:
        '200':
          description: found
          headers:
            ETag: {schema: {type: string}, example: abc}
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
              example: {id: 1, name: Rex}
        '400':
          description: refused
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Problem'}
              example: {message: 'id: is no integer'}
components:
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties:
        id: {type: integer}
        name: {type: string, example: Rex}
    Problem:
      type: object
      required: [message]
      properties: {message: {type: string}}
`;

function lintText(text: string, files: Record<string, string> = {}): Promise<Finding[]> {
  return inFolder({ 'openapi.yaml': text, ...files }, async (folder) => {
    const ruleset = files['redocly.yaml'] === undefined ? {} : { ruleset: join(folder, 'redocly.yaml') };
    const findings = await lint(await loadContract(join(folder, 'openapi.yaml')), ruleset);
    return findings.map((finding) => ({ ...finding, file: finding.file.slice(folder.length + 1) }));
  });
}

/** A parameter with a signature. */
function signed(location: string, scheme: string): string {
  return `        - {name: X-Sig, in: ${location}, example: abc, x-signature: ${scheme}, schema: {type: string}}\n`;
}

function summarise({ rule, severity, file, line, column, message }: Finding): string {
  return `${file}:${line}:${column} ${severity} ${rule}: ${message}`;
}

test('a valid contract has no findings', async () => {
  expect(await lintText(sound)).toEqual([]);
});

describe('one change gives one finding, with its position', () => {
  test.each<[name: string, from: string, to: string, wanted: string]>([
    [
      'a wrong example of a media type',
      'example: {id: 1, name: Rex}\n          links',
      'example: {id: one, name: Rex}\n          links',
      'openapi.yaml:26:29 error concordat/example-valid: /id of this example must be integer',
    ],
    [
      'content where HTTP has none',
      "        '400':\n          description: refused\n          content:\n            application/json:\n              schema: {$ref: '#/components/schemas/Problem'}\n              examples",
      "        '205': {description: reset, content: {text/plain: {schema: {type: string}, example: a}}}\n        '400':\n          description: refused\n          content:\n            application/json:\n              schema: {$ref: '#/components/schemas/Problem'}\n              examples",
      'openapi.yaml:29:37 warning concordat/response-content: HTTP has no content in a response 205: it is neither sent nor expected. Remove `content`',
    ],
    [
      'a wrong example of a parameter',
      'schema: {type: integer}, example: 1}',
      'schema: {type: integer}, example: one}',
      'openapi.yaml:40:82 error concordat/example-valid: this example must be integer',
    ],
    [
      'a wrong example of a header',
      'example: abc',
      'example: 1',
      'openapi.yaml:45:53 error concordat/example-valid: this example must be string',
    ],
    [
      'a wrong example of a schema',
      'name: {type: string, example: Rex}',
      'name: {type: string, example: 5}',
      'openapi.yaml:63:39 error concordat/example-valid: this example must be string',
    ],
    [
      'a failing example without its response',
      "nameless: {value: {message: 'name: is missing'}}",
      "other: {value: {message: 'name: is missing'}}",
      "openapi.yaml:19:26 error concordat/example-valid: this example must have required property 'name' (allowed only where a 4xx response has an example of the same name)",
    ],
    [
      'a response without an example',
      "\n              example: {message: 'id: is no integer'}",
      '',
      'openapi.yaml:37:5 warning concordat/example-present: there is no example of response 400',
    ],
    [
      'a link to no operation',
      'operationId: getPet, parameters',
      'operationId: getPets, parameters',
      'openapi.yaml:28:33 error concordat/link-target: there is no operation getPets',
    ],
    [
      'a link with an unknown parameter',
      'parameters: {id: $response',
      'parameters: {petId: $response',
      'openapi.yaml:28:61 error concordat/link-target: operation getPet has no parameter petId',
    ],
    [
      'a link without an operation',
      'read: {operationId: getPet, parameters: {id: $response.body#/id}}',
      'read: {description: none}',
      'openapi.yaml:28:13 error concordat/link-target: this link names no operation: give it an operationId or an operationRef',
    ],
    [
      'x-validation-failure that is invalid against the 400',
      "body: {message: '{summary}'}",
      "body: {text: '{summary}'}",
      "openapi.yaml:5:1 error concordat/validation-failure: the rendered body breaks the schema of response 400 of createPet: the body must have required property 'message'",
    ],
    [
      'x-validation-failure with an unknown field',
      "body: {message: '{summary}'}",
      "body: {message: '{summary}'}\n  seperator: ','",
      'openapi.yaml:9:14 error concordat/validation-failure: x-validation-failure must NOT have additional properties: seperator',
    ],
    [
      'no operationId',
      '      operationId: createPet\n',
      '',
      'openapi.yaml:11:5 warning operation-operationId: Operation object should contain `operationId` field.',
    ],
    [
      'an operationId that is not an identifier',
      'operationId: createPet',
      'operationId: create pet',
      'openapi.yaml:12:20 warning concordat/usable-name: operationId create pet is not an identifier: code has to quote it',
    ],
    [
      'no 4xx response',
      "        '400':\n          description: refused\n          content:\n            application/json:\n              schema: {$ref: '#/components/schemas/Problem'}\n              example",
      "        '500':\n          description: refused\n          content:\n            application/json:\n              schema: {$ref: '#/components/schemas/Problem'}\n              example",
      "openapi.yaml:20:7 warning operation-4xx-response: An operation doesn't say what a refusal looks like: declare `4XX` or `default` once, and reference it",
    ],
    [
      'a description of an enum value that YAML reads as an object',
      'id: {type: integer}\n',
      'id: {type: integer, enum: [1, 2], x-enum-descriptions: [One, {Two: of them}]}\n',
      'openapi.yaml:62:70 error concordat/enum-names: x-enum-descriptions must hold strings only',
    ],
    [
      'a name too few',
      'id: {type: integer}\n',
      'id: {type: integer, enum: [1, 2], x-enum-varnames: [One]}\n',
      'openapi.yaml:62:43 error concordat/enum-names: x-enum-varnames and enum differ in length: 1 and 2',
    ],
    [
      'an unknown placeholder',
      "body: {message: '{summary}'}",
      "body: {message: '{sumary}'}",
      'openapi.yaml:8:19 error concordat/validation-failure: there is no placeholder {sumary}; there are {summary}, {field}, {message}, {value}, {keyword}',
    ],
    [
      'an unknown encoding of a signature',
      'example: 1}\n',
      `example: 1}\n${signed('header', '{algorithm: hmac-sha256, encoding: HEX}')}`,
      'openapi.yaml:41:99 error concordat/signature-scheme: x-signature must be one of "hex", "hex-upper", "base64"',
    ],
    [
      'a signature with an unknown field',
      'example: 1}\n',
      `example: 1}\n${signed('header', '{algorithm: hmac-sha256, encoding: hex, of: body}')}`,
      'openapi.yaml:41:108 error concordat/signature-scheme: x-signature must NOT have additional properties: of',
    ],
    [
      'a signature that is no header',
      'example: 1}\n',
      `example: 1}\n${signed('query', '{algorithm: hmac-sha256, encoding: hex}')}`,
      'openapi.yaml:41:50 error concordat/signature-scheme: x-signature is of header parameters only',
    ],
    [
      'a pattern of another dialect',
      'name: {type: string, example: Rex}',
      "name: {type: string, pattern: '^\\w+\\z', example: Rexz}",
      'openapi.yaml:63:39 error concordat/pattern-valid: "^\\w+\\z" means something else in ECMA-262: "\\z" is the letter z. Write $.',
    ],
    [
      'an invalid pattern for property names',
      'name: {type: string, example: Rex}',
      "name: {type: string, example: Rex}\n      patternProperties: {'x-[a-z]++': {}}",
      'openapi.yaml:64:27 error concordat/pattern-valid: "x-[a-z]++" is not an ECMA-262 pattern, so no text is checked against it: "++" is a possessive quantifier, which ECMA-262 doesn\'t have. Write +.',
    ],
    [
      'a pattern whose time is exponential',
      'name: {type: string, example: Rex}',
      "name: {type: string, pattern: '^([a-z]+-?)+$', example: rex}",
      'openapi.yaml:63:39 warning concordat/pattern-backtracking: "^([a-z]+-?)+$" takes time that doubles with each repetition where it is matched by backtracking: "([a-z]+-?)+" can match the same text in several ways. For example, on "a", then 40 times "a", then "!". Begin or end what is repeated with a character that the rest of it never matches: ^a+(?:-a+)*$ rather than ^(a+-?)+$.',
    ],
    [
      'a pattern of a parameter whose time is quadratic',
      'schema: {type: integer}, example: 1}',
      "schema: {type: string, pattern: '^.+:.+:.+$'}, example: 'a:b:c'}",
      'openapi.yaml:40:80 warning concordat/pattern-backtracking: "^.+:.+:.+$" takes time that grows with the square of the length or faster where it is matched by backtracking: ".+" and ".+" after it can match the same text. For example, on "0", then 14998 times ":0", then "\\n". Put a character between the two that the first never matches: [^:]+: rather than .+:, or give its schema a maxLength.',
    ],
    [
      'a pattern of property names that is searched for',
      'name: {type: string, example: Rex}',
      "name: {type: string, example: Rex}\n      propertyNames: {pattern: '\\S+$'}",
      'openapi.yaml:64:32 warning concordat/pattern-backtracking: "\\S+$" takes time that grows with the square of the length or faster where it is matched by backtracking: it is tried at each character, and "\\S+" matches the rest each time. For example, on 29998 times "0", then "\\n". Begin it with ^, or give its schema a maxLength.',
    ],
    [
      'a pattern that is matched up to a length only',
      'name: {type: string, example: Rex}',
      "name: {type: string, example: Rex}\n      patternProperties: {'(?=b)(a?){30}a{30}': {}}",
      'openapi.yaml:64:27 warning concordat/pattern-backtracking: "(?=b)(a?){30}a{30}" may take very long where it is matched by backtracking, and can\'t be matched otherwise. Concordat rejects texts of more than 16 UTF-16 code units for it. Write it without look-arounds, back references and large counts, or so that no two of its repetitions match the same text.',
    ],
    [
      'a field that OpenAPI does not have',
      'info: {title: Pets,',
      'info: {titel: a, title: Pets,',
      'openapi.yaml:2:8 error struct: Property `titel` is not expected here. Did you mean title?',
    ],
  ])('%s', async (_name, from, to, wanted) => {
    expect(sound).toContain(from);
    const findings = (await lintText(sound.replace(from, () => to))).map(summarise);
    expect(findings).toContain(wanted);
  });
});

test('a finding in another file has its position there', async () => {
  const text = sound.replace(
    "schema: {$ref: '#/components/schemas/Pet'}\n              example: {id: 1",
    "schema: {$ref: 'pet.yaml'}\n              example: {id: 1",
  );
  const findings = await lintText(text, {
    'pet.yaml': 'type: object\nproperties:\n  name:\n    type: string\n    example: 5\n',
  });
  expect(findings.map(summarise)).toEqual(['pet.yaml:5:14 error concordat/example-valid: this example must be string']);
  expect(findings[0]?.pointer).toBe('#/properties/name/example');
});

test('the user’s ruleset overrides the default one', async () => {
  const wrong = sound.replace('example: abc', 'example: 1').replace('      operationId: createPet\n', '');
  const ruleset = 'rules:\n  concordat/example-valid: off\n  operation-operationId: error\n';
  expect((await lintText(wrong, { 'redocly.yaml': ruleset })).map(({ rule, severity }) => [rule, severity])).toEqual([
    ['operation-operationId', 'error'],
  ]);
});

test('an invalid ruleset is a finding', async () => {
  const findings = await lintText(sound, { 'redocly.yaml': 'ruless: {}\n' });
  expect(findings.map(({ file, line, rule }) => [file, line, rule])).toEqual([
    ['redocly.yaml', 1, 'configuration struct'],
  ]);
});

test.each(['3.0.3', '3.1.1'])('OpenAPI %s: a readOnly property is required in responses only', async (version) => {
  const readOnly = sound
    .replace('openapi: 3.1.1', `openapi: ${version}`)
    .replace('id: {type: integer}\n', 'id: {type: integer, readOnly: true}\n')
    .replace('{value: {id: 1, name: Rex}}', '{value: {name: Rex}}');
  expect(await lintText(readOnly)).toEqual([]);
  const response = readOnly.replace('example: {id: 1, name: Rex}', 'example: {name: Rex}');
  expect((await lintText(response)).map(summarise)).toEqual([
    "openapi.yaml:26:15 error concordat/example-valid: this example must have required property 'id'",
  ]);
});

test.each<[name: string, from: string, to: string]>([
  [
    'an example of anything',
    'name: {type: string, example: Rex}',
    'name: {type: string}\n        any: {$ref: "#/components/schemas/Any"}\n    Any: true',
  ],
  [
    'an extension that looks like a schema',
    'openapi: 3.1.1\n',
    'openapi: 3.1.1\nx-menu: {$anchor: top left, $id: a b}\n',
  ],
  [
    'XML as text',
    "schema: {$ref: '#/components/schemas/Pet'}\n              example: {id: 1, name: Rex}\n          links",
    "schema: {$ref: '#/components/schemas/Pet'}\n              example: {id: 1, name: Rex}\n            application/xml:\n              schema: {$ref: '#/components/schemas/Pet'}\n              example: <pet/>\n          links",
  ],
  [
    'lines of JSON as text',
    "schema: {$ref: '#/components/schemas/Pet'}\n              example: {id: 1, name: Rex}\n          links",
    "schema: {$ref: '#/components/schemas/Pet'}\n              example: {id: 1, name: Rex}\n            application/x-ndjson:\n              schema: {$ref: '#/components/schemas/Pet'}\n              example: '{\"id\": 1}'\n          links",
  ],
  [
    'a quadratic pattern with a maxLength',
    'name: {type: string, example: Rex}',
    "name: {type: string, example: Rex}\n        time: {type: string, pattern: '^.+:.+:.+$', maxLength: 100}",
  ],
  [
    'a quadratic pattern for short property names',
    'name: {type: string, example: Rex}',
    "name: {type: string, example: Rex}\n      propertyNames: {maxLength: 100}\n      patternProperties: {'\\S+$': {}}",
  ],
  [
    'a pattern that is searched for and linear',
    'name: {type: string, example: Rex}',
    "name: {type: string, example: Rex}\n        code: {type: string, pattern: '[a-z]{3}'}",
  ],
  [
    'a link to an outgoing request',
    'read: {operationId: getPet, parameters: {id: $response.body#/id}}',
    'read: {operationRef: "#/paths/~1pets~1{id}/get"}',
  ],
])('%s gives no finding', async (_name, from, to) => {
  expect(sound).toContain(from);
  const findings = await lintText(sound.replace(from, () => to));
  expect(findings.filter(({ rule }) => rule.startsWith('concordat/'))).toEqual([]);
});

test.each<[schema: string, example: string, found: string[]]>([
  ['{type: string, maxLength: 2}', 'ab', []],
  ['{type: string, maxLength: 2}', 'abc', ['must NOT have more than 2 characters']],
  // Numbers and objects as a text.
  ['{type: integer}', '"42"', []],
  ['{type: object}', 'a few words', []],
])('an example of text/plain with the schema %s is %s', async (schema, example, found) => {
  const content = `content: {text/plain: {schema: ${schema}, example: ${example}}}`;
  const findings = await lintText(
    `openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a: {get: {responses: {'200': {description: ok, ${content}}}}}\n`,
  );
  const wrong = findings.filter(({ rule }) => rule === 'concordat/example-valid').map(({ message }) => message);
  expect(wrong).toEqual(found.map((message) => `this example ${message}`));
});

test('an example behind two references is validated, with its own position', async () => {
  const text = sound
    .replace(
      'example: {id: 1, name: Rex}\n          links',
      "examples: {a: {$ref: '#/components/examples/A'}}\n          links",
    )
    .replace(
      'components:\n',
      "components:\n  examples:\n    A: {$ref: '#/components/examples/B'}\n    B: {value: 5}\n",
    );
  expect((await lintText(text)).map(summarise)).toEqual([
    'openapi.yaml:59:16 error concordat/example-valid: this example must be object',
  ]);
});

test.each([
  [
    'extends that is no list',
    'extends: recommended',
    /redocly\.yaml: this ruleset can't be used: "extends" must be a list/,
  ],
  ['an unknown preset', 'extends: [nope]', /redocly\.yaml: this ruleset can't be used: /],
  ['a plugin that is not there', 'plugins: [./nope.js]', /redocly\.yaml: this ruleset can't be used: /],
])('an unusable ruleset is reported: %s', async (_name, ruleset, message) => {
  await expect(lintText(sound, { 'redocly.yaml': ruleset })).rejects.toThrow(message);
});

/** Leaves a file where it runs. */
const plugin =
  "import { writeFileSync } from 'node:fs';\nwriteFileSync(new URL('ran', import.meta.url), '');\nexport default () => ({ id: 'stranger' });\n";

test.each<[name: string, ruleset: string, file: string]>([
  ['that is named', 'plugins: [./plugin.mjs]\n', 'plugin.mjs'],
  ['of a file that is extended', 'extends: [./more.yaml]\n', 'plugin.mjs'],
  ['that Redocly finds by itself', 'rules: {}\n', '@theme/plugin.mjs'],
])('a plugin is code, and only loaded if that is allowed: %s', async (_name, ruleset, file) => {
  const files = { 'openapi.yaml': sound, 'more.yaml': 'plugins: [./plugin.mjs]\n', 'redocly.yaml': ruleset };
  await inFolder({ ...files, [file]: plugin }, async (folder) => {
    const contract = await loadContract(join(folder, 'openapi.yaml'));
    const ran = join(folder, file, '../ran');
    const options = { ruleset: join(folder, 'redocly.yaml') };
    await expect(lint(contract, options)).rejects.toThrow(/plugin\.mjs is a plugin\. .*--allow-plugins/);
    expect(existsSync(ran)).toBe(false);
    await lint(contract, { ...options, allowPlugins: true });
    expect(existsSync(ran)).toBe(true);
  });
});

test.each<[name: string, ruleset: string, message: RegExp]>([
  ['a file outside', 'extends: [../rules.yaml]\n', /rules\.yaml: this file is outside/],
  ['a URL', 'extends: ["http://127.0.0.1:9/rules.yaml"]\n', /only read with --allow-remote/],
  ['aliases without end', `a: &a0 [1,1,1,1,1,1,1,1,1]\n${nested(8)}`, /too large once its YAML aliases/],
])('a ruleset is read as a contract is: %s', async (_name, ruleset, message) => {
  await expect(lintText(sound, { 'redocly.yaml': ruleset, 'package.json': '{}' })).rejects.toThrow(message);
});

function nested(levels: number): string {
  return Array.from({ length: levels }, (_, level) => `a${level}: &a${level + 1} [${`*a${level}, `.repeat(9)}]\n`).join(
    '',
  );
}

test('operations without a declared refusal are one finding', async () => {
  const text = `openapi: 3.1.0
info: {title: a, version: '1', license: {name: MIT, identifier: MIT}}
servers: [{url: https://api.test}]
paths:
  /a: {get: {operationId: a, security: [], responses: {'200': {description: fine}}}}
  /b: {get: {operationId: b, security: [], responses: {'200': {description: fine}}}}
  /c: {get: {operationId: c, security: [], responses: {'200': {description: fine}, default: {description: refused}}}}
`;
  await inFolder({ 'openapi.yaml': text }, async (folder) => {
    const findings = await lint(await loadContract(join(folder, 'openapi.yaml')));
    expect(findings.map(({ rule, line, message }) => [rule, line, message])).toEqual([
      [
        'operation-4xx-response',
        5,
        "2 operations don't say what a refusal looks like: declare `4XX` or `default` once, and reference it",
      ],
    ]);
  });
});

const ignoreExample =
  "openapi.yaml:\n  concordat/example-valid:\n    - '#/paths/~1pets~1{id}/get/responses/200/headers/ETag/example'\n";

test.each<[files: Record<string, string>, rules: readonly string[]]>([
  [{}, ['concordat/example-valid']],
  [{ 'redocly.yaml': 'rules: {}' }, ['concordat/example-valid']],
  [{ '.redocly.lint-ignore.yaml': ignoreExample, 'redocly.yaml': 'rules: {}' }, []],
  [{ '.redocly.lint-ignore.yaml': ignoreExample, 'redocly.yaml': 'null' }, []],
])('findings in the ignore file are left out: %j', async (files, rules) => {
  const wrong = sound.replace('example: abc', 'example: 1');
  expect((await lintText(wrong, files)).map(({ rule }) => rule)).toEqual(rules);
});

test('an empty ruleset changes nothing', async () => {
  const wrong = sound.replace('example: abc', 'example: 1');
  expect(await lintText(wrong, { 'redocly.yaml': 'null' })).toHaveLength(1);
});

test('an unknown rule of ours is reported', async () => {
  const findings = await lintText(sound, { 'redocly.yaml': 'rules:\n  concordat/exmple-valid: off\n' });
  expect(findings.map(summarise)).toEqual([
    expect.stringMatching(/^redocly\.yaml:2:3 error configuration struct: There is no rule concordat\/exmple-valid/),
  ]);
});

test('our own contract has no findings', async () => {
  expect(await lint(await loadContract(join(import.meta.dirname, '../../../openapi.yaml')))).toEqual([]);
});
