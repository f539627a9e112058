import type { IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Contract } from '../contract/document/load-contract.ts';
import type { Operation } from '../contract/document/operations.ts';
import { findPatternWarnings } from '../contract/document/patterns.ts';
import { defaultBodyLimit } from '../contract/request/request-pipeline.ts';
import { hideEmbeddedCredentials, hideQueryValues, toOriginForm } from '../encoding/url.ts';
import { createRandom } from '../instances/index.ts';
import { HostNames } from './access/host-names.ts';
import { isFromTrustedPage } from './access/pages.ts';
import { type Controls, isControlTarget, secretControlNames } from './control/control.ts';
import { Snapshots } from './control/control-routes.ts';
import { controlSession } from './control/session-control.ts';
import { expressionContextOf } from './expression-context.ts';
import type { Mock, MockOptions } from './mock-options.ts';
import { respond } from './mock-response.ts';
import { createMockServer, listen } from './mock-server.ts';
import { MockedContract, type MockedOptions } from './mocked-contract.ts';
import { createOutgoingClient, type Sender } from './outgoing/sender.ts';
import { sendCallback, sendCallbacks, sendWebhook } from './outgoing/webhooks.ts';
import { Backend } from './record/backend.ts';
import { passOn } from './record/pass-on.ts';
import { Recorder } from './record/recorder.ts';
import { RequestLog } from './request-log.ts';
import { checkScenario, type Scenario } from './scenario/scenario.ts';
import { type DelayRange, MockSession } from './session/mock-session.ts';
import { MockSessions, sessionNameOf } from './session/mock-sessions.ts';
import { defaultRecords, exampleDataOf } from './state/records/example-data.ts';

/**
 * Starts a mock server for a contract. Responses keep the contract: an example that breaks it is repaired. Resources are stateful, by the contract's links, and invalid requests are rejected as `createApp` rejects them.
 * @throws {MockError} if the port is not available, a host name is invalid, or the scenario names what the contract doesn't have
 * @see https://spec.openapis.org/oas/v3.1.1.html#link-object
 * @example
 * ```ts
 * import { createMock, loadContract } from 'concordat/mock';
 *
 * const mock = await createMock({ contract: await loadContract('openapi.yaml') });
 * await fetch(`${mock.url}/pets`, { method: 'POST', body: '{"name":"Rex"}' });
 * console.log(mock.state()['/pets'], mock.requests.at(-1)?.errors);
 * await mock.close();
 * ```
 */
export async function createMock(options: MockOptions): Promise<Mock> {
  const { port = 0, host = '127.0.0.1', allowUndeclared = false } = options;
  const seed = options.seed === undefined ? undefined : String(options.seed);
  const onWarning = options.onWarning ?? (() => {});
  const settings: MockedOptions = {
    dynamic: options.dynamic ?? false,
    seed,
    trustExamples: options.trustExamples ?? false,
    stateless: options.stateless ?? false,
    allowUndeclared,
    bodyLimit: options.bodyLimit ?? defaultBodyLimit,
    data: exampleDataOf(options.records ?? defaultRecords, options.locale ?? 'en', seed),
    onBroken: (message, pointer) => onWarning({ message, pointer }),
  };
  const warnOfScenario = (message: string) => onWarning({ message: `scenario: ${message}`, pointer: '#' });
  let [start, scenarios]: readonly [Scenario, Readonly<Record<string, Scenario>>] = [{}, {}];
  const useScenarios = (scenario: Scenario = {}, named: Readonly<Record<string, Scenario>> = {}) => {
    for (const given of [scenario, ...Object.values(named)])
      checkScenario(given, mocked.contract, allowUndeclared, warnOfScenario);
    [start, scenarios] = [scenario, named];
  };
  /** Of which a warning was given: a page could fill the terminal. */
  const untrusted = new WeakSet<Operation>();
  const hosts = new HostNames(host, options.allowHosts ?? []);
  // What waits need not keep a process running that has nothing else to do.
  const wait = options.wait ?? ((milliseconds) => setTimeout(milliseconds, undefined, { ref: false }));
  const { webhookSecret: secret = [] } = options;
  const sender: Sender = { client: createOutgoingClient(options.allowTargets ?? []), wait, seed, secret };
  const log = new RequestLog(options.onRequest);
  const warn = (contract: Contract) => {
    for (const { message, pointer } of findPatternWarnings(contract.patterns))
      options.onWarning?.({ message, pointer });
  };
  warn(options.contract);
  // A locale that faker doesn't have is said at once; en is loaded when it is needed.
  if (options.locale !== undefined && options.locale !== 'en') await settings.data.loadFaker();
  let mocked = new MockedContract(options.contract, settings);
  useScenarios(options.scenario, options.scenarios);
  const sessions = new MockSessions(() => new MockSession(mocked, () => start, options.now ?? (() => new Date())));
  const controlOf = (name: string | undefined) =>
    controlSession({
      session: () => sessions.get(name),
      contract: () => mocked.contract,
      scenarios: () => scenarios,
      allowUndeclared,
      onWarning: warnOfScenario,
      clearLog: () => log.clear(name),
    });
  const common = controlOf(undefined);
  const controls: Controls = {
    log,
    mocked: () => mocked,
    stateOf: (name) => sessions.get(name).state,
    session: (name) => (name === undefined ? common : controlOf(name)),
    snapshots: new Snapshots(),
    sendWebhook: (name, wanted) => sendWebhook(mocked.contract, name, sender, wanted),
    sendCallback: (id, name, wanted) => sendCallback(mocked.contract, id, name, sender, wanted),
  };
  const recording = options.record !== undefined && {
    backend: new Backend(options.record, options.allowTargets ?? []),
    recorder: new Recorder(mocked),
  };
  const delayOf = createDelay(options.delay, seed);
  const { server, close } = createMockServer({
    hosts,
    cors: options.cors ?? true,
    delay: (message) => delayOf(sessions.get(sessionNameOf(message)).delay),
    wait,
    log,
    controls,
    loggedUrl({ url = '' }) {
      const names = isControlTarget(url) ? secretControlNames : mocked.secretQueryNames;
      return hideQueryValues(hideEmbeddedCredentials(toOriginForm(url)), names);
    },
    respond: (message) =>
      recording
        ? passOn(mocked, recording.backend, recording.recorder, message, settings.bodyLimit)
        : respond(mocked, sessions.get(sessionNameOf(message)), message),
    afterResponse: async (message, { operation, request, response }) => {
      if (!request || operation?.node.callbacks === undefined || response.status >= 300) return;
      if (!isFromTrustedPage(message, hosts)) {
        if (!untrusted.has(operation)) onWarning({ message: refusedCallbacks(message), pointer: operation.pointer });
        untrusted.add(operation);
        return;
      }
      const context = expressionContextOf(message, request, response);
      for (const problem of await sendCallbacks(mocked.contract, operation, context, sender))
        onWarning({ message: problem, pointer: operation.pointer });
    },
  });
  const origin = await listen(server, port, host);
  return {
    ...common,
    url: origin,
    get requests() {
      return log.entries;
    },
    describeState: () => mocked.describeState(sessions.common.state),
    session: (name) => ({
      ...controlOf(name),
      get requests() {
        return log.of(name);
      },
    }),
    sendWebhook: controls.sendWebhook,
    recorded: () => (recording ? recording.recorder.scenario : {}),
    useScenarios(scenario, named) {
      useScenarios(scenario, named);
      for (const session of sessions.all) session.play(start);
    },
    reload(contract) {
      mocked = new MockedContract(contract, settings);
      log.forgetExchanges();
      for (const session of sessions.all) session.reload(mocked);
      if (recording) recording.recorder.useContract(mocked);
      warn(contract);
    },
    async close(gracePeriodMs = 0) {
      await close(gracePeriodMs);
      await sender.client.close();
      if (recording) await recording.backend.close();
    },
  };
}

/** What a callback is sent to is the request's choice, and receivers can't see that a page is behind it. */
function refusedCallbacks({ headers: { origin = 'another site' } }: IncomingMessage): string {
  const host = URL.parse(origin)?.hostname || 'HOST';
  return `no callbacks were sent for a page of ${origin}: --allow-host ${host} (createMock: allowHosts) lets its pages trigger them`;
}

/** Draws how long each response is delayed, in milliseconds. */
function createDelay(
  defaultRange: DelayRange = [0, 0],
  seed: string | undefined,
): (range: DelayRange | undefined) => number {
  const random = seed === undefined ? Math.random : createRandom(`delay ${seed}`);
  return ([least, most] = defaultRange) => least + random() * (most - least);
}
