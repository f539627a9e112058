import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type Contract, type LoadOptions, loadContract } from '../contract/document/load-contract.ts';
import { isUrl } from '../contract/document/source.ts';

/** In milliseconds. Editors write in several steps: events within this time are one change. */
const settleDelayMs = 100;

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
  let watchers: FSWatcher[] = [];
  let timer: NodeJS.Timeout | undefined;
  let files = contract.files;
  let broken: string | undefined;
  let isOver = false;
  const close = () => {
    for (const watcher of watchers) watcher.close();
    watchers = [];
  };
  const schedule = (after = settleDelayMs) => {
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(() => void reload(), after);
  };
  const reload = async () => {
    try {
      const next = await loadContract(contract.uri, options);
      if (isOver) return;
      files = next.files;
      broken = undefined;
      observe();
      onChange(next);
    } catch (error) {
      if (isOver) return;
      const message = String(error);
      if (message !== broken) onBroken(error);
      broken = message;
      schedule(retryDelayMs);
    }
  };
  // A file is often replaced and not written to, so its folder is watched.
  const observe = () => {
    close();
    const local = files.filter((file) => !isUrl(file));
    watchers = [...Map.groupBy(local, dirname)].map(([folder, inside]) => {
      const names = new Set(inside.map((file) => basename(file)));
      const watcher = watch(folder, (_event, name) => {
        if (name === null || names.has(name)) schedule();
      });
      return watcher.on('error', () => schedule());
    });
  };
  observe();
  return () => {
    isOver = true;
    clearTimeout(timer);
    close();
  };
}
