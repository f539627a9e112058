import { expect, test } from '@jest/globals';
import { describeFirstSteps } from '../../src/webhooks/commands/first-steps.ts';

const service = { url: 'http://127.0.0.1:3000', role: 'all', administrator: undefined } as never;

test.each([
  ['npm start', { npm_lifecycle_event: 'start', npm_command: 'start' }, '`npm run webhooks -- user list`'],
  ['npx', { npm_lifecycle_event: 'npx', npm_command: 'exec' }, '`npx concordat-webhooks user list`'],
  ['no npm', {}, '`npx concordat-webhooks user list`'],
])('a start by %s names commands that there are', (_name, env, command) => {
  const text = describeFirstSteps(service, env);
  expect(text).toContain(command);
  expect(text.includes('npm run mock')).toBe(command.includes('npm run'));
});
