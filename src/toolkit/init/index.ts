export type { ProjectClient } from './clients.ts';
export { type InitOptions, init } from './init.ts';
export { InitError, type InitErrorCode, initErrorCodes } from './init-error.ts';
