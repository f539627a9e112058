export { init } from './init.ts';
export { InitError, type InitErrorCode, initErrorCodes } from './init-error.ts';
