import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { GenerateError, generateErrorCodes } from './generate-error.ts';

/** Pinned, as another version may write other bytes. */
const version = '7.25.0';
const sha256 = '41ce4f6b07f196676439d710759fa1ced7a08066d06ff1bf314681470289efae';
const oldestJava = 11;

const run = promisify(execFile);

/**
 * Runs openapi-generator over a document with templates of ours.
 * @param templates folder of the templates; `NAME.mustache` becomes `NAME.ts`
 * @returns the text of each file
 * @throws {GenerateError}
 */
export async function runOpenapiGenerator(
  document: object,
  templates: string,
  names: readonly string[],
): Promise<string[]> {
  await checkJava();
  const jar = await provideJar();
  const work = await mkdtemp(join(tmpdir(), 'concordat-'));
  try {
    const config = Object.fromEntries(
      names.map((name) => [`${name}.mustache`, { templateType: 'SupportingFiles', destinationFilename: `${name}.ts` }]),
    );
    await writeFile(join(work, 'skeleton.json'), JSON.stringify(document));
    await writeFile(join(work, 'config.json'), JSON.stringify({ files: config }));
    // Short-lived: the heap is bounded and the slow compiler left out. The unwanted files stay in the temporary folder.
    const jvm = [
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      '-XX:-UsePerfData',
      '-Dfile.encoding=UTF-8',
      '-jar',
      jar,
    ];
    const files = names.map((name) => `${name}.ts`).join(':');
    const options = ['-i', 'skeleton.json', '-o', 'out', '-c', 'config.json', '-t', templates, '--skip-validate-spec'];
    const properties = ['--global-property', `apis,models,supportingFiles=${files}`];
    const generator = ['generate', '-g', 'typescript-nestjs-server', ...options, ...properties];
    await run('java', [...jvm, ...generator], {
      cwd: work,
      maxBuffer: 1 << 28,
    });
    return await Promise.all(names.map((name) => readFile(join(work, 'out', `${name}.ts`), 'utf8')));
  } catch (cause) {
    const { stderr = '', message } = cause as {
      stderr?: string;
      message: string;
    };
    const reason = stderr.split('\n').find((line) => /exception|error/i.test(line)) ?? message;
    throw new GenerateError(generateErrorCodes.generatorFailed, `openapi-generator stopped: ${reason.trim()}`, {
      cause,
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function checkJava(): Promise<void> {
  const install =
    'install it (apt-get install default-jre-headless, brew install openjdk, or adoptium.net), or use --only types';
  let printed: string;
  try {
    printed = (await run('java', ['-XX:-UsePerfData', '-version'])).stderr;
  } catch (cause) {
    throw new GenerateError(
      generateErrorCodes.javaMissing,
      `server.ts and enums.ts are made by openapi-generator, which needs Java ${oldestJava} or newer: ${install}`,
      { cause },
    );
  }
  const [, major = '0'] = /version "(?:1\.)?(\d+)/.exec(printed) ?? [];
  if (Number(major) < oldestJava) {
    throw new GenerateError(
      generateErrorCodes.javaMissing,
      `openapi-generator needs Java ${oldestJava} or newer, and this is Java ${major}: ${install}`,
    );
  }
}

/** The folder for what is fetched once: `CONCORDAT_CACHE`, else the user's cache folder. */
function cacheFolder(): string {
  const { CONCORDAT_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  return CONCORDAT_CACHE ?? join(XDG_CACHE_HOME ?? LOCALAPPDATA ?? join(homedir(), '.cache'), 'concordat');
}

/** The pinned JAR, fetched by openapi-generator's own npm package the first time, and checked each time it is fetched. */
async function provideJar(): Promise<string> {
  const folder = cacheFolder();
  const jar = join(folder, `openapi-generator-${version}.jar`);
  if (existsSync(jar)) return jar;
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, 'fetch-'));
  try {
    const settings = { 'generator-cli': { version, storageDir: work } };
    await writeFile(join(work, 'openapitools.json'), JSON.stringify(settings));
    const cli = createRequire(import.meta.url).resolve('@openapitools/openapi-generator-cli/main.js');
    // The package takes the folder of its settings from PWD, and leaves what it downloads to in the temporary folder.
    await run(process.execPath, [cli, 'version'], {
      cwd: work,
      env: { ...process.env, PWD: work, TMPDIR: work, TEMP: work },
    });
    const fetched = join(work, `${version}.jar`);
    const hash = createHash('sha256');
    await pipeline(createReadStream(fetched), hash);
    if (hash.digest('hex') !== sha256) throw new Error('the JAR that was fetched is not the one that is pinned');
    await rename(fetched, jar);
    return jar;
  } catch (cause) {
    const { stdout = '', message } = cause as { stdout?: string; message: string };
    const reason = /Download failed, because of: "(.*)"/.exec(stdout)?.[1] ?? message.split('\n', 1)[0];
    throw new GenerateError(
      generateErrorCodes.generatorMissing,
      `openapi-generator ${version} could not be fetched from Maven Central into ${folder}: ${reason}. ` +
        'Check the network, HTTPS_PROXY and NODE_EXTRA_CA_CERTS, or use --only types',
      { cause },
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
