export { writeBody } from '../contract/request/body-writer.ts';
export {
  type Credentials,
  type MadeRequest,
  madeUpCredentials,
  noCredentials,
  type RequestParts,
} from '../contract/request/request-writer.ts';
export { type Choices, createRandom, seededChoices } from './choices.ts';
export { Instances } from './instances.ts';
export type { InvalidInstance } from './invalid-instances.ts';
export { limitOf, typesOf } from './merged-schema.ts';
export {
  type BrokenParts,
  type BrokenRequest,
  type Deviation,
  RequestMaker,
  type Subject,
  withParameter,
} from './request-maker.ts';
export { isOfType } from './schema-facts.ts';
export { makeText } from './text.ts';
