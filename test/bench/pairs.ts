import { spawn } from 'node:child_process';

export type CommandLine = readonly [program: string, ...args: string[]];

export interface Comparison {
  readonly what: string;
  readonly ours: CommandLine;
  readonly peer: CommandLine;
  /** The ratio that is wanted at most; none where the row is there to be read beside another. */
  readonly target?: number;
}

export interface Figures {
  readonly what: string;
  /** Medians of whole-process wall time, in seconds. */
  readonly ours: number;
  readonly peer: number;
  /** The median of the ratios pair by pair, with the smallest and the largest. */
  readonly ratio: number;
  readonly range: string;
  readonly target: string;
}

function time([program, ...args]: CommandLine): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore'] });
    child.on('error', reject);
    child.on('close', () => resolve((performance.now() - started) / 1000));
  });
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Times two commands in turn, so that what the machine does to one it does to the other. */
export async function compare({ what, ours, peer, target }: Comparison, pairs: number): Promise<Figures> {
  await time(ours);
  await time(peer);
  const times: { ours: number; peer: number }[] = [];
  for (let pair = 0; pair < pairs; pair++) times.push({ ours: await time(ours), peer: await time(peer) });
  const ratios = times.map((pair) => pair.ours / pair.peer);
  const round = (value: number) => Math.round(value * 1000) / 1000;
  return {
    what,
    ours: round(median(times.map((pair) => pair.ours))),
    peer: round(median(times.map((pair) => pair.peer))),
    ratio: round(median(ratios)),
    range: `${round(Math.min(...ratios))}–${round(Math.max(...ratios))}`,
    target: target === undefined ? '' : `≤ ${target}`,
  };
}
