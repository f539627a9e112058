/** The framework itself under load: two reads and a create, in the same process each, storing nothing. */
import { join } from 'node:path';
import { type Contender, measureLoad, ratioTo } from './load.ts';
import { median } from './pairs.ts';

const servers = join(import.meta.dirname, 'servers');
const script = (name: string, ...args: string[]) => [join(servers, `${name}.ts`), ...args] as const;

const contenders: readonly Pick<Contender, 'name' | 'script'>[] = [
  { name: 'Express, JSON.stringify', script: script('express', 'json') },
  { name: 'Express, written as Concordat writes', script: script('express', 'lean') },
  { name: "express-openapi-validator's middleware", script: script('express', 'validator') },
  { name: 'Hono, nothing validated', script: script('hono') },
  { name: 'Fastify, requests validated', script: script('fastify') },
  { name: 'Concordat, requests and responses validated', script: script('concordat') },
];
const express = 0;
const fastify = 4;

const body = JSON.stringify({
  BusinessId: 12345,
  Name: 'Bookings to CRM',
  Action: 6,
  URL: 'https://crm.example/hooks/bookings',
  Description: 'Tells the CRM of each new booking.',
});
const create = { path: '/api/sys/webhooks', body, headers: { 'content-type': 'application/json' } };

for (const [title, request] of [
  ['GET one record: wanted at least Fastify', { path: '/api/sys/webhooks/1' }],
  ['GET a page of 25: wanted at least Fastify', { path: '/api/sys/webhooks' }],
  ['POST a record: wanted at least Fastify', create],
] as const) {
  const all = await measureLoad(
    contenders.map((contender) => ({ ...contender, ...request })),
    3,
    4,
  );
  console.log(title);
  console.table(
    all.map((rates, index) => {
      const { ratio, range } = ratioTo(all[fastify], rates);
      return {
        name: contenders[index]?.name,
        perSecond: Math.round(median(rates)),
        'to Fastify': ratio,
        range,
        'to Express': ratioTo(all[express], rates).ratio,
      };
    }),
  );
}
