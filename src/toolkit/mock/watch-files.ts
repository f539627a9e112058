import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** In milliseconds. Editors write in several steps: events within this time are one change. */
const settleDelayMs = 100;

/** Calls a function after files have changed, until it is closed. */
export class FileWatch {
  readonly #onChange: () => void;
  #watchers: FSWatcher[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(files: readonly string[], onChange: () => void) {
    this.#onChange = onChange;
    this.observe(files);
  }

  /** Watches other files from now on. A file is often replaced and not written to, so its folder is watched. */
  observe(files: readonly string[]): void {
    for (const watcher of this.#watchers) watcher.close();
    if (this.#isClosed) return;
    this.#watchers = [...Map.groupBy(files, dirname)].map(([folder, inside]) => {
      const names = new Set(inside.map((file) => basename(file)));
      const watcher = watch(folder, (_event, name) => {
        if (name === null || names.has(name)) this.schedule();
      });
      return watcher.on('error', () => this.schedule());
    });
  }

  /** Calls the function after this time, in milliseconds, whether something changes or not. */
  schedule(after: number = settleDelayMs): void {
    clearTimeout(this.#timer);
    if (!this.#isClosed) this.#timer = setTimeout(this.#onChange, after);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers) watcher.close();
  }
}
