import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { InvalidArgumentError } from 'commander';
import { escapeJson } from '../../http.ts';
import { roles } from '../user-service.ts';
import { type CommandContext, print } from './context.ts';
import type { Register } from './register.ts';
import { withControl } from './with-control.ts';

interface AddOptions {
  readonly admin?: boolean;
  readonly role: string[];
  readonly location: number[];
}

export const registerUser: Register = (program, context) => {
  const user = program.command('user').description('Manage the users, with or without a running service.');
  user
    .command('add <email>')
    .description('Add a user. The password is read from standard input.')
    .option('--admin', 'an administrator, with all roles in all locations')
    .option('--role <name>', `one of ${roles.join(', ')}; may be repeated`, collect, [])
    .option('--location <id>', 'a location whose records the user sees; may be repeated', collectLocation, [])
    .action(async (email: string, { admin = false, role, location }: AddOptions) => {
      const password = await readPassword(context);
      const user = { email, password, admin, roles: role, locations: location };
      const added = await withControl(context, (control) => control.addUser(user), { mayBegin: true });
      print(context, `${added.email} was added`);
    });
  user
    .command('list')
    .description('List all users as JSON, one per line.')
    .action(async () => {
      for (const listed of await withControl(context, (control) => control.listUsers()))
        print(context, escapeJson(JSON.stringify(listed)));
    });
  user
    .command('passwd <email>')
    .description("Change a user's password, read from standard input. Their refresh tokens become invalid.")
    .action(async (email: string) => {
      const password = await readPassword(context);
      await withControl(context, (control) => control.changePassword({ email, password }));
      print(context, `the password of ${email} was changed`);
    });
  user
    .command('remove <email>')
    .description('Remove a user. Their tokens become invalid at once.')
    .action(async (email: string) => {
      await withControl(context, (control) => control.removeUser({ email }));
      print(context, `${email} was removed`);
    });
};

function collect(value: string, others: string[]): string[] {
  return [...others, value];
}

function collectLocation(value: string, others: number[]): number[] {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('It must be the id of a location, a whole number.');
  return [...others, Number(value)];
}

/** The first line of standard input; a terminal prompts for it without an echo. */
async function readPassword({ stdin, stderr }: CommandContext): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, next) => next() });
  const lines = createInterface({ input: stdin, output: silent, terminal: stdin.isTTY === true });
  if (stdin.isTTY) stderr.write('Password: ');
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
    if (stdin.isTTY) stderr.write('\n');
  }
}
