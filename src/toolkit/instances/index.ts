export { createRandom } from './choices.ts';
export { Instances } from './instances.ts';
export { isOfType } from './value-maker.ts';
