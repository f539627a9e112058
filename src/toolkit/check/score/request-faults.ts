import { credentialsOf, schemeOf } from '../../contract/document/credentials.ts';
import { splitTarget } from '../../contract/request/request-pipeline.ts';
import { RequestReader } from '../../contract/request/request-reader.ts';
import { RequestValidator } from '../../contract/request/request-validator.ts';
import { Router } from '../../contract/request/router.ts';
import { RequestValidationError } from '../../contract/response/request-validation-error.ts';
import type { RequestError } from '../../contract/response/validation-failure.ts';
import type { MadeRequest } from '../../instances/index.ts';
import { maxOtherValues } from '../cases/invalid.ts';
import type { Identity } from '../http/identity.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { type InjectedFault, type ProxiedRequest, type Samples, successOf } from './injected-fault.ts';

/** Faults that accept invalid requests: each ignores one keyword of the request, or the credentials. */
export async function* requestFaults(
  operation: TestedOperation,
  samples: Samples,
  identity: Identity,
  formats: boolean,
): AsyncGenerator<InjectedFault> {
  const success = successOf(samples, operation);
  if (!success || !operation.base) return;
  const errorsOf = createValidator(operation);
  const seen = new Set<string>();
  const invalid = operation.maker.broken(operation.base, maxOtherValues);
  for (const { parts, at: location, keyword, pointer = operation.operation.pointer } of invalid) {
    if (seen.has(`${location} ${pointer}`) || (keyword === 'format' && !formats)) continue;
    seen.add(`${location} ${pointer}`);
    // The errors may name another keyword: inside a branch, a validator only reports that no branch is valid.
    const errors = await errorsOf(toProxiedRequest(operation.maker.write(parts)));
    const ignored = new Set(errors.map(keyOf));
    if (errors.length === 0) continue;
    yield {
      operation,
      title: `ignores ${keyword} of ${location}`,
      pointer,
      before: async (request) =>
        (await errorsOf(request)).some((error) => ignored.has(keyOf(error))) ? success : undefined,
    };
  }
  const { security, pointer } = operation.operation;
  if (security.length === 0 || security.some((requirement) => Object.keys(requirement).length === 0)) return;
  yield {
    operation,
    title: 'requires no credentials',
    pointer,
    before: (request) => (isAnonymous(operation, request) ? success : undefined),
  };
  if (!identity.hasRealCredentials(operation.operation)) return;
  const own = identity.credentialsFor(operation).headers;
  yield {
    operation,
    title: 'accepts unknown credentials',
    pointer,
    before: (request) =>
      isAnonymous(operation, request)
        ? undefined
        : { ...request, headers: { ...request.headers, ...toLowerCase(own) } },
  };
}

/** Validates requests as Concordat's server does. */
function createValidator(operation: TestedOperation): (request: ProxiedRequest) => Promise<readonly RequestError[]> {
  const { excerpt, responses } = operation;
  const validator = new RequestValidator(excerpt);
  const router = new Router([excerpt.operation]);
  const reader = new RequestReader(
    excerpt,
    excerpt.operation,
    responses,
    (_, type) => validator.forMediaType(type),
    true,
  );
  return async ({ target, headers, body }) => {
    const { path, query } = splitTarget(target);
    const variables = router.find(path)?.variablesOf(excerpt.operation) ?? {};
    try {
      await reader.read({ query, headers, variables, bytes: body.length === 0 ? undefined : body });
      return [];
    } catch (error) {
      if (!(error instanceof RequestValidationError)) throw error;
      return error.status === 400 ? error.errors : [];
    }
  };
}

function toProxiedRequest({ method, target, headers, body = '' }: MadeRequest): ProxiedRequest {
  return { method, target, headers: toLowerCase(headers), body: Buffer.from(body as string) };
}

function keyOf({ in: kind, path, keyword }: RequestError): string {
  return JSON.stringify([kind, keyword, path]);
}

function isAnonymous({ excerpt, operation }: TestedOperation, { target, headers }: ProxiedRequest): boolean {
  return !operation.security.some((requirement) =>
    Object.keys(requirement).every((name) => credentialsOf(schemeOf(excerpt, name), { url: target, headers })),
  );
}

function toLowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
