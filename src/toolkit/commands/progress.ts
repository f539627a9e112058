import type { Spinner } from 'yocto-spinner';

const patience = 1000;

export interface Progress {
  /** Says what is being done now. */
  step(text: string): void;
  stop(): void;
}

/** Shows what a command is doing once it takes over a second: a spinner on a terminal, plain lines elsewhere. */
export function startProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  const started = performance.now();
  let spinner: Spinner | undefined;
  let current = '';
  let shown = '';
  let stopped = false;
  const show = async () => {
    if (stream.isTTY) {
      spinner ??= (await import('yocto-spinner')).default({ stream });
      spinner.text = current;
      if (!stopped && !spinner.isSpinning) spinner.start();
    } else if (current !== shown) {
      stream.write(`${current} …\n`);
      shown = current;
    }
  };
  const timer = setTimeout(() => void show(), patience);
  timer.unref();
  return {
    step(text) {
      current = text;
      if (performance.now() - started > patience) void show();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      spinner?.stop();
    },
  };
}

/** Runs a task with its progress shown, and cleared away when it ends, however it ends. */
export async function withProgress<T>(task: (progress: Progress) => Promise<T>): Promise<T> {
  const progress = startProgress();
  try {
    return await task(progress);
  } finally {
    progress.stop();
  }
}

/** Steps that are many are shown where each takes the place of the one before: elsewhere they would fill a log. */
export function onTerminal(step: Progress['step']): Progress['step'] | undefined {
  return process.stderr.isTTY ? step : undefined;
}
