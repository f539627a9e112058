export type Alter = (secret: string) => string | undefined;

/** What is done to a secret, by the title of the request; undefined where the result could still be valid. */
export const alterations: Readonly<Record<string, Alter>> = {
  "the run's credentials without their last character": shorten,
  // One character more may be bits of Base64 that a decoder drops; four are three bytes.
  "the run's credentials with four characters more": (secret) => `${secret.replace(/=+$/, '')}xxxx`,
  "the run's credentials in another case": swapCase,
  'empty credentials': () => '',
  "the run's token without a signature": unsign,
};

/** How many of them a password gets: servers lock a user out after a few wrong ones. */
export const maxWrongPasswords = 2;

/** A password, changed a little. */
export function alteredPasswords(password: string): [title: string, password: string][] {
  return Object.entries(alterations)
    .slice(0, maxWrongPasswords)
    .flatMap(([title, alter]): [string, string][] => {
      const altered = alter(password);
      return altered === undefined ? [] : [[title, altered]];
    });
}

/** Padding may be left out of Base64, so that it doesn't count. */
function shorten(secret: string): string | undefined {
  const bare = secret.replace(/=+$/, '');
  return bare.length > 1 ? bare.slice(0, -1) : undefined;
}

/** A JSON Web Token that says it needs none. @see https://www.rfc-editor.org/rfc/rfc8725#section-2.1 */
function unsign(secret: string): string | undefined {
  const [, payload] = /^eyJ[\w-]*\.(eyJ[\w-]+)\.[\w-]+$/.exec(secret) ?? [];
  const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  return payload === undefined ? undefined : `${header}.${payload}.`;
}

/** Hexadecimal and Base32 digits have the same meaning in either case. */
function swapCase(secret: string): string | undefined {
  if (!/[a-z]/.test(secret) || /^[0-9a-f{}-]+$/i.test(secret)) return undefined;
  return secret.replaceAll(/[A-Za-z]/g, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
}
