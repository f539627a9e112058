import type { CheckCode } from './codes.ts';
import type { Defect } from './defect.ts';
import type { Refusals } from './refusals.ts';
import { describeTested, isWithoutBody, keyOf, type Symptom, violationOf } from './symptom.ts';

/** What all rules need. */
export interface CauseContext {
  readonly refusals: Refusals;
  /** Why no valid request succeeded, if that is known. */
  readonly diagnosis: Defect | undefined;
  /** The path of an operation, with its variables unnamed. */
  pathOf(operationId: string): string;
}

/** Finds symptoms of the same cause; the first of a group is the one to be told. */
type Rule = (symptoms: readonly Symptom[], context: CauseContext) => Iterable<readonly Symptom[]>;

const recordCodes = new Set<CheckCode>(['not-read-back', 'not-kept', 'default-not-applied', 'not-replaced']);

export const rules: readonly Rule[] = [
  // Where every valid request gets the same refusal, nothing of the server was tested.
  (symptoms, { diagnosis }) => {
    const main = symptoms.find(({ code, pointer }) => code === diagnosis?.code && pointer === diagnosis.pointer);
    const isSame = ({ status = 0 }: Symptom) =>
      status < 500 && Math.floor(status / 100) === Math.floor((main?.status ?? 0) / 100);
    return main
      ? [[main, ...symptoms.filter((symptom) => isSame(symptom) && symptom.code !== 'leaked-internals')]]
      : [];
  },
  // The same value of the same property, at several operations, or in the schemas of several of them.
  by(({ code, tested, operationId }, { pathOf }) =>
    tested && (code === 'invalid-accepted' || (code === 'valid-refused' && !isWithoutBody(tested)))
      ? `${recordsOf(pathOf(operationId))} ${describeTested(tested)}`
      : undefined,
  ),
  // What a framework does for all operations.
  by(({ about }) => about?.kind),
  // Requests of no operation's own: with a malformed body, or without one.
  by(({ code, tested }) => {
    if (!tested || (code !== 'server-error' && code !== 'valid-refused')) return undefined;
    if (isWithoutBody(tested)) return 'no body';
    return tested.isMalformed ? 'a malformed body' : undefined;
  }),
  refusedWithUndeclaredStatus,
  // Responses with the same property missing, or too many, whatever the schema is called.
  by((symptom, { pathOf }) => {
    const violation = symptom.code === 'invalid-body' ? violationOf(symptom) : undefined;
    return violation && `${recordsOf(pathOf(symptom.shownBy))} ${violation}`;
  }),
  // A renamed property is missing, and one too many.
  by(({ code, pointer, operations, count }) =>
    code === 'invalid-body' && /\/(required\/\d+|(additional|unevaluated)Properties)$/.test(pointer)
      ? `${pointer.replace(/\/(required\/\d+|\w+Properties)$/, '')} ${count} ${[...operations].sort()}`
      : undefined,
  ),
  untypedProperty,
  oneKeyword,
  refusedForOneReason,
  refusedAtRandom,
  consequencesOfResponse,
  consequencesOfLostRecord,
  severalFields,
  by(
    ({ code, operationId }) => (code === 'not-deleted' || code === 'list-total' ? `${operationId} deletes` : undefined),
    {
      first: 'not-deleted',
    },
  ),
  // A bound that works the other way round has what it excludes, and lacks what it includes.
  by(({ code, pointer }) => (code === 'filter-ignored' || code === 'not-listed' ? `${pointer} filters` : undefined), {
    first: 'filter-ignored',
  }),
  by(
    ({ code, operationId }) =>
      code === 'undeclared-status' || code === 'example-status' ? `${operationId} status` : undefined,
    { first: 'undeclared-status' },
  ),
  by(
    ({ code, pointer, operations }) =>
      code === 'credentials-not-required' || code === 'wrong-credentials-accepted'
        ? `${pointer} ${[...operations].sort()}`
        : undefined,
    { first: 'credentials-not-required' },
  ),
];

/** A rule that puts together symptoms of the same key. @param first the code of the one to be told, which has to be there */
function by(
  keyOf: (symptom: Symptom, context: CauseContext) => string | undefined,
  { first }: { readonly first?: CheckCode } = {},
): Rule {
  return (symptoms, context) => {
    const groups = Map.groupBy(symptoms, (symptom) => {
      const key = keyOf(symptom, context);
      return key === undefined ? undefined : `${first === undefined ? symptom.code : ''} ${key}`;
    });
    groups.delete(undefined);
    return [...groups.values()].flatMap((group) => {
      if (first === undefined) return [group];
      const main = group.find(({ code }) => code === first);
      return main ? [[main, ...group]] : [];
    });
  };
}

/** The path of the collection that an operation is about: other records are handled elsewhere. */
function recordsOf(path: string): string {
  return path.replace(/(\/\{\})+$/, '');
}

/** Where no type is validated, no other keyword of the value is. */
function* untypedProperty(symptoms: readonly Symptom[]): Iterable<Symptom[]> {
  const accepted = symptoms.filter(({ code }) => code === 'invalid-accepted');
  for (const group of Map.groupBy(accepted, ({ pointer }) => pointer.replace(/\/[^/]+$/, '')).values()) {
    const untyped = group.find(({ pointer }) => pointer.endsWith('/type'));
    if (untyped) yield [untyped, ...group];
  }
}

/** An operation that validates a keyword nowhere: of two properties, it may be chance. */
function* oneKeyword(symptoms: readonly Symptom[]): Iterable<Symptom[]> {
  const accepted = symptoms.filter(({ code }) => code === 'invalid-accepted');
  const keyOf = ({ operationId, pointer }: Symptom) =>
    `${operationId} ${pointer
      .replace(/\/\d+$/, '')
      .split('/')
      .at(-1)}`;
  for (const group of Map.groupBy(accepted, keyOf).values()) if (group.length > 2) yield group;
}

function* refusedForOneReason(symptoms: readonly Symptom[], { refusals }: CauseContext): Iterable<Symptom[]> {
  const refused = symptoms.filter(({ code }) => code === 'valid-refused');
  for (const [operationId, group] of Map.groupBy(refused, (symptom) => symptom.operationId)) {
    const pattern = refusals.patternOf(operationId);
    const base = group.find(({ tested }) => tested?.location === undefined);
    // What is wrong with the base is wrong with what differs from it in one value, the example that it is made of included.
    const isExample = ({ code }: Symptom) => code === 'example-status' || code === 'valid-refused';
    if (base?.tested?.isBase) {
      const same = symptoms.filter((symptom) => symptom.operationId === operationId && symptom.status === base.status);
      yield [base, ...same.filter(isExample)];
    }
    if (!pattern) continue;
    const main = group.find(({ tested }) => pattern.location !== undefined && tested?.location === pattern.location);
    yield [main ?? base ?? group[0], ...group].filter((symptom) => symptom !== undefined);
  }
}

/** Where a value is known that is refused, a random request with the same status probably has it as well. */
function* refusedAtRandom(symptoms: readonly Symptom[]): Iterable<Symptom[]> {
  const refused = symptoms.filter(({ code }) => code === 'valid-refused');
  for (const random of refused.filter(({ tested }) => tested?.isRandom)) {
    const isSame = ({ operationId, status, tested }: Symptom) =>
      operationId === random.operationId && status === random.status && tested?.location !== undefined;
    const known = refused.find(isSame);
    if (known) yield [known, random];
  }
}

/** A status that only refusals of valid requests have: to declare it would not be the repair. */
function* refusedWithUndeclaredStatus(symptoms: readonly Symptom[]): Iterable<Symptom[]> {
  const refused = symptoms.filter(({ code }) => code === 'valid-refused');
  for (const undeclared of symptoms.filter(({ code }) => code === 'undeclared-status')) {
    const main = refused.find((symptom) => undeclared.companions.has(keyOf(symptom)));
    if (main) yield [main, undeclared];
  }
}

/** What a response has wrong is read, too. */
function* consequencesOfResponse(symptoms: readonly Symptom[]): Iterable<Symptom[]> {
  const invalid = symptoms.filter(({ code }) => code === 'invalid-body');
  const ofRecords = symptoms.filter(({ code }) => recordCodes.has(code));
  for (const main of invalid) {
    const [, property] = /^(.*\/properties\/[^/]+)/.exec(main.pointer) ?? [];
    const { missing = [] } = main.about ?? {};
    const isRead = ({ pointer, about }: Symptom) =>
      pointer === property ||
      missing.some((name) => pointer.endsWith(`/properties/${name}`) || about?.missing?.includes(name));
    const read = ofRecords.filter(isRead);
    // A value that was changed may also be too short then.
    const isShape = /\/(type|format|required\/\d+|\w+Properties)$/.test(main.pointer);
    yield isShape ? [main, ...read] : [...read, main];
  }
}

/** An invalid value that was accepted comes back. */
export function* echoes(symptoms: readonly Symptom[]): Iterable<Symptom[]> {
  const accepted = Map.groupBy(
    symptoms.filter(({ code }) => code === 'invalid-accepted'),
    violationOf,
  );
  for (const echo of symptoms.filter(({ code }) => code === 'invalid-body')) {
    const key = violationOf(echo);
    const [main] = key === undefined ? [] : (accepted.get(key) ?? []);
    if (main) yield [main, echo];
  }
}

/** A record that isn't there can't be read, written or listed. */
function* consequencesOfLostRecord(symptoms: readonly Symptom[], { pathOf }: CauseContext): Iterable<Symptom[]> {
  const lost = symptoms.filter(
    ({ code, status }) => code === 'not-created' || (code === 'not-kept' && (status === 404 || status === 410)),
  );
  for (const main of lost) {
    const path = pathOf(main.shownBy);
    const list = path.replace(/\/\{\}$/, '');
    const follows = ({ code, status, shownBy, operationId }: Symptom) =>
      (code === 'valid-refused' &&
        (status === 404 || status === 410) &&
        `${pathOf(shownBy)}/`.startsWith(`${path}/`)) ||
      (code === 'not-listed' && pathOf(shownBy) === list) ||
      (code === 'list-total' && operationId === main.operationId);
    yield [main, ...symptoms.filter(follows)];
  }
}

/** A write that stores nothing, or a read of another record: many fields are wrong. */
function* severalFields(symptoms: readonly Symptom[]): Iterable<Symptom[]> {
  const wrong = symptoms.filter(({ code }) => recordCodes.has(code));
  const isWhole = ({ about }: Symptom) => about?.extent !== undefined;
  for (const group of Map.groupBy(wrong, ({ operationId }) => operationId).values()) {
    const ofValues = group.filter(({ code }) => code !== 'not-replaced');
    const main =
      ofValues.find(isWhole) ?? (new Set(ofValues.map(({ pointer }) => pointer)).size > 2 ? ofValues[0] : undefined);
    if (main) yield [main, ...group];
    for (const main of ofValues.filter(({ code }) => code === 'not-read-back'))
      yield [main, ...wrong.filter(({ code, pointer }) => code === 'not-kept' && pointer === main.pointer)];
    for (const kept of group.filter(({ code }) => code === 'not-replaced')) {
      const same = ofValues.find(({ pointer }) => pointer === kept.pointer);
      if (same) yield [same, kept];
    }
  }
  const mixedUp =
    wrong.find((symptom) => symptom.code === 'not-kept' && isWhole(symptom)) ??
    wrong.find(({ about }) => about?.extent === 'record');
  if (mixedUp) yield [mixedUp, ...wrong.filter(({ shownBy }) => shownBy === mixedUp.shownBy)];
}
