import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type Contract, type LoadOptions, loadContract } from '../contract/document/load-contract.ts';
import { isUrl } from '../contract/document/source.ts';

/** Editors write in several steps; what comes within so many milliseconds is one change. */
const settling = 100;

/** A file that is missing can't be watched: while the contract is broken it is tried again after so many milliseconds. */
const patience = 1000;

export interface WatchHandlers {
  readonly onChange: (contract: Contract) => void;
  /** The contract is broken now, or in another way than before; the last good one goes on. */
  readonly onBroken: (error: unknown) => void;
}

/**
 * Reads a contract again when one of its files changes, also those that are reached by `$ref`.
 * @returns what ends it
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
  const schedule = (after = settling) => {
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
      schedule(patience);
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
