/**
 * Runs attacks, and prints what went wrong: `[NAME [COUNT]]` runs one of them.
 * @param attacks by their names; each has its own default for a count of 0
 */
export async function runAttacks(
  attacks: Readonly<Record<string, (count: number) => Promise<string[]>>>,
): Promise<void> {
  const [given, count = ''] = process.argv.slice(2);
  for (const [name, attack] of Object.entries(attacks)) {
    if (given !== undefined && given !== name) continue;
    console.log(`- ${name}`);
    const wrong = await attack(Number(count)).catch((error: Error) => [error.stack ?? error.message]);
    for (const line of wrong.slice(0, 20)) console.log(line);
    if (wrong.length > 0) process.exitCode = 1;
  }
}
