import { resolve } from 'node:path';
import type { Config, NormalizedProblem } from '@redocly/openapi-core';
import { ContractError, contractErrorCodes } from '../contract/document/contract-error.ts';
import { joinPointer } from '../contract/document/json-pointer.ts';
import type { Contract } from '../contract/document/load-contract.ts';
import { createResolver, loadRedocly, sourceOf, withoutPlugins } from '../contract/document/redocly.ts';
import { displayPath } from '../contract/document/source.ts';
import { SourceReader } from '../contract/document/source-reader.ts';
import { rules } from './rules/index.ts';
import { createPlugin, defaultExtends } from './ruleset.ts';

/** How a ruleset is read. */
export interface RulesetOptions {
  /** A file in Redocly's format. Default: `redocly.yaml` in the working directory, if it exists. */
  readonly ruleset?: string | undefined;
  /** Whether plugins of the ruleset, which are code, may be loaded. Default: false. */
  readonly allowPlugins?: boolean | undefined;
  /** Whether its `extends` may be read over http(s). Default: false. */
  readonly allowRemote?: boolean | undefined;
}

/** The user's ruleset on top of ours, or ours alone. */
export async function loadRuleset(contract: Contract, options: RulesetOptions): Promise<Config> {
  const redocly = await loadRedocly();
  const configPath = options.ruleset === undefined ? redocly.findConfig() : resolve(options.ruleset);
  try {
    return await readRuleset(contract, configPath, options);
  } catch (cause) {
    if (cause instanceof ContractError) throw cause;
    const message = `${displayPath(configPath ?? '')}: this ruleset can't be used: ${(cause as Error).message}`;
    throw new ContractError(contractErrorCodes.unparsable, message, { cause });
  }
}

async function readRuleset(
  contract: Contract,
  configPath: string | undefined,
  options: RulesetOptions,
): Promise<Config> {
  const redocly = await loadRedocly();
  const plugins = [createPlugin(redocly, contract)];
  const uri = resolve(configPath ?? 'redocly.yaml');
  const reader = new SourceReader(uri, { allowRemote: options.allowRemote });
  const file =
    configPath === undefined
      ? { uri, text: '', value: null }
      : await reader.readRoot(uri, 'Name the ruleset with --ruleset FILE');
  const own = file.value as Ruleset | null;
  const document = { source: sourceOf(redocly, file), parsed: own as object };
  const externalRefResolver = await createResolver(file, document, reader);
  // An empty file would turn every rule off.
  if (!own) {
    const ignore = await redocly.loadIgnoreConfig(configPath, externalRefResolver);
    return redocly.createConfig({ extends: defaultExtends }, { plugins, ignore, configPath: withoutPlugins });
  }
  if (own.extends !== undefined && !Array.isArray(own.extends)) throw new Error('"extends" must be a list');
  const customExtends = [...defaultExtends, ...(own.extends ?? [])];
  const given = { configPath: uri, plugins, customExtends, externalRefResolver };
  if (!options.allowPlugins) refusePlugins(await redocly.loadConfig({ ...given, skipPluginEval: true }));
  if (externalRefResolver.loadError) throw externalRefResolver.loadError;
  const config = await redocly.loadConfig(given);
  const isRoot = (root: unknown) => typeof root === 'string' && resolve(uri, '..', root) === contract.uri;
  const alias = Object.entries(own.apis ?? {}).find(([, api]) => isRoot(api?.root));
  return config.forAlias(alias?.[0]);
}

/** A ruleset may come with a stranger's contract, and its plugins are code. Redocly also loads some that it doesn't name. */
function refusePlugins({ plugins }: Config): void {
  const [path] = plugins.flatMap((plugin) => (plugin.id === undefined ? [plugin.absolutePath ?? 'a plugin'] : []));
  if (path === undefined) return;
  const message = `${displayPath(path)} is a plugin. Plugins are code, and only loaded with --allow-plugins (allowPlugins: true)`;
  throw new Error(message);
}

interface Ruleset {
  readonly extends?: readonly string[];
  readonly apis?: Readonly<Record<string, { readonly root?: unknown } | null>>;
}

/** What is wrong with the ruleset itself. Redocly checks the names of its own rules only, not those of a plugin. */
export async function lintRuleset(config: Config): Promise<NormalizedProblem[]> {
  const { document } = config;
  if (!document?.parsed) return [];
  const redocly = await loadRedocly();
  const { rules: settings = {} } = document.parsed as { rules?: Record<string, unknown> };
  const known = rules.map(({ name }) => `concordat/${name}`);
  const unknown: NormalizedProblem[] = Object.keys(settings)
    .filter((name) => name.startsWith('concordat/') && !known.includes(name))
    .map((name) => ({
      ruleId: 'configuration struct',
      severity: 'error',
      message: `There is no rule ${name}. The rules are ${known.join(', ')}.`,
      location: [{ source: document.source, pointer: joinPointer('#/rules', name), reportOnKey: true }],
      suggest: [],
    }));
  return [...(await redocly.lintConfig({ config, severity: 'error' })), ...unknown];
}
