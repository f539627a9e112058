import { isObject } from '../../contract/document/is-object.ts';
import { pointerTokens, valueAt } from '../../contract/document/json-pointer.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import type { SchemaObject } from '../../contract/document/openapi.ts';
import { suggest } from '../../contract/document/similar-names.ts';
import { propertyNames, schemasAt, schemasInPlace } from '../../contract/schema/schema-shape.ts';
import type { SchemaViolation } from '../../contract/schema/schema-validator.ts';
import { mockedResourcesOf } from '../state/mocked-resources.ts';
import { type RecordSchema, recordSchemaOf } from './record-schema.ts';
import type { ScenarioProblem } from './scenario-problem.ts';

type Way = readonly (string | number)[];

/** What is wrong with the initial records of a scenario: names that their schemas don't have, and values that these don't allow. */
export function recordProblems(contract: Contract, records: Readonly<Record<string, unknown>>): ScenarioProblem[] {
  const { resources, singletons, views } = mockedResourcesOf(contract);
  return Object.entries(records).flatMap(([path, given]): ScenarioProblem[] => {
    const resource = resources.find((one) => one.path === path);
    const single = resource ? undefined : singletons.find((one) => one.path === path);
    const found = resource ?? single;
    const way = ['records', path];
    if (!found) {
      const seen = views.find(({ operation }) => operation.path === path);
      const where = seen
        ? `those of ${seen.resource.path}: give them there`
        : 'not kept: no operation lists or reads them';
      return [{ way, message: `the records of ${path} are ${where}`, isOfName: true, isWarning: true }];
    }
    const wrongForm = formProblem(path, given, single !== undefined);
    if (wrongForm !== undefined) return [{ way, message: wrongForm, isOfName: true, isWarning: false }];
    if (typeof given === 'number') return [];
    const schema = recordSchemaOf(contract, found, single !== undefined);
    if (!schema) return [];
    const list = Array.isArray(given) ? given : [given];
    const all = list.flatMap((record, index) => {
      const own: Way = Array.isArray(given) ? [...way, index] : way;
      return [
        ...unknownNames(schema, schema.schemas, record, path, own, []),
        ...wrongValues(schema, record, path, own),
      ];
    });
    return grouped(all);
  });
}

function formProblem(path: string, given: unknown, isSingle: boolean): string | undefined {
  if (!isSingle) return isObject(given) ? `the records of ${path} must be a list of objects, or a number` : undefined;
  const isOne = isObject(given) || (Array.isArray(given) && given.length === 1);
  return isOne ? undefined : `there is one of ${path}: it must be an object`;
}

/** The same in several records is told once. */
function grouped(problems: readonly ScenarioProblem[]): ScenarioProblem[] {
  return [...Map.groupBy(problems, ({ message }) => message).values()].map((same) => {
    const [first] = same as [ScenarioProblem];
    return same.length === 1 ? first : { ...first, message: `${first.message} (${same.length} times)` };
  });
}

function unknownNames(
  schema: RecordSchema,
  schemas: readonly SchemaObject[],
  value: unknown,
  path: string,
  way: Way,
  inside: readonly string[],
): ScenarioProblem[] {
  const at = (token: string | number) => schemasInPlace(schema.document, ...schemasAt(schemas, token));
  if (Array.isArray(value)) {
    const items = at(0);
    return value.flatMap((item, index) => unknownNames(schema, items, item, path, [...way, index], inside));
  }
  if (!isObject(value)) return [];
  const names = propertyNames(schemas);
  const isOpen = names.length === 0 || schemas.some(allowsOthers);
  const isClosed = schemas.some(forbidsOthers);
  return Object.entries(value).flatMap(([name, own]): ScenarioProblem[] => {
    const ownWay = [...way, name];
    if (names.includes(name) || isOpen) return unknownNames(schema, at(name), own, path, ownWay, [...inside, name]);
    const within = names.find((outer) => propertyNames(at(outer)).includes(name));
    const meant = within === undefined ? suggest(name, names) : `. Did you mean ${within}.${name}?`;
    const shown = [...inside, name].join('.');
    const message = isClosed
      ? `${shown} is no property of a record of ${path}, which may have no others than those declared${meant}`
      : `${shown} is no declared property of a record of ${path}${meant}`;
    return [{ way: ownWay, message, isOfName: true, isWarning: !isClosed }];
  });
}

const openKeywords = ['additionalProperties', 'unevaluatedProperties', 'patternProperties'];

function allowsOthers(schema: SchemaObject): boolean {
  return openKeywords.some((keyword) => schema[keyword] !== undefined && schema[keyword] !== false);
}

function forbidsOthers(schema: SchemaObject): boolean {
  return schema['additionalProperties'] === false || schema['unevaluatedProperties'] === false;
}

const maxShown = 60;

function wrongValues(schema: RecordSchema, record: unknown, path: string, way: Way): ScenarioProblem[] {
  return schema.violations(record).map((violation) => {
    const tokens = pointerTokens(violation.instancePath);
    const value = valueAt(record, `#${violation.instancePath}`);
    const name = tokens.filter((token) => !/^\d+$/.test(token)).join('.');
    const what = name === '' ? `a record of ${path}` : `${name} of a record of ${path}`;
    const message = `${what} ${violation.message}, not ${shownValue(value)}${hintFor(violation, value)}`;
    return { way: [...way, ...tokens], message, isOfName: false, isWarning: false };
  });
}

function shownValue(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
}

function hintFor({ keyword, params }: SchemaViolation, value: unknown): string {
  const allowed: unknown = params['allowedValues'];
  if (keyword === 'enum' && typeof value === 'string' && Array.isArray(allowed))
    return suggest(value, allowed.map(String));
  if (keyword !== 'type') return '';
  const types = [params['type']].flat().map(String);
  if (types.includes('string') && /^(number|boolean)$/.test(typeof value)) return `: put it in quotes`;
  const isQuoted = typeof value === 'string' && /^(-?\d+(\.\d+)?|true|false)$/.test(value);
  return isQuoted && types.some((type) => /^(number|integer|boolean)$/.test(type)) ? ': write it without quotes' : '';
}
