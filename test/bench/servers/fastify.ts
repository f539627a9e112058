/**
 * The same operations on Fastify with the contract's schemas, as its users set it up: parameters and bodies of requests
 * are validated, responses are serialized by their schemas and not validated.
 */
import fastify from 'fastify';
import { loadContract } from '../../../src/server.ts';
import type { OpenApiDocument, ParameterObject, SchemaObject } from '../../../src/toolkit/contract/document/openapi.ts';
import { type Operation, resolveReference } from '../../../src/toolkit/contract/document/operations.ts';
import { created, page, record } from './records.ts';

const { document, operations } = await loadContract('openapi.yaml');

/** Those that its validator refuses. */
const unknownFormats = new Set<unknown>(['int64', 'int32', 'iri']);

/** Without references, and without the keywords that Fastify's validator refuses. */
function plainSchema(contract: OpenApiDocument, written: unknown): unknown {
  if (typeof written !== 'object' || written === null) return written;
  if (Array.isArray(written)) return written.map((item) => plainSchema(contract, item));
  const entries = Object.entries(resolveReference(contract, written as SchemaObject))
    .filter(([key, value]) => !/^(x-|description$|examples?$)/.test(key) && !unknownFormats.has(value))
    .map(([key, value]) => [key, plainSchema(contract, value)]);
  return Object.fromEntries(entries);
}

function schemaOf({ parameters, node }: Operation): object {
  const parametersIn = (location: ParameterObject['in']) => {
    const found = parameters.filter((parameter) => parameter.in === location);
    const properties = Object.fromEntries(found.map(({ name, schema }) => [name, plainSchema(document, schema)]));
    const required = found.filter((parameter) => parameter.required).map(({ name }) => name);
    return { type: 'object', properties, required, additionalProperties: false };
  };
  const jsonOf = (described: { content?: Record<string, { schema?: unknown }> }) =>
    plainSchema(document, described.content?.['application/json']?.schema);
  const { requestBody, responses = {} } = node;
  return {
    params: parametersIn('path'),
    querystring: parametersIn('query'),
    response: { 200: jsonOf(resolveReference(document, responses['200'] ?? {})) },
    ...(requestBody && { body: jsonOf(resolveReference(document, requestBody)) }),
  };
}

const schemaFor = (id: string) => schemaOf(operations.find(({ operationId }) => operationId === id) as Operation);
const app = fastify();
app.get('/api/sys/webhooks', { schema: schemaFor('listWebHooks') }, async () => page);
app.get('/api/sys/webhooks/:id', { schema: schemaFor('getWebHook') }, async () => record);
app.post('/api/sys/webhooks', { schema: schemaFor('createWebHook') }, async () => created);
await app.listen({ port: 0, host: '127.0.0.1' });
console.log(JSON.stringify(app.server.address()));
