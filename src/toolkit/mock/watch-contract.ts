import { type Contract, type LoadOptions, loadContract } from '../contract/document/load-contract.ts';
import { isUrl } from '../contract/document/source.ts';
import { FileWatch } from './watch-files.ts';

/** In milliseconds. A missing file can't be watched, so a broken contract is read again after this time. */
const retryDelayMs = 1000;

export interface WatchHandlers {
  readonly onChange: (contract: Contract) => void;
  /** Called with a new error: the contract can't be read, and the last valid one stays in use. */
  readonly onBroken: (error: unknown) => void;
}

/**
 * Reads a contract again when one of its files changes, also those that are reached by `$ref`.
 * @returns a function that stops it
 */
export function watchContract(
  contract: Contract,
  options: LoadOptions,
  { onChange, onBroken }: WatchHandlers,
): () => void {
  let broken: string | undefined;
  const localFiles = ({ files }: Contract) => files.filter((file) => !isUrl(file));
  const reload = async () => {
    try {
      const next = await loadContract(contract.uri, options);
      if (files.isClosed) return;
      broken = undefined;
      files.observe(localFiles(next));
      onChange(next);
    } catch (error) {
      if (files.isClosed) return;
      const message = String(error);
      if (message !== broken) onBroken(error);
      broken = message;
      files.schedule(retryDelayMs);
    }
  };
  const files = new FileWatch(localFiles(contract), () => void reload());
  return () => files.close();
}
