export {
  type ClientResult,
  type GenerateClientOptions,
  type GenerateClientsOptions,
  generateClient,
  generateClients,
} from './clients/generate-client.ts';
export { clientLanguages } from './clients/index.ts';
export type { ClientLanguage, ClientNote, ClientPackage, GeneratedClient } from './clients/language.ts';
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
