import { valueAt } from '../../../contract/document/json-pointer.ts';
import type { Contract } from '../../../contract/document/load-contract.ts';
import type { RequestBodyObject, SecuritySchemeObject } from '../../../contract/document/openapi.ts';
import { type Operation, resolveReference } from '../../../contract/document/operations.ts';
import { successOf } from '../../../contract/resource/record-shape.ts';
import type { Resource } from '../../../contract/resource/resources.ts';
import { propertyNames, schemasAlong, schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import { wordsOf } from '../../plausible/words.ts';
import { userIds } from './known-user.ts';

/** The operations that sign somebody in, and what reads who that is. */
export interface SignIns {
  readonly operations: readonly Operation[];
  readonly profile: Resource | undefined;
  /** Whether the contract says that tokens are JSON Web Tokens. */
  readonly hasJwt: boolean;
}

export const tokenNames =
  /^((access|id|auth|authentication|bearer|session|api|security|jwt|refresh|csrf|user) )*(token|jwt)$/;
const paths =
  /\b(log ?in|sign ?in|sign ?up|sign ?on|register|registration|authenticate|auth|sessions?|tokens?|refresh)\b/;
const selves = /^(me|self|myself|whoami|profile|account|user ?info|current ?user|user)$/;
const persons = /^(e ?mail( address)?|user ?name|login|(first|last|given|family|full|display) ?name|name)$/;

/**
 * A POST signs in if it takes a password and responds with a token or a person, or is called so and responds with a token.
 * @param others the resources, and what there is one of
 */
export function findSignIns(
  contract: Contract,
  resources: readonly Resource[],
  singletons: readonly Resource[],
): SignIns {
  const { document } = contract;
  const taken = new Set(resources.flatMap(({ operations }) => [...operations.values()].map((one) => one.operation)));
  const namesIn = (operation: Operation): string[] => {
    const place = successOf({ excerpt: { document, operation }, instances: contract });
    const schema = place && valueAt(document, place.schemaPointer);
    const top = schemasInPlace(document, schema);
    const names = propertyNames(top);
    return [...names, ...names.flatMap((name) => propertyNames(schemasAlong(document, schema, [name])))].map(wordsOf);
  };
  const operations = contract.operations.filter((operation) => {
    if (operation.method !== 'post' || taken.has(operation) || /\}\/?$/.test(operation.path)) return false;
    const { content = {} } = resolveReference<RequestBodyObject>(document, operation.node.requestBody ?? {});
    const sent = Object.values(content).flatMap(({ schema }) => propertyNames(schemasInPlace(document, schema)));
    const hasPassword = sent.some((name) => /\b(password|passcode|pin|otp)\b/.test(wordsOf(name)));
    if (!hasPassword && !paths.test(wordsOf(operation.path))) return false;
    const names = namesIn(operation);
    return (
      names.some((name) => tokenNames.test(name)) ||
      (hasPassword && names.some((name) => persons.test(name) || userIds.test(name)))
    );
  });
  const profile =
    operations.length === 0
      ? undefined
      : singletons.find((resource) => {
          const read = resource.operations.get('read')?.operation;
          const last = resource.path.split('/').filter(Boolean).at(-1) ?? '';
          return read && selves.test(wordsOf(last)) && namesIn(read).some((name) => persons.test(name));
        });
  const schemes = Object.values(document.components?.securitySchemes ?? {}).map((written) =>
    resolveReference<SecuritySchemeObject>(document, written),
  );
  const hasJwt = schemes.some((scheme) => {
    const { bearerFormat, description } = scheme as { bearerFormat?: string; description?: string };
    return /jwt|json web token/i.test(`${bearerFormat} ${description}`);
  });
  return { operations, profile, hasJwt };
}
