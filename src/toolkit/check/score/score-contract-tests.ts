import { Router } from '../../contract/request/router.ts';
import { Client, defaultTimeoutMs } from '../http/client.ts';
import type { Identity } from '../http/identity.ts';
import { assertReachable } from '../http/target.ts';
import { Plan } from '../plan/plan.ts';
import { openSession, type RunOptions, systemClock } from '../run/open-session.ts';
import { concurrency } from '../run/run-all.ts';
import { FaultProxy } from './fault-proxy.ts';
import { FaultSearch } from './fault-search.ts';
import type { InjectedFault, ProxiedResponse, Samples } from './injected-fault.ts';
import { requestFaults } from './request-faults.ts';
import { responseFaults } from './response-faults.ts';
import { stateFaults } from './state-faults.ts';

/** What {@link scoreContractTests} runs against. */
export interface ScoreOptions extends RunOptions {}

/** An injected fault that the contract tests did not find. */
export interface MissedFault {
  readonly operationId: string;
  readonly title: string;
  readonly pointer: string;
}

/** The result of {@link scoreContractTests}. */
export interface ScoreReport {
  readonly url: string;
  /** How many faults were injected and had an effect: a response without a property can't lose it. */
  readonly spoilings: number;
  readonly found: number;
  readonly missed: readonly MissedFault[];
  /** How many of the faults were found. */
  readonly percent: number;
  readonly seconds: number;
}

/**
 * Measures how many defects the contract tests find. A proxy in front of the server injects one fault at a time, each
 * derived from the contract, and the contract tests run through it, without random requests, until they find something.
 * @throws {CheckError} if the server may not be tested, doesn't respond, or rejects the user
 * @example
 * ```ts
 * import { loadContract, scoreContractTests } from 'concordat';
 *
 * const contract = await loadContract('openapi.yaml');
 * const { percent, missed } = await scoreContractTests({ contract, url: 'http://127.0.0.1:8080' });
 * for (const { operationId, title } of missed) console.log(`${percent} %; missed: ${operationId} ${title}`);
 * ```
 */
export async function scoreContractTests(options: ScoreOptions): Promise<ScoreReport> {
  const { contract, timeout: timeoutMs = defaultTimeoutMs, onProgress = () => {}, now = systemClock } = options;
  const started = now();
  const plan = new Plan(contract, options);
  const direct = await openSession(plan, options, { checksTokenResponse: false });
  const { client: directClient, identity } = direct.parts;
  const samples = new Map<string, Map<number, ProxiedResponse>>();
  const proxy = new FaultProxy(
    directClient.url,
    new Router(contract.operations),
    timeoutMs,
    (operationId, response) => {
      const known = samples.get(operationId) ?? new Map<number, ProxiedResponse>();
      samples.set(operationId, known);
      if (!known.has(response.status)) known.set(response.status, response);
    },
  );
  const client = new Client(await proxy.listen(), { timeoutMs, connections: concurrency });
  try {
    const search = new FaultSearch({ plan, client, identity });
    onProgress('running the contract tests without a fault');
    await search.runWithoutFault();
    const frozen = new Map([...samples].map(([id, known]) => [id, new Map(known)]));
    const faults = await faultsOf(plan, identity, frozen);
    const missed: MissedFault[] = [];
    let ineffective = 0;
    for (const [index, fault] of faults.entries()) {
      const { operation, title, pointer } = fault;
      onProgress(`fault ${index + 1} of ${faults.length}: ${operation.id} ${title}`);
      proxy.fault = fault;
      proxy.injections = 0;
      const isFound = await search.finds(fault);
      proxy.fault = undefined;
      if (proxy.error !== undefined) throw proxy.error;
      // In front of a server that is gone, every fault would seem to be found.
      if (isFound) await assertReachable(directClient);
      // A fault of a response has no effect where the response doesn't have what it breaks. A fault of a request that was
      // never sent is missed.
      if (!isFound && !fault.before && proxy.injections === 0) ineffective++;
      else if (!isFound) missed.push({ operationId: operation.id, title, pointer });
    }
    const effective = faults.length - ineffective;
    const found = effective - missed.length;
    return {
      url: directClient.url,
      spoilings: effective,
      found,
      missed,
      percent: effective === 0 ? 100 : Math.floor((1000 * found) / effective) / 10,
      seconds: Math.round((now() - started) / 100) / 10,
    };
  } finally {
    for (const one of [client, directClient]) await one.close();
    await proxy.close();
  }
}

async function faultsOf(plan: Plan, identity: Identity, samples: Samples): Promise<InjectedFault[]> {
  const faults: InjectedFault[] = [];
  for (const operation of plan.operations) {
    const tested = plan.tested(operation);
    faults.push(...responseFaults(tested, samples));
    for await (const fault of requestFaults(tested, samples, identity, plan.formats)) faults.push(fault);
    faults.push(...stateFaults(tested, plan, samples));
  }
  return faults;
}
