export type { FileState } from './files.ts';
export {
  type GenerateOptions,
  generate,
  type Part,
  parts,
} from './generate.ts';
export {
  GenerateError,
  type GenerateErrorCode,
  generateErrorCodes,
} from './generate-error.ts';
