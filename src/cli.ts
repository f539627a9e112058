#!/usr/bin/env node
const needed = [24, 18] as const;
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

// Nothing is imported before this check: what follows may use what an older Node can't even parse.
if (major > needed[0] || (major === needed[0] && minor >= needed[1])) {
  const [{ runCli }, { createProcessContext }] = await Promise.all([
    import('./toolkit/commands/program.ts'),
    import('./toolkit/commands/process-context.ts'),
  ]);
  process.exitCode = await runCli(process.argv.slice(2), createProcessContext());
} else {
  console.error(
    `concordat needs Node ${needed.join('.')} or newer, and this is ${process.versions.node}. ` +
      'Install it from nodejs.org, or into the project: npm install --save-dev node@24',
  );
  process.exitCode = 2;
}
