export { createMock, type Mock, type MockOptions, type MockWarning } from './create-mock.ts';
export { MockError, type MockErrorCode, mockErrorCodes } from './mock-error.ts';
export type { DeliveryOptions, DeliveryResult } from './outgoing.ts';
export type { LoggedRequest } from './request-log.ts';
export { loadScenario, type Scenario, type ScenarioStep } from './scenario.ts';
