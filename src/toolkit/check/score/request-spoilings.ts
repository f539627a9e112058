import { credentialsOf, schemeOf } from '../../contract/credentials.ts';
import type { Contract } from '../../contract/load-contract.ts';
import { RequestReader } from '../../contract/request-reader.ts';
import { RequestRefused } from '../../contract/request-refused.ts';
import { RequestValidator } from '../../contract/request-validator.ts';
import { Router } from '../../contract/router.ts';
import type { RequestError } from '../../contract/validation-failure.ts';
import type { Identity } from '../identity.ts';
import type { TestedOperation } from '../tested-operation.ts';
import { type Passing, type Samples, type Spoiling, successOf } from './spoiling.ts';

/** Lets requests through that a server has to refuse: each keyword of the request, and what has no credentials. */
export function* requestSpoilings(
  operation: TestedOperation,
  samples: Samples,
  identity: Identity,
  formats: boolean,
): Generator<Spoiling> {
  const success = successOf(samples, operation);
  if (!success || !operation.base) return;
  const errorsOf = createJudge(operation);
  const seen = new Set<string>();
  for (const { at, keyword, pointer } of operation.maker.broken(operation.base, 200)) {
    const place = pointer ?? operation.operation.pointer;
    if (seen.has(`${at} ${place}`) || (keyword === 'format' && !formats)) continue;
    seen.add(`${at} ${place}`);
    yield {
      operation,
      title: `lets ${keyword} of ${at} be broken`,
      pointer: place,
      before: async (passing) =>
        (await errorsOf(passing)).some((error) => isAbout(error, at, keyword)) ? success : undefined,
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
  const contract = { document: excerpt.document } as Contract;
  const validator = new RequestValidator(excerpt);
  const router = new Router([excerpt.operation]);
  const reader = new RequestReader(
    contract,
    excerpt.operation,
    responses,
    (_, type) => validator.forMediaType(type),
    true,
  );
  return async ({ target, headers, body }) => {
    const variables = router.find(target.replace(/\?.*$/, ''))?.variablesOf(excerpt.operation) ?? {};
    try {
      await reader.read({ url: target, headers, variables, bytes: body.length === 0 ? undefined : body });
      return [];
    } catch (error) {
      return error instanceof RequestRefused && error.status === 400 ? error.errors : [];
    }
  };
}

function isAbout({ in: location, path, keyword }: RequestError, at: string, wanted: string): boolean {
  // An unknown property is told by its name, and belongs to the object around it.
  const subject = /^(additional|unevaluated)Properties$/.test(keyword) ? path.slice(0, -1) : path;
  const [, place = '', rest = ''] = /^([^/]+)\/?(.*)$/.exec(at) ?? [];
  return (
    location === place && keyword === wanted && subject.join('/') === rest.replaceAll('~1', '/').replaceAll('~0', '~')
  );
}

function isAnonymous({ excerpt, operation }: TestedOperation, { target, headers }: Passing): boolean {
  const contract = { document: excerpt.document } as Contract;
  return !operation.security.some((requirement) =>
    Object.keys(requirement).every((name) => credentialsOf(schemeOf(contract, name), { url: target, headers })),
  );
}

function lowered(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
