import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Ask, withMock } from './with-mock.ts';

const contract = join(import.meta.dirname, 'vacancies.yaml');
const typed = { 'content-type': 'application/vnd.api+json' };

interface Resource {
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly relationships: Readonly<
    Record<string, { readonly data: { readonly id: string }; readonly links: { related: string } }>
  >;
}

const mocked = (run: (ask: Ask) => Promise<void>) => withMock(contract, { records: 8 }, run);
const companyOf = ({ relationships }: Resource) => relationships['company']?.data.id;
const listOf = async (ask: Ask, path: string): Promise<Resource[]> => (await ask('GET', path)).body.data;
const newJob = (company: string, title = 'Baker') => ({
  data: {
    type: 'jobs',
    attributes: { title },
    relationships: { company: { data: { type: 'companies', id: company } } },
  },
});

test('relationships lead to records that exist, from both sides', () =>
  mocked(async (ask) => {
    const companies = await listOf(ask, '/companies');
    const jobs = await listOf(ask, '/jobs');
    for (const job of jobs) expect(companies.map(({ id }) => id)).toContain(companyOf(job));
    for (const { id, relationships } of companies) {
      const own = jobs.filter((job) => companyOf(job) === id);
      expect(await listOf(ask, `/companies/${id}/jobs`)).toEqual(own);
      const listed = relationships?.['jobs']?.data as unknown as { id: string }[] | undefined;
      if (listed) expect(listed.map((one) => one.id)).toEqual(own.map((one) => one.id));
    }
  }));

test('what is counted of those with a status are these', () =>
  mocked(async (ask) => {
    const jobs = await listOf(ask, '/jobs');
    const isOpen = (job: Resource) => job.attributes['status'] === 'published';
    for (const { id, attributes } of await listOf(ask, '/companies'))
      expect(attributes['open-job-count']).toBe(jobs.filter((job) => companyOf(job) === id && isOpen(job)).length);
  }));

test('a list is filtered by a relationship, a range in the attributes and a text', () =>
  mocked(async (ask) => {
    const jobs = await listOf(ask, '/jobs');
    const [company] = jobs.map(companyOf);
    expect(await listOf(ask, `/jobs?filter[company]=${company}`)).toEqual(
      jobs.filter((one) => companyOf(one) === company),
    );
    const salaryOf = ({ attributes }: Resource) => (attributes['salary'] as { max: number } | undefined)?.max ?? 0;
    const least = jobs.map(salaryOf).toSorted((a, b) => a - b)[4] as number;
    expect(await listOf(ask, `/jobs?filter[salary-min]=${least}`)).toEqual(
      jobs.filter((one) => salaryOf(one) >= least),
    );
    const title = String(jobs[2]?.attributes['title']);
    const found = await listOf(ask, `/jobs?filter[q]=${encodeURIComponent(title)}`);
    expect(found.every(({ attributes }) => attributes['title'] === title)).toBe(true);
    expect(found).not.toHaveLength(0);
  }));

test('the records of a relationship are included where that is asked for, each once', () =>
  mocked(async (ask) => {
    const { body: plain } = await ask('GET', '/jobs');
    expect(plain).not.toHaveProperty('included');
    const { body } = await ask('GET', '/jobs?include=company');
    const companies = await listOf(ask, '/companies');
    const wanted = [...new Set((body.data as Resource[]).map(companyOf))];
    expect(body.included.map(({ id }: Resource) => id)).toEqual(wanted);
    expect(companies).toEqual(expect.arrayContaining(body.included));
  }));

test('links lead to the record and to its related ones', () =>
  mocked(async (ask) => {
    for (const job of await listOf(ask, '/jobs')) {
      const { links, relationships } = job as Resource & { links?: { self: string } };
      const idAt = async (url: string) => (await ask('GET', new URL(url).pathname)).body.data.id;
      if (links) expect(await idAt(links.self)).toBe(job.id);
      const related = relationships['company']?.links?.related;
      if (related !== undefined) expect(await idAt(related)).toBe(companyOf(job));
    }
  }));

test('what is created below a record refers to it, is counted there, and is gone with it', () =>
  mocked(async (ask) => {
    const [job] = await listOf(ask, '/jobs');
    const path = `/jobs/${job?.id}`;
    const before = await listOf(ask, `${path}/applications`);
    const sent = { data: { type: 'applications', attributes: { 'candidate-name': 'Ann Lee' } } };
    const { body, status } = await ask('POST', `${path}/applications`, sent, typed);
    expect(status).toBe(201);
    expect(body.data.relationships.job.data).toEqual({ type: 'jobs', id: job?.id });
    expect(body.data.attributes.stage).toBe('new');
    expect(Math.abs(Date.parse(body.data.attributes['applied-at']) - Date.now())).toBeLessThan(60_000);
    const { body: after } = await ask('GET', path);
    if (job?.attributes['application-count'] !== undefined)
      expect(job.attributes['application-count']).toBe(before.length);
    expect(await listOf(ask, `${path}/applications`)).toHaveLength(before.length + 1);
    expect(after.data.attributes['application-count'] ?? before.length + 1).toBe(before.length + 1);
    await ask('DELETE', path);
    expect((await ask('GET', `/applications/${body.data.id}`)).status).toBe(404);
  }));

test('a relationship to nothing is refused', () =>
  mocked(async (ask) => {
    expect((await ask('POST', '/jobs', newJob('nobody'), typed)).status).toBe(422);
  }));

test('actions change attributes, with their times and the reason that is sent', () =>
  mocked(async (ask) => {
    const [company] = await listOf(ask, '/companies');
    const { body: made } = await ask('POST', '/jobs', newJob(String(company?.id)), typed);
    const publish = () => ask('POST', `/jobs/${made.data.id}/publish`);
    const { body } = await publish();
    expect(body.data.attributes).toMatchObject({
      title: 'Baker',
      status: 'published',
      'published-at': expect.any(String),
    });
    expect((await publish()).status).toBe(409);
    const sent = { data: { type: 'applications', attributes: { 'candidate-name': 'Bob' } } };
    const { body: applied } = await ask('POST', `/jobs/${made.data.id}/applications`, sent, typed);
    const rejected = await ask(
      'POST',
      `/applications/${applied.data.id}/reject`,
      { meta: { reason: 'Too far' } },
      typed,
    );
    expect(rejected.body.data.attributes).toMatchObject({
      'candidate-name': 'Bob',
      stage: 'rejected',
      'rejected-at': expect.any(String),
      'rejection-reason': 'Too far',
    });
    expect(rejected.body.data).not.toHaveProperty('reason');
  }));

test('a stage says what has happened, and what is to come stays', () =>
  mocked(async (ask) => {
    const jobs = await listOf(ask, '/jobs');
    for (const { id, attributes } of jobs) {
      if (attributes['status'] !== 'closed') expect(attributes).toHaveProperty('closes-on');
      for (const { attributes: own } of await listOf(ask, `/jobs/${id}/applications`))
        expect(Boolean(own['rejected-at'])).toBe(own['stage'] === 'rejected');
    }
  }));

test('what somebody earns suits the period', () =>
  mocked(async (ask) => {
    for (const { attributes } of await listOf(ask, '/jobs')) {
      const { min, max, period } = attributes['salary'] as { min: number; max: number; period: string };
      const [least, most] = { hour: [15, 60], month: [2400, 7900] }[period] ?? [30_000, 95_000];
      expect(min).toBeGreaterThanOrEqual(least as number);
      expect(max).toBeLessThanOrEqual(most as number);
      expect(max).toBeGreaterThanOrEqual(min);
    }
  }));

test('errors have the status as a text, and where they are', () =>
  mocked(async (ask) => {
    expect((await ask('GET', '/jobs/none')).body.errors).toEqual([
      { status: '404', title: 'Not Found', detail: 'there is no such record' },
    ]);
    const { body } = await ask('POST', '/jobs', newJob('1', 'B'), typed);
    expect(body.errors).toEqual([
      expect.objectContaining({
        status: '422',
        title: 'Unprocessable Entity',
        source: { pointer: '/data/attributes/title' },
      }),
    ]);
  }));
