import type { RunningService } from '../index.ts';

/**
 * What somebody who has just started the service may try: commands that work as they are printed.
 * @param env of a script of npm, which the repository has, or of the installed package
 */
export function describeFirstSteps(
  { url, role, metricsUrl, administrator }: RunningService,
  env: NodeJS.ProcessEnv,
): string {
  const hasScripts = env['npm_lifecycle_event'] !== undefined && env['npm_command'] !== 'exec';
  const command = hasScripts ? 'npm run webhooks --' : 'npx concordat-webhooks';
  const lines = [`The WebHooks service listens: ${url}`];
  if (hasScripts) lines.push('A mock of it, for frontend teams, is `npm run mock`.');
  if (role === 'worker')
    lines.splice(0, lines.length, `This process sends deliveries. It is ready: ${new URL('/readyz', url)}`);
  if (metricsUrl !== undefined) lines.push(`Its metrics, for Prometheus: ${metricsUrl}`);
  if (role === 'worker') return `${lines.join('\n')}\n`;
  if (!administrator) {
    lines.push(
      `It has users already, whom ADMIN_PASSWORD does not change: \`${command} user list\` shows them,`,
      `and \`${command} user passwd EMAIL\` sets a password.`,
    );
    return `${lines.join('\n')}\n`;
  }
  const { email, password } = administrator;
  if (password === undefined) lines.push(`${email} is its administrator, with the password in ADMIN_PASSWORD.`);
  else
    lines.push(
      `${email} is its administrator, with the password ${password} — this is the only time that it is shown.`,
    );
  const secret = password ?? '"$ADMIN_PASSWORD"';
  const token = `curl -s ${url}/token -d grant_type=password --data-urlencode username=${quote(email)} --data-urlencode password=${secret}`;
  const body = '{"BusinessId":1,"Name":"My first webhook","Action":6,"URL":"https://crm.example/hooks/bookings"}';
  lines.push(
    '',
    'Get a token:',
    '',
    `  ${token}`,
    '',
    'Create a webhook:',
    '',
    `  curl -s ${url}/sys/webhooks -H 'Content-Type: application/json' \\`,
    `    -H "Authorization: Bearer $(${token} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')" \\`,
    `    -d '${body}'`,
    '',
  );
  return `${lines.join('\n')}\n`;
}

/** As a shell takes it. */
function quote(text: string): string {
  return /^[\w.@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
