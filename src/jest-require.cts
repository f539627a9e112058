/**
 * What `require('concordat/jest')` loads, as tests do that are compiled to CommonJS. Without its flag, Node gives Jest no ES modules,
 * and Jest's own message names everything but the flag.
 */
try {
  module.exports = require('./jest.js');
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'ERR_REQUIRE_ESM') throw error;
  throw new Error('concordat/jest is an ES module: run Jest with NODE_OPTIONS=--experimental-vm-modules');
}
