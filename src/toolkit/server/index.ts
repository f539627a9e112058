export { RequestValidationError } from '../contract/response/request-validation-error.ts';
export { type CloseServer, type ConnectionLimits, guardConnections, serverLimits } from '../http/guard-connections.ts';
export { type AppOptions, createApp, type OperationHandlers } from './create-app.ts';
export type { BeforeBody, RequestContext } from './operation-server.ts';
export type { ServerIncident } from './response-writer.ts';
export { type Credentials, forbidden, type SecurityHandler, type SecurityHandlers } from './security.ts';
export { ServerError, type ServerErrorCode, serverErrorCodes } from './server-error.ts';
