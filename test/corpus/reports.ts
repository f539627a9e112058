/**
 * Validates what `concordat test` writes for other tools: SARIF against its schema, JUnit against the XSD of Jenkins' xUnit
 * plugin, which pytest's source distribution has among its own tests.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { concordat } from '../concordat.ts';
import { type Mutant, mutants } from '../mutants/mutants.ts';
import { libraryContract, startLibrary } from '../mutants/start.ts';

const pytest = '9.2.0';
const modules = join(import.meta.dirname, 'node_modules');
const folder = mkdtempSync(join(tmpdir(), 'concordat-reports-'));

/** Defects of several kinds: with and without a response, with characters that XML has no way to write. */
const names = [
  'a title may be empty',
  'shows where it failed',
  'drops the connection for donors',
  'any key is accepted',
];
const defects = names.map((name) => mutants.find((mutant) => mutant.name === name) as Mutant);

try {
  const { url, stop } = await startLibrary(...defects);
  const [junit, sarif] = ['report.xml', 'report.sarif'].map((name) => join(folder, name)) as [string, string];
  const key = ['--header', 'X-Api-Key: library-key'];
  const reports = ['--report', `junit=${junit}`, '--report', `sarif=${sarif}`];
  const { code } = await concordat(['test', url, '--spec', libraryContract, ...key, ...reports, '--timeout', '2s']);
  stop();
  if (code !== 1) throw new Error(`the run ended with ${code}, and should have findings`);

  const schema = JSON.parse(readFileSync(join(modules, 'schemastore/schemas/json/sarif-2.1.0.json'), 'utf8')) as object;
  const log = JSON.parse(readFileSync(sarif, 'utf8')) as { runs: { results: object[] }[] };
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false });
  const isValid = ajv.validate({ ...schema, $schema: 'http://json-schema.org/draft-07/schema#' }, log);
  if (!isValid) throw new Error(`SARIF: ${JSON.stringify(ajv.errors, null, 2)}`);
  console.log(`SARIF with ${log.runs[0]?.results.length} results is valid`);

  const pip = ['download', '--quiet', '--no-deps', '--no-binary', ':all:', `pytest==${pytest}`];
  execFileSync('pip', pip, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const inside = `pytest-${pytest}/testing/example_scripts/junit-10.xsd`;
  execFileSync('tar', ['xzf', `pytest-${pytest}.tar.gz`, inside], { cwd: folder });
  // By a name that the compiler doesn't look up: a fresh clone doesn't have it.
  const { validateXML } = (await import(`${'xmllint-wasm'}`)) as {
    validateXML(options: object): Promise<{ valid: boolean; errors: readonly { message: string }[] }>;
  };
  const xml = readFileSync(junit, 'utf8');
  const { valid, errors } = await validateXML({
    xml: { fileName: 'report.xml', contents: xml },
    schema: { fileName: 'junit-10.xsd', contents: readFileSync(join(folder, inside), 'utf8') },
  });
  if (!valid) throw new Error(`JUnit: ${errors.map(({ message }) => message).join('\n')}`);
  console.log(
    `JUnit with ${xml.split('<testcase').length - 1} cases, ${xml.split('<failure').length - 1} failures is valid`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
