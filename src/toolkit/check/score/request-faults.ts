import { credentialsOf, schemeOf } from '../../contract/document/credentials.ts';
import { splitTarget } from '../../contract/request/request-pipeline.ts';
import { RequestReader } from '../../contract/request/request-reader.ts';
import { RequestValidator } from '../../contract/request/request-validator.ts';
import { Router } from '../../contract/request/router.ts';
import { RequestValidationError } from '../../contract/response/request-validation-error.ts';
import type { RequestError } from '../../contract/response/validation-failure.ts';
import type { MadeRequest } from '../../instances/index.ts';
import type { Identity } from '../http/identity.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { type Passing, type Samples, type Spoiling, successOf } from './injected-fault.ts';

/** Lets requests through that a server has to refuse: each keyword of the request, and what has no credentials. */
export async function* requestSpoilings(
  operation: TestedOperation,
  samples: Samples,
  identity: Identity,
  formats: boolean,
): AsyncGenerator<Spoiling> {
  const success = successOf(samples, operation);
  if (!success || !operation.base) return;
  const errorsOf = createJudge(operation);
  const seen = new Set<string>();
  for (const { parts, at, keyword, pointer } of operation.maker.broken(operation.base, 200)) {
    const place = pointer ?? operation.operation.pointer;
    if (seen.has(`${at} ${place}`) || (keyword === 'format' && !formats)) continue;
    seen.add(`${at} ${place}`);
    // Within a branch, a server sees only that no branch fits.
    const errors = await errorsOf(passingOf(operation.maker.write(parts)));
    const wanted = new Set(errors.map(keyOf));
    if (errors.length === 0) continue;
    yield {
      operation,
      title: `lets ${keyword} of ${at} be broken`,
      pointer: place,
      before: async (passing) =>
        (await errorsOf(passing)).some((error) => wanted.has(keyOf(error))) ? success : undefined,
    };
  }
  const { security, pointer } = operation.operation;
  if (security.length === 0 || security.some((requirement) => Object.keys(requirement).length === 0)) return;
  yield {
    operation,
    title: 'asks for no credentials',
    pointer,
    before: (passing) => (isAnonymous(operation, passing) ? success : undefined),
  };
  if (!identity.isReal(operation.operation)) return;
  const own = identity.credentialsFor(operation).headers;
  yield {
    operation,
    title: 'takes the credentials of nobody',
    pointer,
    before: (passing) =>
      isAnonymous(operation, passing) ? undefined : { ...passing, headers: { ...passing.headers, ...lowered(own) } },
  };
}

/** Says what is wrong with requests, in the way that Concordat's own servers do. */
function createJudge(operation: TestedOperation): (passing: Passing) => Promise<readonly RequestError[]> {
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
      return error instanceof RequestValidationError && error.status === 400 ? error.errors : [];
    }
  };
}

function passingOf({ method, target, headers, body = '' }: MadeRequest): Passing {
  return { method, target, headers: lowered(headers), body: Buffer.from(body as string) };
}

function keyOf({ in: location, path, keyword }: RequestError): string {
  return JSON.stringify([location, keyword, path]);
}

function isAnonymous({ excerpt, operation }: TestedOperation, { target, headers }: Passing): boolean {
  return !operation.security.some((requirement) =>
    Object.keys(requirement).every((name) => credentialsOf(schemeOf(excerpt, name), { url: target, headers })),
  );
}

function lowered(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
