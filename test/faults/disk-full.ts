/**
 * When the disk is full, changes get 500 and have no effect, reads still work, and changes do again when there is room.
 * Runs on a small tmpfs where one can be mounted, else under a limit for the size of files.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signIn, startProcess } from './process.ts';

const folder = mkdtempSync(join(tmpdir(), 'concordat-full-'));
const disk = join(folder, 'disk');
const ballast = join(disk, '.ballast');
mkdirSync(disk);

function mount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const mounted = mount();
const limited = mounted ? [] : ['bash', '-c', 'trap "" XFSZ; ulimit -f 300; exec "$@"', 'limited'];
const wrong: string[] = [];
const expectThat = (good: boolean, what: string) => {
  if (!good) wrong.push(what);
};

try {
  const env = { DATA_DIR: join(disk, 'data') };
  let service = await startProcess(env, limited);
  const token = await signIn(service.url);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const create = async () => {
    const body = JSON.stringify({
      BusinessId: 1,
      Name: 'x',
      Action: 6,
      URL: 'https://crm.example/',
      Description: 'x'.repeat(4000),
    });
    const response = await fetch(`${service.url}/sys/webhooks`, { method: 'POST', headers, body });
    return { status: response.status, text: await response.text() };
  };
  const total = async () => {
    const response = await fetch(`${service.url}/sys/webhooks?size=1`, { headers });
    return ((await response.json()) as { TotalItems: number }).TotalItems;
  };
  // The rest of the disk is filled at once, so that a change soon doesn't fit; a limited file fills by itself.
  if (mounted) writeFileSync(ballast, Buffer.alloc(1_000_000));
  let acknowledged = 0;
  let refused = 0;
  for (let attempt = 0; attempt < 600 && refused < 20; attempt++) {
    const { status, text } = await create();
    if (status === 200) acknowledged++;
    else {
      refused++;
      expectThat(
        status === 500 && text === '{"Message":"An error has occurred."}',
        `on a full disk a change gets ${status} ${text}`,
      );
    }
  }
  expectThat(refused === 20, `the disk never filled: ${acknowledged} changes were acknowledged`);
  expectThat((await total()) === acknowledged, `${acknowledged} were acknowledged, and ${await total()} are listed`);
  if (mounted) {
    rmSync(ballast);
    const { status } = await create();
    expectThat(status === 200, `with room again, a change gets ${status}`);
    if (status === 200) acknowledged++;
  }
  await service.stop('SIGKILL');
  service = await startProcess(env);
  expectThat(
    (await total()) === acknowledged,
    `${acknowledged} were acknowledged, and ${await total()} are there after a restart`,
  );
  expectThat((await create()).status === 200, 'after a restart a change is refused');
  await service.stop('SIGTERM');
  const how = mounted ? 'a tmpfs of 2 MiB' : 'files of at most 300 KiB';
  console.log(
    `${how}: ${acknowledged} changes acknowledged and found again, ${refused} refused, ${wrong.length} wrong`,
  );
  for (const line of wrong) console.log(line);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  if (mounted) execFileSync('umount', [disk]);
  rmSync(folder, { recursive: true, force: true });
}
