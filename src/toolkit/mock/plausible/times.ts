import { createRandom } from '../../instances/index.ts';
import { referenceTime } from './faker.ts';
import { wordsOf } from './words.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Of what is given. */
const maxMinutes = 525_600;
const maxAwayMs = 500 * 365 * dayMs;

/** The order of what happens to a record, by the words for it. */
const steps: readonly RegExp[] = [
  /\b(creat|register|regist|join|insert|add|signed up|sign up|hire|open|place|order|request|submit|book|issue|receiv(ed)? request|post|upload|report|sent|invoice|since|first)/,
  /\b(confirm|approv|accept|verif|assign|paid|pay|schedul|publish|activat)/,
  /\b(updat|modif|chang|edit|revis|last (seen|log ?in|active|used|trigger|sign)|login|logged|seen|visit|trigger|sync|process|pack)/,
  /\b(ship|dispatch|sent|depart)/,
  /\b(deliver|received|arriv|read)/,
  /\b(cancel|complet|finish|clos|resolv|delet|archiv|end|done|return|refund|reject|expired|left|terminat)/,
];
const duration = /^(duration|length)( (in )?(minutes|mins?))?$/;
const started = /\b(started|began)/;
const stopped = /\b(ended|stopped)/;
const begins = /\b(start|begin|from|check ?in|depart|opens|valid from|pick ?up)/;
const ends = /\b(end|finish|to|until|check ?out|arriv|clos|return|drop ?off|valid to)/;
const checkedIn = /\bcheck(ed)? ?in\b/;
const left = /\b(checked|clocked|signed|logged) ?(out|off)\b/;
const completed = /\b(complet|finish|checked out)/;
const future =
  /\b(expir|due|deadline|next|renew|valid (until|to|thru|through)|scheduled|appointment|until|target|estimated|expected)/;
/** What is to come, whatever the status: `closes on`. */
const planned = /\b(closes|expires|ends|returns|completes|finishes)\b/;
const due = /\b(due|pay by|payable)\b/;
const isSettled = /^(paid|overdue|returned|settled|clos|complet|done|late|written|cancel|void|refund)/i;
const birth = /\b(birth|born|dob|birthday)/;
const death = /\b(death|died|deceased)/;
const publication = /\b(publish|publication|release|founded|established|printed|purchas|acquired)/;

/** Statuses of what is over or under way, and of what is still to come. */
const past =
  /^(complet|done|finish|check|no.?show|miss|attend|end|deliver|return|closed|archiv|in.?progress|active|running)/;
const upcoming = /^(schedul|confirm|pending|plan|upcoming|book|request|open|reserved|draft|new)/;

/** The times of one record, which follow each other: created, changed, shipped, delivered. */
export class RecordTimes {
  /** When the record was made, and the time between two steps. */
  #start: number;
  readonly #gap: number;
  /** When what the record is about begins: an appointment, a course. */
  #begin: number;
  #isOver = false;
  #isPinned = false;
  #dueAfter: number | undefined;
  #durationMinutes: number;

  /** @param random from 0 to 1, the same for the same record */
  constructor(random: () => number) {
    this.#start = referenceTime - (20 + random() * 340) * dayMs - Math.floor(random() * 36_000) * 1000;
    this.#gap = (0.15 + random() * 2.5) * dayMs;
    const days = Math.floor(random() * 40) - 10;
    this.#begin =
      Math.floor(referenceTime / dayMs) * dayMs + days * dayMs + (8 + Math.floor(random() * 18) / 2) * hourMs;
    this.#durationMinutes = [15, 30, 45, 60, 90][Math.floor(random() * 5)] ?? 30;
  }

  /** How long what the record is about takes. */
  get durationMinutes(): number {
    return this.#durationMinutes;
  }

  /** Takes over times and a length that are given, so that the others follow from them. */
  pinAll(given: Readonly<Record<string, unknown>>): void {
    const entries = Object.entries(given).map(([name, value]) => [wordsOf(name), value] as const);
    for (const [words, value] of entries) if (duration.test(words)) this.#pinDuration(value);
    const times = entries.flatMap(([words, value]) => (isTime(value) ? [[words, value] as const] : []));
    const [, begin] = times.find(([words]) => begins.test(words)) ?? [];
    const [, end] = times.find(([words]) => ends.test(words) && !begins.test(words)) ?? [];
    if (begin !== undefined) this.#begin = Date.parse(begin);
    else if (end !== undefined)
      this.#begin = Date.parse(end) - (end.length === 10 ? 7 * dayMs : this.#durationMinutes * minuteMs);
    if (begin !== undefined && end !== undefined) this.#pinDuration((Date.parse(end) - this.#begin) / minuteMs);
    this.#isPinned = begin !== undefined || end !== undefined;
  }

  #pinDuration(minutes: unknown): void {
    if (typeof minutes === 'number' && minutes > 0 && minutes <= maxMinutes) this.#durationMinutes = minutes;
  }

  /** What is due some weeks after it was issued: before now only if it was paid, or is overdue. */
  #setDue(status: unknown): void {
    this.#dueAfter = (14 + (this.#part(15) < 0.5 ? 0 : 16)) * dayMs;
    if (!isSettled.test(String(status))) this.#start = referenceTime - (0.1 + this.#part(16) * 0.8) * this.#dueAfter;
  }

  /**
   * Moves what the record is about to the past or the future, as its status says.
   * @param properties the words for those that the record may have
   */
  setStatus(status: unknown, properties: readonly string[] = []): void {
    if (this.#isPinned) return;
    if (hasDue(properties)) this.#setDue(status);
    const words = String(status).toLowerCase();
    this.#isOver = past.test(words);
    const isBefore = this.#begin < referenceTime - dayMs;
    // By whole weeks, at most two weeks ago: the record was made before.
    if (this.#isOver && !isBefore)
      this.#begin -= Math.ceil((this.#begin - referenceTime + 2 * dayMs) / (7 * dayMs)) * 7 * dayMs;
    if (upcoming.test(words) && this.#begin < referenceTime + dayMs) this.#begin += 14 * dayMs;
  }

  /**
   * The time for a property, in milliseconds since 1970.
   * @param hasBegin whether the record is about something that begins, by another property
   */
  at(words: string, isDateOnly: boolean, hasCreation: boolean, hasBegin = false): number {
    if (birth.test(words)) return referenceTime - (20 * 365 + this.#part(11) * 45 * 365) * dayMs;
    if (death.test(words)) return referenceTime - this.#part(12) * 3 * 365 * dayMs;
    if (isDateOnly && publication.test(words) && !hasCreation)
      return referenceTime - (1 + this.#part(13) * 25) * 365 * dayMs;
    if (isDateOnly && publication.test(words)) return this.#start - (30 + this.#part(13) * 4000) * dayMs;
    const isLong =
      isDateOnly || /\b(contract|project|rental|stay|trip|sprint|course|licen|subscription|valid)/.test(words);
    if (started.test(words)) return this.#start + 0.5 * this.#gap;
    if (stopped.test(words)) return this.#start + 0.5 * this.#gap + this.#durationMinutes * minuteMs;
    const end = this.#begin + (isLong ? 7 * dayMs : this.#durationMinutes * minuteMs);
    if (hasBegin && checkedIn.test(words)) return this.#begin - 10 * minuteMs;
    if (hasBegin && completed.test(words)) return end;
    if (left.test(words)) return this.#start + 0.5 * this.#gap + this.#durationMinutes * minuteMs;
    if (due.test(words) && this.#dueAfter !== undefined) return this.#start + this.#dueAfter;
    if (future.test(words) && !begins.test(words) && !ends.test(words))
      return Math.max(referenceTime, this.#begin) + (2 + Math.floor(this.#part(14) * 60)) * dayMs;
    if (begins.test(words)) return this.#begin;
    if (ends.test(words) && !/\b(returned|arrived|closed)/.test(words)) return end;
    if (future.test(words)) return referenceTime + (2 + Math.floor(this.#part(14) * 60)) * dayMs;
    const step = steps.findIndex((pattern) => pattern.test(words));
    if (step === -1)
      return /^(date|time|when|date time|timestamp|on|at)$/.test(words) ? this.#start : this.#start + 0.5 * this.#gap;
    const time = Math.min(this.#start + step * this.#gap, referenceTime - (6 - step) * hourMs);
    // What is over was changed last when it was.
    return hasBegin && this.#isOver && step === 2 ? Math.max(time, Math.min(end, referenceTime - hourMs)) : time;
  }

  /** A number from 0 to 1 for a purpose. */
  #part(purpose: number): number {
    const product = Math.sin(this.#start / dayMs + purpose) * 10_000;
    return product - Math.floor(product);
  }
}

/** Dates of other centuries may leave what can be written. */
function isTime(value: unknown): value is string {
  const time = typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : Number.NaN;
  return Math.abs(time - referenceTime) <= maxAwayMs;
}

const issue = /\b(issued|invoiced|borrowed|lent|loaned|billed)\b|\b(issue|invoice|loan|bill) date/;

/** Whether a record has been issued, and is due later, by the words of its properties. */
function hasDue(properties: readonly string[]): boolean {
  return properties.some((words) => due.test(words)) && properties.some((words) => issue.test(words));
}

/** Those of a record, the same for the same seed. */
export function timesOf(seed: string): RecordTimes {
  return new RecordTimes(createRandom(`${seed} times`));
}

/** Ends of a record that most records don't come to: by the stem of a status that says so. */
const endings =
  /^(cancel|delet|archiv|ban|block|disabl|suspend|revok|reject|refund|clos|clear|terminat|discontinu|deactivat|lock|void|expired|no.?show|miss)/;
const stages =
  /^(paid|pay|ship|deliver|complet|finish|resolv|publish|dispatch|confirm|approv|accept|return|receiv|end|check|discharg)/;

/** What keeps a record from its last stage, after it has come through the others. */
const troubles = /^(exception|fail|error|lost|declin|abort|bounce|undeliver|expired)/;

const waiting = /^(plan|pend|draft|schedul|new|to.?do|open|queue|backlog|upcoming|not)/;
/** What is said of an end besides its time. */
const details =
  /^(cancel|refund|reject|return|delet|archiv|block|ban|suspend|declin)\w* (reason|by|note|comment|message|code|amount|fee)/;

/** What is said of any status besides its time: `dispensed by`. */
const detailsOfStatus = /^(\w+) (by|reason|note|comment)( id| name)?$/;

/**
 * Whether a property says something of an end, or of a status, that a record may not have come to.
 * @param statuses the values that its status may have
 */
export function isOfEnd(words: string, statuses: readonly unknown[] = []): boolean {
  return details.test(words) || isStatus(detailsOfStatus.exec(words)?.[1], statuses);
}

function isStatus(verb: string | undefined, statuses: readonly unknown[]): boolean {
  return verb !== undefined && statuses.some((status) => String(status).toLowerCase() === verb);
}

/**
 * Whether something has happened to a record as far as its status says so; undefined if it doesn't matter.
 * @param statuses the values that a status may have, in their order
 */
export function hasHappened(words: string, status: unknown, statuses: readonly unknown[]): boolean | undefined {
  const [verb = ''] = words.replace(/^(date|time|is|last) /, '').split(' ');
  if (planned.test(words)) return undefined;
  if (started.test(words) && typeof status === 'string') return waiting.test(status.toLowerCase()) ? false : undefined;
  const ending = endings.exec(verb)?.[1];
  const stage = stages.exec(verb)?.[1]?.replace('paid', 'pa').replace('pay', 'pa');
  const stem = ending ?? stage ?? (isStatus(verb, statuses) ? verb : undefined);
  if (stem === undefined) return undefined;
  if (stem === 'pa' && /^(overdue|unpaid|fail|declin|due)/i.test(String(status))) return false;
  const own = (value: unknown) => String(value).toLowerCase().startsWith(stem);
  if (typeof status !== 'string' || !statuses.some(own)) return ending === undefined ? undefined : false;
  if (own(status)) return true;
  if (ending === undefined && /^(refund|return|archiv|clos)/i.test(status)) return true;
  if (ending === undefined && troubles.test(status.toLowerCase())) return !isLastStage(own, statuses);
  if (ending !== undefined || endings.test(status.toLowerCase())) return false;
  return statuses.indexOf(status) >= statuses.findIndex(own);
}

/** Whether nothing but ends and troubles comes after a stage. */
function isLastStage(own: (value: unknown) => boolean, statuses: readonly unknown[]): boolean {
  const usual = statuses.filter((value) => !endings.test(String(value).toLowerCase()) && !troubles.test(String(value)));
  return usual.findIndex(own) === usual.length - 1;
}
