import { makeTypes } from '../types.ts';
import type { ClientLanguage } from './language.ts';

export const typescript: ClientLanguage = {
  name: 'typescript',
  generator: 'concordat',
  options: {},
  description: 'an ES module with types, for Node 18 or newer and browsers, without dependencies',
  async generate(contract, { name, version, license }) {
    const packageJson = {
      name,
      version,
      ...(license === undefined ? {} : { license }),
      type: 'module',
    };
    const files = new Map([
      ['package.json', `${JSON.stringify(packageJson, null, 2)}\n`],
      ['types.d.ts', await makeTypes(contract)],
    ]);
    return { files, notes: [] };
  },
};
