export { RequestRefused } from '../contract/request-refused.ts';
export { type AppOptions, createApp, type OperationHandlers } from './create-app.ts';
export type { Fault } from './exit.ts';
export type { Admit, RequestContext } from './operation-server.ts';
export { type Credentials, forbidden, type SecurityHandler, type SecurityHandlers } from './security.ts';
export { ServerError, type ServerErrorCode, serverErrorCodes } from './server-error.ts';
