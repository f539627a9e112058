export { createRandom } from './choices.ts';
export { Instances } from './instances.ts';
