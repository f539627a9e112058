/** A time as the API's filters have it; without a zone it is UTC. */
export function startOf(time: string): Date {
  return new Date(/(?:Z|[+-]\d\d:\d\d)$/.test(time) ? time : `${time}Z`);
}

/** The last millisecond of a filter's time: of its minute without seconds, of its second without a fraction. */
export function endOf(time: string): Date {
  const [, seconds, fraction] = /T\d\d:\d\d(:\d\d)?(\.\d+)?/.exec(time) ?? [];
  const length = seconds === undefined ? 60_000 : fraction === undefined ? 1000 : 1;
  return new Date(startOf(time).getTime() + length - 1);
}
