import { replaceAt, tokensIn } from '../../contract/document/json-pointer.ts';
import type { RequestParts } from '../../instances/index.ts';
import { leavesOf } from '../plan/leaves.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { alternativesTo, variedParts } from '../plan/varied-parts.ts';

const yearMs = 365 * 86_400_000;
const date = /^\d{4}-\d\d-\d\d($|T\d\d:\d\d:\d\d)/;

/** A request with other texts and numbers where any will do: what a record is, such as its kind, stays. */
export function otherTexts(create: TestedOperation, base: RequestParts, serial: number): RequestParts {
  const pointer = create.maker.body?.pointer;
  if (pointer === undefined) return base;
  const isFree = (path: string, value: unknown) =>
    alternativesTo(value, serial).some((other) =>
      create.instances.isValid(replaceAt(base.body, tokensIn(base.body, path), other), pointer),
    );
  const free = new Set(leavesOf(base.body).flatMap(({ path, place, value }) => (isFree(path, value) ? [place] : [])));
  return variedParts(create, base, { serial, isWanted: (place) => free.has(place) });
}

/** A request whose dates are a year ahead: a list may leave out what is past. @returns undefined if it has none */
export function laterDates(
  { maker, instances }: TestedOperation,
  body: unknown,
  base: RequestParts,
): RequestParts | undefined {
  const later = (text: string) =>
    new Date(Date.now() + yearMs).toISOString().slice(0, text.length === 10 ? 10 : 19) + text.slice(19);
  const dates = leavesOf(body).filter(({ value }) => typeof value === 'string' && date.test(value));
  const changed = dates.reduce(
    (made: unknown, { path, value }) => replaceAt(made, tokensIn(made, path), later(value as string)),
    body,
  );
  const { pointer } = maker.body ?? {};
  return dates.length > 0 && pointer !== undefined && instances.isValid(changed, pointer)
    ? { ...base, body: changed }
    : undefined;
}
