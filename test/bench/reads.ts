import { join } from 'node:path';
import { compareLoad } from './load.ts';

const servers = join(import.meta.dirname, 'servers');
const script = (name: string, ...args: string[]) => [join(servers, `${name}.ts`), ...args] as const;

for (const path of ['/api/sys/webhooks/1', '/api/sys/webhooks']) {
  console.log(`GET ${path}`);
  console.table(
    await compareLoad(
      [
        { name: 'Express, JSON.stringify', script: script('express', 'json'), path },
        { name: 'Express, written as Concordat writes', script: script('express', 'lean'), path },
        { name: "express-openapi-validator's middleware", script: script('express', 'validator'), path },
        { name: 'Concordat, requests and responses validated', script: script('concordat'), path },
      ],
      3,
      4,
    ),
  );
}
