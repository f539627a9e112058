/**
 * Runs the workflow files of a new project as GitHub and GitLab would, on this machine: each step in their shell, with their
 * variables, in a copy of the project that has nothing installed. Actions (`uses`) are left out.
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { quoteArgument } from '../src/toolkit/encoding/shell.ts';

/** A step that ran. */
export interface StepResult {
  readonly name: string;
  readonly code: number | null;
  readonly output: string;
}

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}
interface Workflow {
  readonly jobs: Readonly<
    Record<string, { readonly env?: Readonly<Record<string, string>>; readonly steps: readonly Step[] }>
  >;
}
interface GitlabJob {
  readonly variables?: Readonly<Record<string, string>>;
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
}

/**
 * The steps of the first job up to the first that fails.
 * @param project its folder; the summary is written beside it
 * @param more variables of the machine
 */
export async function runGithubWorkflow(project: string, more: NodeJS.ProcessEnv): Promise<StepResult[]> {
  const { jobs } = load(readFileSync(join(project, '.github/workflows/contract.yml'), 'utf8')) as Workflow;
  const { env: jobEnv = {}, steps } = Object.values(jobs)[0] as Workflow['jobs'][string];
  const summary = `${project}-summary.md`;
  const base = { ...process.env, ...more, CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary, ...jobEnv };
  return runSteps(
    project,
    steps.flatMap(({ name, run, env = {} }) => {
      if (run === undefined) return [];
      const filled = Object.entries(env).map(([key, value]) => [
        key,
        value.replace(/\$\{\{ env\.(\w+) \}\}/g, (_, other: string) => jobEnv[other] ?? ''),
      ]);
      return [
        { name: name ?? run, script: run, shell: ['bash', '-e'], env: { ...base, ...Object.fromEntries(filled) } },
      ];
    }),
  );
}

/** GitLab runs the lines of both scripts in one shell. */
export async function runGitlabJob(project: string, more: NodeJS.ProcessEnv): Promise<StepResult[]> {
  const jobs = load(readFileSync(join(project, '.gitlab-ci.yml'), 'utf8')) as Record<string, GitlabJob>;
  const { variables = {}, before_script = [], script = [] } = jobs['contract'] as GitlabJob;
  const filled = Object.entries(variables).map(([key, value]) => [
    key,
    value.replace(/\$(\w+)/g, (_, other: string) => variables[other] ?? ''),
  ]);
  const env = { ...process.env, ...more, CI: 'true', GITLAB_CI: 'true', ...Object.fromEntries(filled) };
  const lines = [...before_script, ...script].map((line) => `echo ${quoteArgument(`$ ${line.trim()}`)}\n${line}`);
  return runSteps(project, [{ name: 'contract', script: lines.join('\n'), shell: ['bash', '-eo', 'pipefail'], env }]);
}

interface ShellStep {
  readonly name: string;
  readonly script: string;
  readonly shell: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

async function runSteps(project: string, steps: readonly ShellStep[]): Promise<StepResult[]> {
  const results: StepResult[] = [];
  const groups: number[] = [];
  const scripts = `${project}-steps`;
  mkdirSync(scripts, { recursive: true });
  try {
    for (const [index, { name, script, shell, env }] of steps.entries()) {
      const file = join(scripts, `${index}.sh`);
      writeFileSync(file, script);
      const log = `${file}.log`;
      const descriptor = openSync(log, 'w');
      const [command = 'bash', ...options] = shell;
      // A group of its own: what a step leaves running belongs to it.
      const child = spawn(command, [...options, file], {
        cwd: project,
        env,
        detached: true,
        stdio: ['ignore', descriptor, descriptor],
      });
      if (child.pid !== undefined) groups.push(child.pid);
      const code = await new Promise<number | null>((resolve, reject) => {
        child.on('error', reject);
        child.on('exit', resolve);
      });
      closeSync(descriptor);
      results.push({ name: name.trim(), code, output: readFileSync(log, 'utf8') });
      if (code !== 0) break;
    }
  } finally {
    for (const group of groups) endGroup(group);
  }
  return results;
}

function endGroup(group: number): void {
  try {
    process.kill(-group, 'SIGTERM');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
