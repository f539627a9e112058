export { createMock, type Mock, type MockOptions, type MockWarning } from './create-mock.ts';
export { MockError, type MockErrorCode, mockErrorCodes } from './mock-error.ts';
export type { DeliveryOptions, DeliveryRequest, DeliveryResult } from './outgoing/delivery.ts';
export type { DeliveryFault } from './outgoing/faults.ts';
export type { LoggedRequest } from './request-log.ts';
export type { ConnectionFault } from './response-writer.ts';
export { loadScenario, type Scenario, type ScenarioStep, type Script, type Step } from './scenario.ts';
export type { MockRecord } from './state/record-maker.ts';
