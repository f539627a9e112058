import { resolve } from 'node:path';
import type { Config, NormalizedProblem } from '@redocly/openapi-core';
import { ContractError, contractErrorCodes } from '../contract/document/contract-error.ts';
import { joinPointer } from '../contract/document/json-pointer.ts';
import type { Contract } from '../contract/document/load-contract.ts';
import { loadRedocly } from '../contract/document/redocly.ts';
import { displayPath, readSource } from '../contract/document/source.ts';
import { rules } from './rules/index.ts';
import { createPlugin, defaultExtends } from './ruleset.ts';

/** The user's ruleset on top of ours, or ours alone. */
export async function loadRuleset(contract: Contract, ruleset: string | undefined): Promise<Config> {
  const redocly = await loadRedocly();
  const configPath = ruleset === undefined ? redocly.findConfig() : resolve(ruleset);
  try {
    return await readRuleset(contract, configPath);
  } catch (cause) {
    if (cause instanceof ContractError) throw cause;
    const message = `${displayPath(configPath ?? '')}: this ruleset can't be used: ${(cause as Error).message}`;
    throw new ContractError(contractErrorCodes.unparsable, message, { cause });
  }
}

async function readRuleset(contract: Contract, configPath: string | undefined): Promise<Config> {
  const redocly = await loadRedocly();
  const plugins = [createPlugin(redocly, contract)];
  const own =
    configPath === undefined
      ? undefined
      : ((await readSource(configPath, 'Name the ruleset with --ruleset FILE')).value as Ruleset | null);
  // An empty file would turn every rule off.
  if (configPath === undefined || !own) {
    const ignore = await redocly.loadIgnoreConfig(configPath, new redocly.BaseResolver());
    return redocly.createConfig({ extends: defaultExtends }, { plugins, ignore });
  }
  if (own.extends !== undefined && !Array.isArray(own.extends)) throw new Error('"extends" must be a list');
  const customExtends = [...defaultExtends, ...(own.extends ?? [])];
  const config = await redocly.loadConfig({ configPath, plugins, customExtends });
  const isRoot = (root: unknown) => typeof root === 'string' && resolve(configPath, '..', root) === contract.uri;
  const alias = Object.entries(own.apis ?? {}).find(([, api]) => isRoot(api?.root));
  return config.forAlias(alias?.[0]);
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
