/** A contract and a server in which every text is an attack on whoever prints it. */
import type { RequestListener } from 'node:http';

/** What a terminal obeys: colours, the window's title, a line that is overwritten, C1, another direction. */
const terminal = '\u001b[31m\u001b]0;title\u0007\b\r\u007f\u009b1m\u0085\u202e\u2066\u2028\u2029';
const annotations = ['::error file=a,line=1::forged', '##[error]forged', '##vso[task.setvariable variable=a]b'];
const markup = `<img src=x onerror=alert(1)></pre></title></style><script>alert(2)</script>"'\`]]>&lt;--><a href="javascript:alert(3)">`;
// biome-ignore lint/suspicious/noTemplateCurlyInString: code of TypeScript.
const code = '*/ alert(4) /* ${alert(5)} `alert(6)`';
const shell = "'; touch forged; ' $(touch forged) `touch forged` !forged";

/** All of it, in lines that begin with each. */
export const hostile = [...annotations, ` \u00a0${annotations[0]}`, terminal, markup, code, shell, annotations[0]].join(
  '\n',
);

const responseOf = (schema: object) => ({
  description: hostile,
  headers: { 'X-Rate': { description: hostile, schema: { type: 'integer' } } },
  content: { 'application/json': { schema } },
});

/** As the name of a file. */
export const hostileName = "::error file=a::b\n##[error]c\u001b[31m\u009b1m\u202e<b>$(touch forged)'`x`.json";

/** A contract with the attack in each of its texts. `name` makes a text unique. */
export function hostileContract(): object {
  const name = (text: string) => `${hostile}${text}`;
  const item = {
    type: 'object',
    title: hostile,
    description: hostile,
    required: [name('b')],
    properties: {
      [name('a')]: { type: 'string', enum: [hostile, 'x'], description: hostile },
      [name('b')]: { type: 'string', minLength: 2, pattern: '^[a-z]+$', description: hostile, example: hostile },
    },
  };
  const parameters = [
    { name: name('p'), in: hostile, schema: { type: 'string' } },
    { name: name('q'), in: 'query', description: hostile, schema: { type: 'string', enum: [hostile, 'x'] } },
    { name: 'X-Trace', in: 'header', description: hostile, schema: { type: 'string', default: hostile } },
    { name: 'key', in: 'query', description: hostile, schema: { type: 'string', format: 'password' } },
  ];
  return {
    openapi: '3.1.1',
    info: { title: hostile, version: hostile, description: hostile },
    servers: [{ url: 'http://127.0.0.1', description: hostile }],
    tags: [{ name: hostile, description: hostile }],
    paths: {
      '/items': {
        get: {
          operationId: name('list'),
          tags: [hostile],
          summary: hostile,
          description: hostile,
          parameters,
          responses: { 200: responseOf({ type: 'array', items: item }), 400: responseOf({ type: 'object' }) },
        },
        post: {
          operationId: name('create'),
          tags: [hostile],
          summary: hostile,
          requestBody: {
            description: hostile,
            required: true,
            content: { 'application/json': { schema: item, examples: { [name('e')]: { value: { [name('a')]: 1 } } } } },
          },
          responses: {
            201: {
              ...responseOf(item),
              links: { [name('l')]: { operationId: name('none'), description: hostile } },
            },
            400: responseOf({ type: 'object' }),
          },
        },
      },
      '/text': {
        put: {
          operationId: name('text'),
          summary: hostile,
          requestBody: {
            required: true,
            content: { 'text/plain': { schema: { type: 'string', enum: [hostile] }, example: hostile } },
          },
          responses: { 200: responseOf({ const: hostile }), 400: responseOf({ type: 'object' }) },
        },
      },
      [`/${encodeURIComponent(hostile)}`]: {
        get: { operationId: name('get'), description: hostile, responses: { 200: responseOf({ type: 'object' }) } },
      },
    },
    components: { schemas: { Item: item }, securitySchemes: {} },
  };
}

/** Its name has what a header's name may have. */
const oddHeader = "x-'`$|!#";

/** A server that repeats the attack where HTTP allows it. */
export const serveHostile: RequestListener = (request, response) => {
  request.resume().on('end', () => {
    const status = request.method === 'GET' ? 200 : 500;
    const header = Buffer.from('##[error]x <b> \u009b1m ::error::x').toString('latin1');
    response.writeHead(status, hostile.replaceAll(/[^ -~]/g, ' '), {
      'Content-Type': 'application/json',
      'X-Rate': header,
      [oddHeader]: header,
      'Set-Cookie': `a=${header}`,
    });
    const error = { [`${hostile}b`]: hostile, message: hostile, stack: 'at f (/home/x/y.js:1:1)' };
    response.end(status === 200 ? JSON.stringify([error]) : hostile);
  });
};
