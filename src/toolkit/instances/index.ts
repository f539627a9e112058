export { writeBody } from './body-writer.ts';
export { createRandom } from './choices.ts';
export { Instances, type InvalidInstance } from './instances.ts';
export { type BrokenRequest, type MadeRequest, RequestMaker } from './request-maker.ts';
export { isOfType } from './value-maker.ts';
