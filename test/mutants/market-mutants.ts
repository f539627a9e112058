import type { Mutant } from './mutants.ts';

/** Defective variants of the market, by the part of a list that is wrong. */
const filters: Mutant[] = [
  {
    name: 'archived offers are never found',
    find: 'state.includes(offer.state))',
    replace: "(state.includes(offer.state) && offer.state !== 'archived'))",
  },
  { name: 'only the first state counts', find: 'state.includes(offer.state)', replace: 'state[0] === offer.state' },
  { name: 'only the last state counts', find: 'state.includes(offer.state)', replace: 'state.at(-1) === offer.state' },
  {
    name: 'broken offers are never found',
    find: 'offer.kind === kind',
    replace: "(offer.kind === kind && kind !== 'broken')",
  },
  { name: 'no seller is found', find: 'offer.seller === seller', replace: "offer.seller === seller + '%'" },
  {
    name: 'offered_after works as before',
    find: 'Date.parse(offer.offered) > after',
    replace: 'Date.parse(offer.offered) < after',
  },
  {
    name: 'offered_before works as after',
    find: 'Date.parse(offer.offered) < before',
    replace: 'Date.parse(offer.offered) > before',
  },
  { name: 'offered_before is ignored', find: 'before === undefined ||', replace: 'true ||' },
  { name: 'the lower price works as the upper one', find: 'offer.price >= least', replace: 'offer.price <= least' },
  { name: 'gte excludes the price itself', find: 'offer.price >= least', replace: 'offer.price > least' },
  { name: 'lt includes the price itself', find: 'offer.price < below', replace: 'offer.price <= below' },
  {
    name: 'one label of several counts',
    find: "given.getAll('label')",
    replace: "given.getAll('label').slice(0, 1).filter((text) => text !== 'melon')",
  },
  { name: 'the label is ignored', find: 'anyLabel === undefined ||', replace: 'true ||' },
  {
    name: 'several labels are one',
    find: "query.list(given.getAll('label'),",
    replace: "query.list(given.getAll('label').length === 0 ? [] : [given.getAll('label').join(' ')],",
  },
  {
    name: 'labels are not split',
    find: "given.get('labels')?.split(',') ?? [], isLabel, 3)",
    replace: "given.getAll('labels').flatMap((text) => text.split('|')), (text) => isLabel(text.split(',')[0]), 3)",
  },
  { name: 'labels are ignored', find: 'allLabels === undefined ||', replace: 'true ||' },
  { name: 'any of the labels will do', find: 'allLabels.every(', replace: 'allLabels.some(' },
  { name: 'maxPrice works as minPrice', find: 'offer.price <= most', replace: 'offer.price >= most' },
];

const totals: Mutant[] = [
  { name: 'the total counts one more', find: 'const total = all.length;', replace: 'const total = all.length + 1;' },
  {
    name: 'the total counts one less',
    find: 'const total = all.length;',
    replace: 'const total = Math.max(0, all.length - 1);',
  },
  { name: 'the total is that of all offers', find: 'const total = all.length;', replace: 'const total = offers.size;' },
  {
    name: 'the total is that of all offers, where some states are asked for',
    find: 'const total = all.length;',
    replace: 'const total = state === undefined ? all.length : offers.size;',
  },
  {
    name: 'the total counts the page',
    find: 'body: { data, meta: { total, pages }',
    replace: 'body: { data, meta: { total: data.length, pages }',
  },
  {
    name: 'there is a page more than are needed',
    find: 'body: { data, meta: { total, pages }',
    replace: 'body: { data, meta: { total, pages: pages + 1 }',
  },
];

const pages: Mutant[] = [
  { name: 'prev leads to the same page', find: 'link(page - 1)', replace: 'link(page)' },
  { name: 'prev leads to the first page', find: 'link(page - 1)', replace: 'link(1)' },
  {
    name: 'next loses the rest of the query',
    find: '[...others, [',
    replace: "[...others.filter(([name]) => name === 'per_page'), [",
  },
  {
    name: 'next loses the size of the page',
    find: "name !== 'page')",
    replace: "name !== 'page' && name !== 'per_page')",
  },
  { name: 'the last offer is lost', find: 'page < pages ?', replace: 'page < Math.floor(total / size) ?' },
  {
    name: 'offers of the same state are in another order on each page',
    find: 'const all = sorted(kept,',
    replace: 'if (sort !== undefined && page % 2 === 0) kept.reverse();\n  const all = sorted(kept,',
  },
];

const orders: Mutant[] = [
  { name: 'titles are not sorted', find: 'if (by === undefined)', replace: "if (by === undefined || by === 'title')" },
  {
    name: 'states are sorted in one direction',
    find: 'const sign = isDescending',
    replace: "const sign = isDescending && by !== 'state'",
  },
];

const secrets: Mutant[] = [
  {
    name: 'the secret is read',
    find: "if (method === 'GET') return { status: 200, body: shown(offer) };",
    replace: "if (method === 'GET') return { status: 200, body: offer };",
  },
  { name: 'the secret is listed', find: 'page * size).map(shown)', replace: 'page * size)' },
  {
    name: 'the secret is returned when it is set',
    find: 'status: 201, body: shown(offer)',
    replace: 'status: 201, body: offer',
  },
];

const assigned: Mutant[] = [
  { name: 'a client says how many views there are', find: 'views: 0,', replace: 'views: fields.views ?? 0,' },
];

export const marketKinds = { filters, totals, pages, orders, secrets, assigned } as const;

/** Variants of the market that keep the contract. */
export const harmlessMarkets: readonly Mutant[] = [
  {
    name: 'sellers are found in any case',
    find: 'offer.seller === seller',
    replace: 'offer.seller?.toLowerCase() === seller.toLowerCase()',
  },
  {
    name: 'sellers are found by how they begin',
    find: 'offer.seller === seller',
    replace: 'offer.seller?.startsWith(seller)',
  },
  { name: 'sellers are found by a part', find: 'offer.seller === seller', replace: 'offer.seller?.includes(seller)' },
  {
    name: 'offers have all labels that are asked for',
    find: 'anyLabel.some(',
    replace: 'anyLabel.every(',
  },
  {
    name: 'labels are found by a part, in any case',
    find: 'anyLabel.some((label) => offer.labels?.includes(label))',
    replace: 'anyLabel.some((label) => offer.labels?.some((own) => own.includes(label.toLowerCase())))',
  },
  {
    name: 'an offer without labels has an empty list',
    find: 'const offer: Offer = { ...fields,',
    replace: 'const offer: Offer = { labels: [], ...fields,',
  },
  { name: 'maxPrice excludes the price itself', find: 'offer.price <= most', replace: 'offer.price < most' },
  {
    name: 'offered_after includes the time itself',
    find: '(offer.offered) > after',
    replace: '(offer.offered) >= after',
  },
  {
    name: 'times are those of another zone',
    find: 'offered: new Date().toISOString()',
    replace: "offered: new Date(Date.now() + 7_200_000).toISOString().replace('Z', '+02:00')",
  },
  {
    name: 'times are whole seconds',
    find: 'new Date().toISOString()',
    replace: "new Date().toISOString().replace(/\\.\\d+/, '')",
  },
  { name: 'a link is absolute', find: 'return `/v1/offers', replace: 'return `http://market.example/v1/offers' },
  { name: 'nothing leads back', find: 'prev: page > 1 ? link(page - 1) : null', replace: 'prev: null' },
  {
    name: 'the newest offers are first',
    find: 'const kept = [...offers.values()]',
    replace: 'const kept = [...offers.values()].reverse()',
  },
  {
    name: 'states have an order of their own',
    find: 'const rank = (offer: Offer) => offer[by] as string | number;',
    replace:
      "const rank = (offer: Offer) => by === 'state' ? states.indexOf(offer.state) : offer[by] as string | number;",
  },
  { name: 'views that a client sends are refused', find: 'views: () => true', replace: 'views: () => false' },
  {
    name: 'views are counted from what is offered',
    find: 'views: 0,',
    replace: 'views: offers.size + 700_001,',
  },
  {
    name: 'the secret is masked',
    find: 'return offer;\n',
    replace: "return { ...offer, secret: '*'.repeat(8) };\n",
  },
];
