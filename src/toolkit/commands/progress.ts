import type { Spinner } from 'yocto-spinner';
import { plain } from '../encoding/plain.ts';
import { escapeLine } from '../encoding/printable.ts';
import type { CommandContext } from './context.ts';
import { print } from './output.ts';

const delayMs = 1000;

export interface Progress {
  /** Shows the current step. */
  step(text: string): void;
  stop(): void;
}

/** Shows what a command is doing once it takes over a second: a spinner on a terminal, plain lines elsewhere. */
export function startProgress({ stderr, clock }: CommandContext): Progress {
  const started = clock.now();
  let spinner: Spinner | undefined;
  let current = '';
  let shown = '';
  let stopped = false;
  const show = async () => {
    if (stderr.isTTY === true) {
      spinner ??= (await import('yocto-spinner')).default({ stream: stderr as unknown as NodeJS.WriteStream });
      // It writes to the stream itself.
      spinner.text = escapeLine(current);
      if (!stopped && !spinner.isSpinning) spinner.start();
    } else if (current !== shown) {
      print(stderr, plain`${current} …\n`);
      shown = current;
    }
  };
  const cancel = clock.after(delayMs, () => void show());
  return {
    step(text) {
      current = text;
      if (clock.now() - started > delayMs) void show();
    },
    stop() {
      stopped = true;
      cancel();
      spinner?.stop();
    },
  };
}

/** Shows progress while a task runs, and clears it when the task ends or fails. */
export async function withProgress<T>(context: CommandContext, task: (progress: Progress) => Promise<T>): Promise<T> {
  const progress = startProgress(context);
  try {
    return await task(progress);
  } finally {
    progress.stop();
  }
}
