import type { SecuritySchemeObject } from '../../contract/document/openapi.ts';
import type { Credentials } from '../../instances/index.ts';
import type { Identity } from '../http/identity.ts';
import { type Alter, alterations, maxWrongPasswords } from '../plan/altered-secrets.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';

/**
 * The run's credentials, each changed a little, so that a server that compares all of them has to refuse them.
 * @param isFirst whether it is the first operation that takes credentials
 */
export function* alteredCredentials(
  operation: TestedOperation,
  identity: Identity,
  schemes: readonly SecuritySchemeObject[],
  isFirst: boolean,
): Generator<[title: string, credentials: Credentials]> {
  const own = identity.credentialsFor(operation);
  const { headers: others } = identity.anonymous;
  const secrets = Object.entries(own.headers).filter(([name]) => !(name in others));
  const values = [...secrets.map(([, value]) => value), ...own.query];
  if (values.length === 0) return;
  const changed = (alter: Alter, headers = secrets, query = own.query): Credentials | undefined => {
    const entries = headers.map(([name, value]) => [name, alterValue(name, value, alter)] as const);
    const pairs = query.map((pair) => alterPair(pair, alter));
    if (entries.some(([, value]) => value === undefined) || pairs.includes(undefined)) return undefined;
    return {
      ...own,
      headers: { ...own.headers, ...(Object.fromEntries(entries) as Record<string, string>) },
      query: pairs as string[],
    };
  };
  const isPassword = values.some((value) => /^Basic /i.test(value));
  if (isPassword && !isFirst) return;
  for (const [title, alter] of Object.entries(alterations).slice(0, isPassword ? maxWrongPasswords : undefined)) {
    const credentials = changed(alter);
    if (credentials) yield [title, credentials];
  }
  // Where several secrets are required together, each one counts.
  const isTogether = operation.operation.security.length === 1 && values.length > 1;
  for (const secret of isTogether ? secrets : []) {
    const credentials = changed(alterations["the run's credentials with four characters more"] as Alter, [secret], []);
    if (credentials) yield [`the run's credentials with an altered ${secret[0]}`, credentials];
  }
  yield* misplacedCredentials(own, others, secrets, schemes);
}

/** The same secrets where the contract doesn't expect them: under the name of another scheme, or in another place. */
function* misplacedCredentials(
  own: Credentials,
  others: Readonly<Record<string, string>>,
  secrets: readonly (readonly [string, string])[],
  schemes: readonly SecuritySchemeObject[],
): Generator<[title: string, credentials: Credentials]> {
  const [secret] = secrets;
  const scheme = schemeOfRun(schemes);
  if (secrets.length + own.query.length !== 1 || !scheme) return;
  const only = (headers: Record<string, string>, query: readonly string[] = []): Credentials => ({
    ...own,
    headers: { ...others, ...headers },
    query: [...query],
  });
  const [, kind, token] = /^([A-Za-z]+) +(.+)$/.exec(secret?.[1] ?? '') ?? [];
  if (scheme.type !== 'apiKey') {
    if (secret === undefined || token === undefined) return;
    for (const other of ['Basic', 'Token'].filter((name) => name.toLowerCase() !== kind?.toLowerCase()))
      yield [`the run's token as ${other}`, only({ [secret[0]]: `${other} ${token}` })];
    yield ["the run's token without a scheme", only({ [secret[0]]: token })];
  } else if (scheme.in === 'header' && secret) {
    const pair = `${encodeURIComponent(scheme.name ?? '')}=${encodeURIComponent(secret[1])}`;
    yield ["the run's key in the query", only({}, [pair])];
    if (!/^authorization$/i.test(scheme.name ?? ''))
      yield ["the run's key as a bearer token", only({ authorization: `Bearer ${secret[1]}` })];
  } else if (scheme.in === 'query' && own.query[0] !== undefined) {
    const [[name, value] = ['', '']] = [...new URLSearchParams(own.query[0])];
    if (/^[!-~]+$/.test(value) && /^[\w-]+$/.test(name)) yield ["the run's key in a header", only({ [name]: value })];
  }
}

/** The only scheme, or of several that may be used that of a token, unless another one has credentials in its place. */
function schemeOfRun(schemes: readonly SecuritySchemeObject[]): SecuritySchemeObject | undefined {
  if (schemes.length === 1) return schemes[0];
  const isElsewhere = ({ type, scheme = '', in: location, name = '' }: SecuritySchemeObject) =>
    type === 'apiKey' ? location !== 'header' || !/^authorization$/i.test(name) : !/^basic$/i.test(scheme);
  return schemes.every(isElsewhere) ? schemes.find(({ type }) => type !== 'apiKey') : undefined;
}

/** A header's secret; that of each cookie. */
function alterValue(name: string, value: string, alter: Alter): string | undefined {
  if (name.toLowerCase() === 'cookie') {
    const pairs = value.split(/; */).map((pair) => alterPair(pair, alter, (text) => text));
    return pairs.includes(undefined) ? undefined : pairs.join('; ');
  }
  const [, kind = '', secret = ''] = /^([A-Za-z]+ +)?(.*)$/s.exec(value) ?? [];
  const altered = /^basic /i.test(kind) ? alterPassword(secret, alter) : alter(secret);
  return altered === undefined ? undefined : `${kind}${altered}`.trim();
}

function alterPair(pair: string, alter: Alter, encode: (text: string) => string = encodeURIComponent) {
  const [name = '', ...rest] = pair.split('=');
  const value = rest.join('=');
  const altered = alter(encode === encodeURIComponent ? decodeURIComponent(value) : value);
  return altered === undefined ? undefined : `${name}=${encode(altered)}`;
}

function alterPassword(secret: string, alter: Alter): string | undefined {
  const [, user = '', password = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(secret, 'base64').toString()) ?? [];
  const altered = alter(password);
  return altered === undefined ? undefined : Buffer.from(`${user}:${altered}`).toString('base64');
}
