/** What makes a GitHub workflow or a composite action unsafe. */
import { load } from 'js-yaml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly permissions?: unknown;
  readonly uses?: string;
  readonly steps?: readonly Step[];
  readonly container?: Image;
  readonly services?: Readonly<Record<string, Image>>;
}
type Image = string | { readonly image?: string };
interface Workflow {
  readonly on?: unknown;
  readonly permissions?: unknown;
  readonly jobs?: Readonly<Record<string, Job>>;
  /** Of a composite action. */
  readonly runs?: { readonly steps?: readonly Step[] };
}

/** Which jobs may write, and what. Every other permission is `contents: read`, or none. */
const writes: Readonly<Record<string, string>> = {
  'release.yml publish': 'id-token: write',
  'release.yml release': 'contents: write',
};

/** These run with the repository's secrets on what a stranger wrote. */
const unsafeTriggers = ['pull_request_target', 'workflow_run', 'issue_comment'];
const pinned = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40} +# v\d+\.\d+\.\d+$/;

/** @param name the name of the file: `ci.yml`, or `action.yml` for an action */
export function findWorkflowProblems(name: string, text: string): string[] {
  const workflow = load(text) as Workflow;
  const jobs = Object.entries(workflow.jobs ?? {});
  const steps = [...jobs.flatMap(([, { steps = [] }]) => steps), ...(workflow.runs?.steps ?? [])];
  return [
    ...findUnpinned(text, [...jobs.map(([, job]) => job), ...steps]),
    ...jobs.flatMap(([, job]) => findUnpinnedImages(job)),
    ...unsafeTriggers
      .filter((trigger) => triggersOf(workflow).includes(trigger))
      .map((trigger) => `runs on ${trigger}`),
    ...(workflow.jobs ? findPermissions(name, workflow.permissions, jobs) : []),
    ...steps.flatMap(findStepProblems),
  ].map((problem) => `${name}: ${problem}`);
}

function triggersOf({ on }: Workflow): string[] {
  if (typeof on === 'string') return [on];
  return Array.isArray(on) ? on.map(String) : Object.keys(on ?? {});
}

/** An action is pinned by the commit, as a tag can be moved. The comment with the version can be seen in the text only. */
function findUnpinned(text: string, users: readonly { readonly uses?: string }[]): string[] {
  const lines = text.split('\n').map((line) => line.replace(/^[\s-]*uses: */, '').trim());
  const used = [...new Set(users.flatMap(({ uses }) => uses ?? []))].filter((uses) => !uses.startsWith('./'));
  const isPinned = (uses: string) => {
    const written = lines.filter((line) => line.split(' ')[0] === uses);
    return written.length > 0 && written.every((line) => pinned.test(line));
  };
  return used
    .filter((uses) => !isPinned(uses))
    .map((uses) => `${uses} must be OWNER/NAME@COMMIT # vX.Y.Z, with all 40 digits of the commit`);
}

function findUnpinnedImages({ container, services = {} }: Job): string[] {
  return [container, ...Object.values(services)]
    .map((image) => (typeof image === 'object' ? image.image : image))
    .filter((image) => image !== undefined && !/@sha256:[0-9a-f]{64}$/.test(image))
    .map((image) => `${image} must have its digest: IMAGE@sha256:…`);
}

function findPermissions(name: string, all: unknown, jobs: readonly (readonly [string, Job])[]): string[] {
  const problems = isReadOnly(all) ? [] : ['permissions at the top must be "contents: read", or {}'];
  for (const [job, { permissions }] of jobs) {
    if (permissions === undefined || isReadOnly(permissions)) continue;
    const written = Object.entries(permissions as object).map(([scope, access]) => `${scope}: ${access}`);
    const surplus = written.filter((each) => each !== 'contents: read' && each !== writes[`${name} ${job}`]);
    if (typeof permissions !== 'object' || surplus.length > 0) problems.push(`job ${job} must not have ${surplus}`);
  }
  return problems;
}

function isReadOnly(permissions: unknown): boolean {
  return ['{}', '{"contents":"read"}'].includes(JSON.stringify(permissions ?? null));
}

function findStepProblems({ uses = '', run = '', with: inputs = {} }: Step): string[] {
  const script = uses.startsWith('actions/github-script@') ? String(inputs['script']) : run;
  const problems: string[] = [];
  // A title or a branch name with a quote in it would be run as code.
  if (script.includes('${{')) problems.push(`pass values to a script by env, not by \${{ }}: ${script.split('\n')[0]}`);
  if (uses.startsWith('actions/checkout@') && inputs['persist-credentials'] !== false)
    problems.push('checkout must have persist-credentials: false, or every later step can use the token');
  return problems;
}
