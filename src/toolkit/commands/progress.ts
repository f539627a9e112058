import type { Spinner } from 'yocto-spinner';
import { plain } from '../encoding/plain.ts';
import { escapeLine } from '../encoding/printable.ts';
import type { CommandContext } from './context.ts';
import { print } from './output.ts';

const delayMs = 1000;
/** Between the lines of steps of which there are many. */
const lineIntervalMs = 10_000;

export interface Progress {
  /** Shows the current step. */
  step(text: string): void;
  /** As `step`, for one of many: where there is no terminal, a line every 10 s says where the command is. */
  detail(text: string): void;
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
  let lastLine = started;
  return {
    detail(text) {
      const now = clock.now();
      if (stderr.isTTY === true) {
        current = text;
        if (now - started > delayMs) void show();
      } else if (now - lastLine >= lineIntervalMs) {
        lastLine = now;
        print(stderr, plain`${Math.round((now - started) / 1000)} s: ${text} …\n`);
      }
    },
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
