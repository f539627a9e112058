import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, execute } from './toolchain.ts';

/** A virtual environment with mypy, kept between runs. */
export interface PythonEnvironment {
  /** The path of a command in it. */
  command(name: string): string;
  /** Installs packages, as `pip install` takes them. */
  install(...words: string[]): Promise<unknown>;
  /** `mypy --strict`, as words of a command. */
  readonly mypy: readonly string[];
}

/** @param isReady whether it was opened before, so that nothing has to be installed. Default: false */
export async function openPythonEnvironment({ isReady = false } = {}): Promise<PythonEnvironment> {
  const folder = join(cacheFolder, 'python');
  const command = (name: string) => join(folder, 'bin', name);
  mkdirSync(cacheFolder, { recursive: true });
  const install = (...words: string[]) =>
    execute('.', [command('pip'), 'install', '--quiet', '--disable-pip-version-check', ...words]);
  if (!isReady) {
    if (!existsSync(command('pip'))) await execute('.', ['python3', '-m', 'venv', folder]);
    await install('mypy==2.4.1', 'types-python-dateutil');
  }
  return { command, install, mypy: [command('mypy'), '--strict', '--cache-dir', join(cacheFolder, 'mypy')] };
}
