/** A record that names another one which isn't there is refused where the contract says so. */
import { expect, test } from '@jest/globals';
import { check, contractOf } from '../with-server.ts';

const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } };
const refusal = { description: 'No.' };

interface Variant {
  readonly status?: 404 | 409 | 422;
  /** Of the refusal, of the create, and of the property. */
  readonly ofRefusal?: string;
  readonly ofCreate?: string;
  readonly ofProperty?: string;
  /** Whether every operation declares the status. */
  readonly isHabit?: boolean;
  readonly hasRead?: boolean;
  /** Whether what names a member is no record itself. */
  readonly isNoRecord?: boolean;
  /** Whether a loan doesn't say whose it is. */
  readonly isHidden?: boolean;
  /** Whether the member is an object with an id; that of a loan may be in another one. */
  readonly isObject?: 'here' | 'further inside';
  readonly others?: object;
  /** What the server does about a member that isn't there. */
  readonly does?: 'refuses' | 'accepts' | 'makes it';
}

function contractWith({ status = 404, ofRefusal = 'No.', ofCreate, ofProperty, hasRead = true, ...more }: Variant) {
  const memberId = { type: 'integer', minimum: 1, ...(ofProperty && { description: ofProperty }) };
  const json = (properties: object) => ({
    content: { 'application/json': { schema: { type: 'object', required: Object.keys(properties), properties } } },
  });
  const named = { id: { type: 'integer' } };
  const member = { type: 'object', required: ['id'], properties: { id: memberId } };
  const sent = more.isObject ? { member } : { memberId };
  const inside = { member: { type: 'object', required: ['member'], properties: { member } } };
  const own = { ...sent, ...more.others };
  const lent = { ...named, ...(!more.isHidden && (more.isObject === 'further inside' ? inside : sent)) };
  const habit = more.isHabit && { [status]: refusal };
  const responses = (code: number, properties: object) => ({
    [code]: { description: 'It.', ...json(properties) },
    '4XX': refusal,
    ...habit,
  });
  return contractOf({
    '/members': {
      post: {
        operationId: 'join',
        requestBody: { required: true, ...json({ name: { type: 'string', maxLength: 9 } }) },
        responses: responses(201, named),
      },
    },
    '/members/{id}': hasRead
      ? { get: { operationId: 'member', parameters: [id], responses: responses(200, named) } }
      : {},
    '/loans': {
      post: {
        operationId: 'lend',
        ...(ofCreate && { description: ofCreate }),
        requestBody: { required: true, ...json(own) },
        responses: { ...responses(201, lent), [status]: { description: ofRefusal } },
      },
    },
    ...(!more.isNoRecord && {
      '/loans/{id}': { get: { operationId: 'loan', parameters: [id], responses: responses(200, lent) } },
    }),
  });
}

async function rulesOf(variant: Variant): Promise<string[]> {
  const { does = 'accepts', status = 404, others = {}, isObject } = variant;
  const members = new Set<number>();
  const loans = new Map<number, object>();
  let last = 0;
  const { findings } = await check(await contractWith(variant), ({ method, path, text, headers }) => {
    const [, kind, key] = path.split('/');
    const isOne = key !== undefined;
    if (method !== (isOne ? 'GET' : 'POST')) return { status: 405, headers: { allow: isOne ? 'GET' : 'POST' } };
    if (isOne)
      return (kind === 'loans' ? loans : members).has(Number(key))
        ? { body: { ...loans.get(Number(key)), id: Number(key) } }
        : { status: /^[1-9]/.test(key) ? 404 : 400 };
    if (headers['content-type'] !== 'application/json') return { status: 415 };
    const { name, member, memberId = Object(member).id, ...more } = parse(text);
    if (kind === 'members') {
      if (typeof name !== 'string' || [...name].length > 9) return { status: 400 };
      members.add(++last);
      return { status: 201, body: { id: last } };
    }
    const isWhole = (value: unknown) => Number.isInteger(value) && Number(value) >= 1;
    if (!isWhole(memberId) || !Object.keys(others).every((other) => isWhole(more[other]))) return { status: 400 };
    if (!members.has(Number(memberId)) && does === 'refuses') return { status };
    if (does === 'makes it') members.add(Number(memberId));
    const shown = isObject ? { member: isObject === 'here' ? member : { member } } : { memberId };
    loans.set(++last, shown);
    return { status: 201, body: { ...shown, id: last } };
  });
  return findings.filter(({ severity }) => severity === 'error').map(({ rule, message }) => `${rule}: ${message}`);
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

const accepted = ['reference-accepted: lend: member responds with 404 to 2000000011, which lend accepted as memberId'];

test.each<[string, Variant]>([
  ['where a 404 can be about nothing else', {}],
  ['in words of the operation', { status: 422, ofCreate: 'Lends a book. A member that does not exist is 422.' }],
  ['in words of the refusal', { status: 409, ofRefusal: 'There is no such member' }],
  ['as an object', { isObject: 'here' }],
  ['in words of the property', { status: 422, ofProperty: 'Must exist.' }],
])('a record that names none is reported %s', async (_where, variant) => {
  const named = variant.isObject ? 'id' : 'memberId';
  expect(await rulesOf(variant)).toEqual(accepted.map((message) => message.replace(/\w+$/, named)));
  expect(await rulesOf({ ...variant, does: 'refuses' })).toEqual([]);
  expect(await rulesOf({ ...variant, does: 'makes it' })).toEqual([]);
});

const bookId = { type: 'integer', minimum: 1 };
test.each<[string, Variant]>([
  ['where each operation declares a 404', { isHabit: true }],
  ['where the refusal may be about anything', { status: 422 }],
  ['where the words are about other records', { status: 422, ofCreate: 'A book that does not exist is 422.' }],
  ['where records cannot be read', { hasRead: false }],
  ['where it makes no record', { isNoRecord: true }],
  ['where the record does not show it', { isHidden: true }],
  ['where the record shows another one', { isObject: 'further inside' }],
  ['where the 404 may be about one of two records', { others: { bookId } }],
])('none is reported %s', async (_where, variant) => {
  expect(await rulesOf(variant)).toEqual([]);
});

test('an id is made for it that the path of the record allows', async () => {
  const json = (schema: object) => ({ content: { 'application/json': { schema } } });
  const key = { type: 'string', pattern: '^m_[a-z0-9]{6}$' };
  const object = (properties: object) => json({ type: 'object', required: Object.keys(properties), properties });
  const created = (properties: object) => ({ 201: { description: '', ...object(properties) }, '4XX': refusal });
  const read = { description: '', ...object({ id: {} }) };
  const lent = { memberId: { type: 'string' } };
  const ofMember = { name: 'memberId', in: 'path', required: true, schema: key };
  const contract = await contractOf({
    '/members': { post: { operationId: 'join', responses: created({ id: key }) } },
    '/members/{memberId}': {
      get: { operationId: 'member', parameters: [ofMember], responses: { 200: read, '4XX': refusal } },
    },
    '/loans': {
      post: {
        operationId: 'lend',
        requestBody: { required: true, ...object(lent) },
        responses: { ...created({ id: { type: 'integer' }, ...lent }), 404: refusal },
      },
    },
    '/loans/{id}': {
      get: {
        operationId: 'loan',
        parameters: [id],
        responses: { 200: { ...read, ...object({ id: {}, ...lent }) }, '4XX': refusal },
      },
    },
  });
  const rules = async (isChecked: boolean) => {
    const members = new Set<string>();
    const loans: string[] = [];
    const { findings } = await check(contract, ({ method, path, text, headers }) => {
      const [, kind, one] = path.split('/');
      const allow = one === undefined ? 'POST' : 'GET';
      if (method !== allow) return { status: 405, headers: { allow } };
      if (one !== undefined && kind === 'members') {
        if (!/^m_[a-z0-9]{6}$/.test(one)) return { status: 400 };
        return members.has(one) ? { body: { id: one } } : { status: 404 };
      }
      if (one !== undefined) {
        const memberId = loans[Number(one) - 1];
        return memberId === undefined ? { status: /^[1-9]/.test(one) ? 404 : 400 } : { body: { id: one, memberId } };
      }
      if (kind === 'members') {
        const made = `m_${String(members.size).padStart(6, 'a')}`;
        members.add(made);
        return { status: 201, body: { id: made } };
      }
      if (headers['content-type'] !== 'application/json') return { status: 415 };
      const { memberId } = parse(text);
      if (typeof memberId !== 'string') return { status: 400 };
      if (isChecked && !members.has(memberId)) return { status: 404 };
      return { status: 201, body: { id: loans.push(memberId), memberId } };
    });
    return findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
  };
  expect(await rules(true)).toEqual([]);
  expect(await rules(false)).toEqual(['reference-accepted']);
});
