import { StoreError, storeErrorCodes } from '../store-error.ts';
import { type Database, onlyRow } from './database.ts';

/** What the service has to know of a server. */
export interface ServerFacts {
  /** `140005` for 14.5 */
  readonly version: number;
  /** Of the database's texts. */
  readonly encoding: string;
  /** Whether it can order texts as people do, which is an option when PostgreSQL is built. */
  readonly hasIcu: boolean;
}

/** @throws {StoreError} `STORE_FOREIGN` if the service can't work with the server, `STORE_UNAVAILABLE` */
export async function checkServer(database: Database): Promise<void> {
  const facts = await database.query<ServerFacts>(
    `select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding,
       exists (select from pg_collation where collname = 'und-x-icu') as "hasIcu"`,
  );
  const problem = findProblem(onlyRow(facts));
  if (problem !== undefined) throw new StoreError(storeErrorCodes.foreign, `the database ${database.where} ${problem}`);
}

export function findProblem({ version, encoding, hasIcu }: ServerFacts): string | undefined {
  if (version < 140_000) {
    return `is of PostgreSQL ${Math.floor(version / 10_000)}, and this version needs 14 or newer: use a newer server`;
  }
  if (encoding !== 'UTF8') {
    return `has the encoding ${encoding}: create one with \`createdb --encoding=UTF8 --template=template0 NAME\``;
  }
  if (!hasIcu) return 'is on a server without ICU, which orders texts: use a PostgreSQL that was built with it';
  return undefined;
}
