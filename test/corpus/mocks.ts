import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { createMock, loadContract } from '../../src/mock.ts';
import { type Excerpt, excerptOf } from '../../src/toolkit/contract/document/excerpt.ts';
import { type MadeRequest, RequestMaker } from '../../src/toolkit/instances/index.ts';
import { freePort } from '../free-port.ts';
import { prismCommand } from './contracts.ts';
import { judge, send } from './judge.ts';

/** How many operations were asked, and how many of them responded as they should. */
export interface MockFigures {
  /** Operations that a valid request could be made for. */
  readonly asked: number;
  /** Operations that no valid request could be made for, as nothing satisfies their schemas. */
  readonly unasked: number;
  readonly good: number;
  readonly dynamic: number;
  /** Operations that an invalid request could be made for, and that it was refused by with a 4xx. */
  readonly broken: number;
  readonly refused: number;
  /** The same by Prism's command; undefined where it didn't start. */
  readonly prism: { readonly good: number; readonly dynamic: number; readonly refused: number } | undefined;
  /** What the mock got wrong. */
  readonly wrong: readonly string[];
}

interface Question {
  readonly excerpt: Excerpt;
  readonly valid: MadeRequest;
  readonly invalid: MadeRequest | undefined;
}

const depthOf = ({ target }: MadeRequest) => target.replace(/\?.*/, '').split('/').length;

/** Mocks a contract, and asks each operation something valid and something invalid; Prism is asked the same. */
export async function compareMocks(file: string): Promise<MockFigures> {
  const contract = await loadContract(file);
  const questions: Question[] = [];
  let unasked = 0;
  for (const operation of contract.operations) {
    const excerpt = excerptOf(contract.document, operation, 'paths');
    const maker = new RequestMaker(excerpt);
    const valid = maker.valid();
    if (valid) questions.push({ excerpt, valid, invalid: maker.invalid().next().value ?? undefined });
    else unasked++;
  }
  // What was deleted isn't there for the others, nor is what was below it.
  const deletes = ({ valid }: Question) => valid.method === 'DELETE';
  questions.sort((a, b) =>
    deletes(a) && deletes(b) ? depthOf(b.valid) - depthOf(a.valid) : Number(deletes(a)) - Number(deletes(b)),
  );
  const wrong: string[] = [];
  const ours = async (dynamic: boolean) => {
    const mock = await createMock({ contract, dynamic });
    try {
      return await ask(mock.url, questions, (text) => wrong.push(`${dynamic ? 'dynamic ' : ''}${text}`));
    } finally {
      await mock.close();
    }
  };
  const [plain, random] = [await ours(false), await ours(true)];
  const theirs = await askPrism(file, [], questions);
  const theirsDynamic = theirs && (await askPrism(file, ['--dynamic'], questions));
  return {
    asked: questions.length,
    unasked,
    good: plain.good,
    dynamic: random.good,
    broken: questions.filter(({ invalid }) => invalid).length,
    refused: plain.refused,
    prism: theirs && { good: theirs.good, dynamic: theirsDynamic?.good ?? 0, refused: theirs.refused },
    wrong,
  };
}

async function ask(url: string, questions: readonly Question[], onWrong: (text: string) => void) {
  let good = 0;
  let refused = 0;
  for (const { excerpt, valid, invalid } of questions) {
    const name = `${valid.method} ${excerpt.operation.path}`;
    const problem = await judge(excerpt, await send(url + valid.target, valid));
    if (problem === undefined) good++;
    else onWrong(`${name}: ${problem}`);
    if (!invalid) continue;
    const response = await send(url + invalid.target, invalid);
    if (typeof response !== 'string' && response.status >= 400 && response.status < 500) refused++;
    else onWrong(`${name}: an invalid request got ${typeof response === 'string' ? response : response.status}`);
  }
  return { good, refused };
}

async function askPrism(file: string, options: readonly string[], questions: readonly Question[]) {
  const port = await freePort();
  const child = spawn(process.execPath, [prismCommand, 'mock', file, '--port', String(port), ...options], {
    stdio: 'ignore',
  });
  try {
    if (!(await isListening(port, child))) return undefined;
    return await ask(`http://127.0.0.1:${port}`, questions, () => {});
  } finally {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
}

async function isListening(port: number, child: ChildProcess): Promise<boolean> {
  for (let tries = 0; tries < 600 && child.exitCode === null; tries++) {
    if (
      await fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false,
      )
    )
      return true;
    await wait(50);
  }
  return false;
}
