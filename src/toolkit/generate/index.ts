export type { FileState } from './files.ts';
export {
  type GeneratedFile,
  type GenerateOptions,
  generate,
  generatedFiles,
} from './generate.ts';
export {
  GenerateError,
  type GenerateErrorCode,
  generateErrorCodes,
} from './generate-error.ts';
