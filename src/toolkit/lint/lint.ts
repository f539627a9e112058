import { resolve } from 'node:path';
import type { Config, NormalizedProblem } from '@redocly/openapi-core';
import { ContractError, contractErrorCodes } from '../contract/contract-error.ts';
import type { Finding } from '../contract/finding.ts';
import { joinPointer } from '../contract/json-pointer.ts';
import type { Contract, LoadOptions } from '../contract/load-contract.ts';
import { createResolver, loadRedocly, positionOf, sourceOf } from '../contract/redocly.ts';
import { displayPath, readSource } from '../contract/source.ts';
import { rules } from './rules/index.ts';
import { createPlugin, defaultExtends } from './ruleset.ts';

export interface LintOptions extends LoadOptions {
  /** A ruleset in Redocly's format. Default: `redocly.yaml` in the working directory, where there is one. */
  readonly ruleset?: string;
}

/**
 * Checks a contract with Redocly's rules and Concordat's own.
 * @returns every finding, in the order of files and lines
 * @throws {ContractError} where the ruleset can't be read
 */
export async function lint(contract: Contract, { ruleset, allowRemote = false }: LintOptions = {}): Promise<Finding[]> {
  const redocly = await loadRedocly();
  const config = await loadRuleset(contract, ruleset);
  const root = contract.originOf('#').file;
  const document = { source: sourceOf(redocly, root), parsed: root.value as object };
  const externalRefResolver = await createResolver(root, document, allowRemote);
  const problems = await redocly.lintDocument({ document, config, externalRefResolver });
  if (config.document?.parsed) problems.push(...(await redocly.lintConfig({ config, severity: 'error' })));
  problems.push(...findUnknownRules(config));
  const findings = await Promise.all(problems.filter(({ ignored }) => !ignored).map(toFinding));
  return findings.sort((a, b) => compareText(a.file, b.file) || a.line - b.line || a.column - b.column);
}

async function loadRuleset(contract: Contract, ruleset: string | undefined): Promise<Config> {
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
  const own = configPath === undefined ? undefined : ((await readSource(configPath)).value as Ruleset | null);
  // A file that holds nothing would turn every rule off.
  if (configPath === undefined || !own) return redocly.createConfig({ extends: defaultExtends }, { plugins });
  if (own.extends !== undefined && !Array.isArray(own.extends)) throw new Error('"extends" is a list');
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

/** Redocly knows its own rules by name; of a plugin's it takes any. */
function findUnknownRules({ document }: Config): NormalizedProblem[] {
  if (!document) return [];
  const { rules: settings = {} } = (document.parsed ?? {}) as { rules?: Record<string, unknown> };
  const known = rules.map(({ name }) => `concordat/${name}`);
  return Object.keys(settings)
    .filter((name) => name.startsWith('concordat/') && !known.includes(name))
    .map((name) => ({
      ruleId: 'configuration struct',
      severity: 'error',
      message: `There is no rule ${name}. There are ${known.join(', ')}.`,
      location: [{ source: document.source, pointer: joinPointer('#/rules', name), reportOnKey: true }],
      suggest: [],
    }));
}

async function toFinding({ ruleId, severity, message, suggest, location }: NormalizedProblem): Promise<Finding> {
  const [place] = location;
  if (!place) throw new Error(`${ruleId} reported a problem without a place: ${message}`);
  const hint = suggest && suggest.length > 0 ? ` Did you mean ${suggest.slice(0, 3).join(', ')}?` : '';
  return {
    rule: ruleId,
    severity: severity === 'warn' ? 'warning' : 'error',
    message: message + hint,
    // Redocly writes the whole document as `#/`.
    pointer: (place.pointer ?? '#').replace(/^#\/$/, '#'),
    ...(await positionOf(place)),
  };
}

/** The same order in every locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
