import { createHash } from 'node:crypto';
import { isObject } from '../../../contract/document/is-object.ts';
import { pointerTokens, replaceAt, valueAt } from '../../../contract/document/json-pointer.ts';
import type { Operation } from '../../../contract/document/operations.ts';
import type { ReadRequest } from '../../../contract/request/request-reader.ts';
import { examplesAt, findSingletonPlace } from '../../../contract/resource/record-shape.ts';
import type { Resource } from '../../../contract/resource/resources.ts';
import type { OperationResponse } from '../../../contract/response/response.ts';
import { schemasAlong, schemasAt, schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import type { MockOperation } from '../../mock-operation.ts';
import { wordsOf } from '../../plausible/words.ts';
import type { SentRequest } from '../record-responses.ts';
import { ResourceOperations } from '../resource-operations.ts';
import type { ResourceState } from '../resource-state.ts';
import { SingletonMaker, type SingletonSource } from '../singletons/singleton-maker.ts';
import type { SingletonState } from '../singletons/singleton-state.ts';
import { knownUserId, userIds } from './known-user.ts';
import { tokenNames } from './sign-ins.ts';

type Fields = Record<string, unknown>;

const expiresInS = 3600;
const secrets = /\b(password|passcode|pin|otp|secret|confirmation)\b/;

/** What signing in needs of the contract. */
interface Signing {
  readonly profile: SingletonState | undefined;
  readonly hasJwt: boolean;
  readonly now: () => Date;
  readonly stateOf: (resource: Resource) => ResourceState;
}

/** Signs in whoever asks to: the token, the user beside it and the profile are of the same person. */
export class SignInState {
  readonly #operation: Operation;
  readonly #profile: SingletonState | undefined;
  readonly #hasJwt: boolean;
  readonly #source: SingletonSource;
  readonly #operations: ResourceOperations;
  readonly #maker: SingletonMaker;
  readonly #now: () => Date;
  readonly #stateOf: (resource: Resource) => ResourceState;

  constructor(operation: Operation, { profile, hasJwt, now, stateOf }: Signing, source: SingletonSource) {
    this.#operation = operation;
    this.#profile = profile;
    this.#hasJwt = hasJwt;
    this.#now = now;
    this.#stateOf = stateOf;
    this.#source = source;
    const resource: Resource = {
      path: operation.path,
      operations: new Map([['read', { action: 'read', operation }]]),
      idInResponse: undefined,
      foundBy: 'paths',
    };
    this.#operations = new ResourceOperations(resource, source.operations);
    this.#maker = new SingletonMaker(resource, this.#operations, source);
  }

  /** @returns undefined if the contract has examples for what was sent, or describes no object */
  async handle(request: ReadRequest, { accept }: SentRequest): Promise<OperationResponse | undefined> {
    const prepared = this.#source.operations.get(this.#operation);
    const place = findSingletonPlace(prepared);
    const plain = await this.#operations.declaredResponse('read', undefined, accept);
    const { code, example } = prepared.preferencesFor(request);
    if (!place || !plain || Number(code) >= 400) return undefined;
    const tokens = pointerTokens(place.bodyPointer);
    const hasExample = examplesAt(prepared, place).some(isObject);
    const made = hasExample ? undefined : await this.#maker.make(prepared, place, this.#operation.path, request.path);
    const base = made ?? valueAt(plain.body, `#${place.bodyPointer}`);
    if (!isObject(base)) return undefined;
    const sent = sentBy(request);
    await this.#profile?.signIn(sent);
    if (example !== undefined) return undefined;
    const profile = await this.#profile?.valueAt({});
    const value = this.#withPerson(base, profile, sent);
    const person = profile ?? Object.values(value).find(isPerson) ?? value;
    const idName = Object.keys(value).find((name) => userIds.test(wordsOf(name)));
    if (idName !== undefined && !hasExample) {
      const own = { name: idName, id: value[idName] };
      const known = profile?.['id'] ?? profile?.[idName] ?? profile?.['uuid'];
      const id = known ?? (await knownUserId(this.#source.relations, sent, own, this.#stateOf));
      value[idName] = typeof own.id === 'string' ? String(id) : id;
    }
    for (const [name, own] of Object.entries(value)) {
      const words = wordsOf(name);
      if (hasExample) continue;
      if (typeof own === 'string' && tokenNames.test(words))
        value[name] = this.#token(prepared, [...tokens, name], words, { ...sent, ...person });
      else if (typeof own === 'number' && /^expires? in( seconds)?$/.test(words)) value[name] = expiresInS;
      else if (typeof own === 'string' && /^token type$/.test(words)) value[name] = 'Bearer';
      else if (typeof own === 'string' && /^(token )?(expires|expiry|expiration)( at| date| time)?$/.test(words))
        value[name] = new Date(this.#now().getTime() + expiresInS * 1000).toISOString();
    }
    return { ...plain, body: replaceAt(plain.body, tokens, value) };
  }

  /** The value, in which whoever is described is the one who has signed in. */
  #withPerson(base: Fields, profile: Fields | undefined, sent: Fields): Fields {
    const known = { ...sent, ...profile };
    const of = (person: Fields) =>
      Object.fromEntries(
        Object.entries(person).map(([name, own]) => [name, isSameType(known[name], own) ? known[name] : own]),
      );
    if (isPerson(base)) return of(base);
    return Object.fromEntries(
      Object.entries(base).map(([name, own]) => [name, isObject(own) && isPerson(own) ? of(own) : own]),
    );
  }

  #token(prepared: MockOperation, path: readonly string[], words: string, person: Fields): string {
    const { document } = prepared.excerpt;
    const place = findSingletonPlace(prepared);
    const holder = schemasAlong(document, valueAt(document, place?.schemaPointer ?? ''), path.slice(0, -1));
    const schemas = schemasInPlace(document, ...schemasAt(holder, path.at(-1) as string));
    const isJwt = schemas.some((schema) => /jwt|json web token/i.test(`${schema['format']} ${schema['description']}`));
    const subject = String(person['id'] ?? person['email'] ?? person['username'] ?? 'user');
    const isOpaque = /refresh|csrf/.test(words) || !(isJwt || this.#hasJwt || /jwt|^id token$/.test(words));
    if (isOpaque) return createHash('sha256').update(`${words} ${subject}`).digest('hex');
    const issuedAt = Math.floor(this.#now().getTime() / 1000);
    const claims = Object.fromEntries(
      ['email', 'name', 'role', 'roles'].flatMap((name) => (person[name] === undefined ? [] : [[name, person[name]]])),
    );
    const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
    // It is unsigned, as RFC 7519 allows: nobody is to trust it.
    return `${part({ alg: 'none', typ: 'JWT' })}.${part({ sub: subject, ...claims, iat: issuedAt, exp: issuedAt + expiresInS })}.`;
  }
}

/** What was sent of the person: no secrets, and an email address as such where it was sent as a name. */
function sentBy({ body }: ReadRequest): Fields {
  const sent = isObject(body) ? body : {};
  const known = Object.fromEntries(Object.entries(sent).filter(([name]) => !secrets.test(wordsOf(name))));
  const name = known['username'] ?? known['login'] ?? known['user'] ?? known['identifier'];
  return typeof name === 'string' && name.includes('@') ? { email: name, ...known } : known;
}

function isPerson(value: unknown): value is Fields {
  return isObject(value) && Object.keys(value).some((name) => /^(e ?mail( address)?|user ?name)$/.test(wordsOf(name)));
}

function isSameType(value: unknown, other: unknown): boolean {
  return value !== undefined && (value === null || typeof value === typeof other || other === null);
}
