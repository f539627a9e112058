import pg from 'pg';
import { StoreError, storeErrorCodes } from '../store-error.ts';

/** SQLSTATEs of what may work later, or on another connection. Those of class 08 are about connections, 53 about resources. */
const passing: ReadonlySet<string> = new Set([
  '25006', // read-only: a standby, or a full disk
  '55P03', // a lock was waited for too long
  '57014', // a statement took too long
  '57P01', // the server stops
  '57P02', // the server crashed
  '57P03', // the server starts
  '57P05', // the connection was idle for too long
]);

/** Two transactions were in each other's way: either can be repeated. */
const conflicts: ReadonlySet<string> = new Set(['40001', '40P01']);

/** Whether a transaction failed only as another one was in its way. */
export function isConflict(error: unknown): boolean {
  return error instanceof pg.DatabaseError && conflicts.has(error.code ?? '');
}

/** Whether it isn't known what became of a statement, as its connection was lost. */
export function isConnectionLoss(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || /^(08|57P0[12])/.test(error.code ?? '');
}

/**
 * An error of the database as the store's: `STORE_UNAVAILABLE` for what may work later. Others, which are mistakes in our
 * statements, stay as they are.
 * @param where the database, without a password
 * @param isConnecting whether there is no connection yet: all that fails then is the operator's matter
 */
export function toStoreError(error: unknown, where: string, isConnecting = false): unknown {
  if (error instanceof StoreError) return error;
  const isPassing =
    isConnecting ||
    !(error instanceof pg.DatabaseError) ||
    passing.has(error.code ?? '') ||
    isConflict(error) ||
    /^(08|53)/.test(error.code ?? '');
  if (!isPassing) return error;
  return new StoreError(storeErrorCodes.unavailable, `the database ${where} is not available: ${describe(error)}`, {
    cause: error,
  });
}

/** Node tells of an address that was tried in vain, or of several at once. */
export function describe(error: unknown): string {
  if (error instanceof AggregateError) return [...new Set(error.errors.map(describe))].join(', ');
  return error instanceof Error ? error.message : String(error);
}
