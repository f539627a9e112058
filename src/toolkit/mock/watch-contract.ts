import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type Contract, type LoadOptions, loadContract } from '../contract/load-contract.ts';
import { isUrl } from '../contract/source.ts';

/** Editors write in several steps; what comes within so many milliseconds is one change. */
const settling = 100;

export interface WatchHandlers {
  readonly onChange: (contract: Contract) => void;
  /** The contract is broken now; the last good one goes on. */
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
  const close = () => {
    for (const watcher of watchers) watcher.close();
    watchers = [];
  };
  const reload = async () => {
    try {
      const next = await loadContract(contract.uri, options);
      files = next.files;
      observe();
      onChange(next);
    } catch (error) {
      onBroken(error);
    }
  };
  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void reload(), settling);
  };
  // A file is often replaced and not written to, so its folder is watched.
  const observe = () => {
    close();
    const folders = Map.groupBy(
      files.filter((file) => !isUrl(file)),
      dirname,
    );
    watchers = [...folders].map(([folder, inside]) => {
      const names = new Set(inside.map((file) => basename(file)));
      return watch(folder, (_event, name) => {
        if (name === null || names.has(name)) schedule();
      });
    });
  };
  observe();
  return () => {
    clearTimeout(timer);
    close();
  };
}
