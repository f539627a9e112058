import { copyFileSync, cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openPythonEnvironment } from './python-environment.ts';
import { cacheFolder, execute, firstCallOf, goEnvironment, type Toolchain, write } from './toolchain.ts';

const root = join(import.meta.dirname, '../..');
const scenarios = join(import.meta.dirname, 'scenarios');

const typescript: Toolchain = {
  language: 'typescript',
  needs: [[process.execPath, '--version']],
  async build(work, clients) {
    mkdirSync(join(work, 'node_modules'));
    for (const { scenario, folder } of clients) {
      symlinkSync(folder, join(work, `node_modules/${scenario}-client`));
      copyFileSync(join(scenarios, `${scenario}.ts`), join(work, `${scenario}.ts`));
      // Values that a reader has to fill in are of any type.
      const first = firstCallOf(folder, 'ts').replaceAll(/(?<!')…/g, 'null as never');
      write(work, { [`${scenario}-first.ts`]: first });
    }
    symlinkSync(join(root, 'node_modules/@types'), join(work, 'node_modules/@types'));
    const options = { strict: true, noEmit: true, target: 'es2024', module: 'nodenext', types: ['node'] };
    write(work, {
      'package.json': '{ "type": "module" }',
      'tsconfig.json': JSON.stringify({ compilerOptions: options, include: ['*.ts'] }),
    });
    await execute(work, [process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-p', '.']);
    return (scenario) => [process.execPath, join(work, `${scenario}.ts`)];
  },
};

const python: Toolchain = {
  language: 'python',
  needs: [['python3', '-m', 'venv', '--help']],
  async build(work, clients) {
    const { command, install, mypy } = await openPythonEnvironment();
    for (const { scenario, folder } of clients) {
      // As a user does it, so that the package is described as it has to be.
      await install('--force-reinstall', '--no-deps', folder);
      await install(folder);
      copyFileSync(join(scenarios, `${scenario}.py`), join(work, `${scenario}.py`));
      write(work, { [`${scenario}_first.py`]: firstCallOf(folder, 'python') });
      await execute(folder, [...mypy, '-p', `${scenario}_client`]);
      await execute(work, [...mypy, `${scenario}.py`, `${scenario}_first.py`]);
    }
    return (scenario) => [command('python'), join(work, `${scenario}.py`)];
  },
};

const go: Toolchain = {
  language: 'go',
  needs: [['go', 'version']],
  async build(work, clients) {
    const modules = clients.map(({ scenario }) => `${scenario}-client`);
    const lines = clients.flatMap(({ scenario, folder }) => [
      `require ${scenario}-client v0.0.0`,
      `replace ${scenario}-client => ${folder}`,
    ]);
    write(work, { 'go.mod': `module scenarios\n\ngo 1.23.0\n\n${lines.join('\n')}\n` });
    for (const { scenario, folder } of clients) {
      write(work, { [`${scenario}-first/main.go`]: firstCallOf(folder, 'go') });
      mkdirSync(join(work, scenario));
      copyFileSync(join(scenarios, `${scenario}.go`), join(work, scenario, 'main.go'));
    }
    await execute(work, ['go', 'vet', './...', ...modules], goEnvironment);
    await execute(work, ['go', 'build', '-o', 'bin/', './...'], goEnvironment);
    return (scenario) => [join(work, 'bin', scenario)];
  },
};

const java: Toolchain = {
  language: 'java',
  needs: [
    ['javac', '-version'],
    ['mvn', '--version'],
  ],
  async build(work, clients) {
    const project = (name: string, body: string) =>
      `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>scenarios</groupId>` +
      `<artifactId>${name}</artifactId><version>1</version>${body}</project>`;
    const versions = { webhooks: '0.1.0', parcels: '2.3.0' };
    const modules = clients.map(({ scenario }) => `<module>${scenario}</module>`).join('');
    const dependencies = clients.map(
      ({ scenario }) =>
        `<dependency><groupId>${scenario}client</groupId><artifactId>${scenario}-client</artifactId>` +
        `<version>${versions[scenario]}</version></dependency>`,
    );
    const compiler =
      '<properties><maven.compiler.release>11</maven.compiler.release>' +
      '<project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>' +
      `<dependencies>${dependencies.join('')}</dependencies>` +
      '<build><plugins><plugin><artifactId>maven-compiler-plugin</artifactId><version>3.13.0</version></plugin></plugins></build>';
    write(work, {
      'pom.xml': project('all', `<packaging>pom</packaging><modules>${modules}<module>scenarios</module></modules>`),
      'scenarios/pom.xml': project('scenarios', compiler),
    });
    const sources = join(work, 'scenarios/src/main/java');
    mkdirSync(sources, { recursive: true });
    for (const { scenario, folder } of clients) {
      symlinkSync(folder, join(work, scenario));
      const name = `${classOf(scenario)}.java`;
      copyFileSync(join(scenarios, name), join(sources, name));
      write(sources, { [`${scenario}/FirstCall.java`]: `package ${scenario};\n${firstCallOf(folder, 'java')}` });
    }
    const listing = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath';
    const repository = `-Dmaven.repo.local=${join(cacheFolder, 'maven')}`;
    await execute(work, ['mvn', '-q', '-B', repository, 'compile', listing, '-Dmdep.outputFile=target/classpath']);
    const path = await execute(work, ['cat', 'scenarios/target/classpath']);
    const classes = [join(work, 'scenarios/target/classes'), path.trim()].join(':');
    return (scenario) => ['java', '-cp', classes, classOf(scenario)];
  },
};

function classOf(scenario: string): string {
  return scenario.charAt(0).toUpperCase() + scenario.slice(1);
}

const rust: Toolchain = {
  language: 'rust',
  needs: [['cargo', '--version']],
  async build(work, clients) {
    // Members have to be below the workspace.
    for (const { scenario, folder } of clients) cpSync(folder, join(work, scenario), { recursive: true });
    const members = clients.map(({ scenario }) => JSON.stringify(scenario));
    const dependencies = clients.map(({ scenario }) => `${scenario}-client = { path = "${scenario}" }`);
    write(work, {
      'Cargo.toml': [
        '[package]',
        'name = "scenarios"',
        'version = "0.0.0"',
        'edition = "2021"',
        '[workspace]',
        `members = [${members.join(', ')}]`,
        '[dependencies]',
        ...dependencies,
        'serde_json = "1"',
        'chrono = "0.4"',
        'tokio = { version = "1", features = ["macros", "rt-multi-thread"] }',
        '[profile.dev]',
        'debug = false',
        'incremental = false',
        '',
      ].join('\n'),
    });
    mkdirSync(join(work, 'src/bin'), { recursive: true });
    for (const { scenario, folder } of clients) {
      copyFileSync(join(scenarios, `${scenario}.rs`), join(work, `src/bin/${scenario}.rs`));
      write(work, { [`src/bin/${scenario}_first.rs`]: firstCallOf(folder, 'rust') });
    }
    const target = join(cacheFolder, 'rust');
    // Warnings are errors in the clients and scenarios; cargo doesn't show those of other crates.
    await execute(work, ['cargo', 'build', '--quiet'], { CARGO_TARGET_DIR: target, RUSTFLAGS: '-D warnings' });
    return (scenario) => [join(target, 'debug', scenario)];
  },
};

/** The languages of the clients, the fastest to compile first. */
export const toolchains: readonly Toolchain[] = [typescript, python, go, java, rust];
