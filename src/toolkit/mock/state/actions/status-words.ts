import { wordsOf } from '../../plausible/words.ts';

/** What has become of something after a verb, where that isn't its participle, or not only. */
const results: Readonly<Record<string, readonly string[]>> = {
  activate: ['active', 'activated', 'enabled'],
  begin: ['begun', 'started', 'running', 'in progress', 'active'],
  buy: ['bought', 'purchased', 'paid'],
  capture: ['captured', 'paid', 'succeeded'],
  'check in': ['checked in', 'arrived', 'present'],
  'check out': ['checked out', 'departed', 'left'],
  close: ['closed', 'done', 'resolved'],
  complete: ['completed', 'complete', 'done', 'finished', 'ended'],
  deactivate: ['inactive', 'deactivated', 'disabled'],
  disable: ['disabled', 'inactive'],
  dismiss: ['dismissed', 'closed', 'ignored'],
  do: ['done', 'completed'],
  draft: ['draft', 'drafted'],
  enable: ['enabled', 'active'],
  end: ['ended', 'completed', 'finished', 'done', 'closed'],
  finish: ['finished', 'done', 'completed', 'complete', 'ended'],
  hold: ['on hold', 'held', 'paused'],
  lose: ['lost'],
  'no show': ['no show', 'missed', 'absent', 'not attended'],
  'on hold': ['on hold', 'held', 'paused'],
  open: ['open', 'opened'],
  pay: ['paid'],
  'pick up': ['picked up', 'collected', 'in transit'],
  publish: ['published', 'live', 'public'],
  read: ['read'],
  reactivate: ['active', 'reactivated'],
  reopen: ['reopened', 'open'],
  restart: ['restarted', 'running', 'in progress', 'active'],
  restore: ['restored', 'active', 'available', 'draft'],
  resume: ['resumed', 'active', 'running', 'in progress'],
  retry: ['retrying', 'pending', 'queued'],
  schedule: ['scheduled', 'planned'],
  sell: ['sold'],
  send: ['sent'],
  ship: ['shipped', 'in transit'],
  start: ['started', 'in progress', 'running', 'active', 'ongoing'],
  stop: ['stopped', 'inactive', 'ended', 'completed', 'finished'],
  submit: ['submitted', 'in review', 'pending'],
  suspend: ['suspended', 'inactive'],
  take: ['taken'],
  unarchive: ['active', 'unarchived', 'restored', 'draft'],
  unblock: ['active', 'unblocked'],
  unpublish: ['unpublished', 'draft', 'hidden'],
  unsuspend: ['active'],
  void: ['void', 'voided', 'cancelled', 'canceled'],
  win: ['won'],
  withdraw: ['withdrawn'],
};

/** The words for what has become of something after a verb, the likeliest first: `cancelled` and `canceled` for `cancel`. */
export function resultsOf(verb: string): string[] {
  return [...new Set([...(results[verb] ?? []), ...participlesOf(verb), verb])];
}

/** `published`, `cancelled` and `canceled`, `archived`, `denied`, `checked in`. */
export function participlesOf(verb: string): string[] {
  const [first = '', ...rest] = verb.split(' ');
  if (rest.length > 0) return participlesOf(first).map((one) => [one, ...rest].join(' '));
  if (/e$/.test(verb)) return [`${verb}d`];
  if (/[^aeiou]y$/.test(verb)) return [verb.replace(/y$/, 'ied')];
  const doubled = /[^aeiou][aeiou][bdglmnprt]$/.test(verb) ? [`${verb}${verb.at(-1)}ed`] : [];
  return [...doubled, `${verb}ed`];
}

/** The value of an enumeration that says so: `IN_TRANSIT` for `in transit`. */
export function statusFor(verb: string, values: readonly unknown[]): string | undefined {
  const texts = values.filter((value): value is string => typeof value === 'string');
  for (const result of resultsOf(verb)) {
    const found = texts.find((text) => wordsOf(text).replaceAll(' ', '') === result.replaceAll(' ', ''));
    if (found !== undefined) return found;
  }
  return undefined;
}
