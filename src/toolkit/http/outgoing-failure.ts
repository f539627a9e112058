import { OutgoingError, outgoingErrorCodes } from './outgoing-error.ts';

/** Errors of the network and of undici have a code; others are bugs of ours, and are not wrapped. */
export function toOutgoingError(error: unknown, host: string): unknown {
  const { code, name } = error as NodeJS.ErrnoException;
  // undici has a code for some of what its parser doesn't take.
  if (error instanceof OutgoingError || (code === undefined && name !== 'HTTPParserError')) return error;
  const why = `${host}: ${describe(error as NodeJS.ErrnoException)}`;
  if (code === 'UND_ERR_INVALID_ARG') return new OutgoingError(outgoingErrorCodes.unsendable, why, { cause: error });
  const isLate = code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT';
  const kind = isLate ? outgoingErrorCodes.timeout : outgoingErrorCodes.connection;
  return new OutgoingError(kind, why, { cause: error });
}

function describe({ message, code, reason }: NodeJS.ErrnoException & { reason?: string }): string {
  // OpenSSL's own text has addresses in memory and lines of its source.
  if (code?.startsWith('ERR_SSL') || code === 'EPROTO') return `TLS failed (${reason ?? code})`;
  // If several addresses were tried, the error has a code and no message. Node adds advice for its own command line.
  return message.replace(/; if the root CA.*$/s, '') || code || 'no reason is known';
}
