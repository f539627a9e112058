import { isObject } from '../../contract/document/is-object.ts';
import { valueAt } from '../../contract/document/json-pointer.ts';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import { propertyNames, schemasInPlace } from '../../contract/schema/schema-shape.ts';
import { noCredentials } from '../../instances/index.ts';
import { CheckError, checkErrorCodes } from '../http/check-error.ts';
import type { IdentityOptions } from '../http/identity.ts';
import type { LoginRequest } from '../http/login.ts';
import type { Plan } from './plan.ts';
import type { TestedOperation } from './tested-operation.ts';

const userNames = [
  'username',
  'useremail',
  'email',
  'emailaddress',
  'login',
  'loginname',
  'user',
  'userid',
  'account',
  'identifier',
  'name',
];
const passwordNames = ['password', 'passwd', 'pass', 'passphrase', 'pwd', 'userpassword', 'secret'];

type Fields = Readonly<Record<string, unknown>>;

/**
 * The request to the operation of `login`: the contract's example, with the name and password of the run in the properties that
 * are called like them.
 * @throws {CheckError} if the contract has no such operation, or its body has no place for them
 */
export function makeLoginRequest(plan: Plan, options: IdentityOptions): LoginRequest | undefined {
  const { login, loginToken, user, password = '', headers = {} } = options;
  if (login === undefined) return undefined;
  const operation = plan.contract.operations.find(({ operationId }) => operationId === login);
  const tested = operation && plan.tested(operation);
  if (!tested?.base) {
    const posts = plan.contract.operations
      .filter(({ method }) => method === 'post')
      .map(({ operationId }) => operationId);
    const why = operation
      ? 'no valid request to it can be made'
      : `the contract has no such operation; it has ${posts.slice(0, 20).join(', ')}`;
    throw new CheckError(checkErrorCodes.unknown, `--login ${login}: ${why}`);
  }
  const parts = { ...tested.base };
  if (user !== undefined) {
    const named = fill(withAllProperties(tested), userNames, user);
    const body = named && fill(named, passwordNames, password);
    if (!body)
      throw new CheckError(
        checkErrorCodes.signIn,
        `--login ${login}: its request body has no property for a ${named ? 'password' : "user's name"}, such as ${named ? 'password' : 'username or email'}`,
      );
    parts.body = body;
  }
  const request = tested.maker.write(parts, noCredentials);
  const operationId = tested.id;
  return {
    operationId,
    parts,
    request: { ...request, headers: { ...headers, ...request.headers } },
    tokenPointer: loginToken,
  };
}

/** A body with another password; undefined if it has none. */
export function withPassword(body: unknown, password: string): Fields | undefined {
  return isObject(body) ? fill(body, passwordNames, password) : undefined;
}

/** The body of the default request, with the properties that it leaves out and that may be asked for. */
function withAllProperties({ base, maker, instances }: TestedOperation): Fields {
  const body = typeof base?.body === 'object' && base.body !== null ? (base.body as Fields) : {};
  const pointer = maker.body?.pointer;
  const schemas = pointer === undefined ? [] : schemasInPlace(instances.document, valueAt(instances.document, pointer));
  const has = (names: readonly string[]) => Object.keys(body).some((name) => names.includes(normalizeName(name)));
  const missing = propertyNames(schemas).filter((name) => {
    const list = [userNames, passwordNames].find((names) => names.includes(normalizeName(name)));
    return list !== undefined && !has(list);
  });
  return { ...body, ...Object.fromEntries(missing.slice(0, 2).map((name) => [name, ''])) };
}

/** @returns the value with a text at the property that has the first of these names; undefined if there is none */
function fill(value: Fields, names: readonly string[], text: string): Fields | undefined {
  const own = Object.keys(value).filter((name) => ['string', 'undefined'].includes(typeof value[name]));
  for (const wanted of names) {
    const name = own.find((other) => normalizeName(other) === wanted);
    if (name !== undefined) return { ...value, [name]: text };
  }
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) continue;
    const filled = fill(inner as Fields, names, text);
    if (filled) return { ...value, [name]: filled };
  }
  return undefined;
}
