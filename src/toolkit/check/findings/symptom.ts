import { normalizeName } from '../../contract/resource/resource-names.ts';
import type { CheckCode } from './codes.ts';
import type { Defect, DefectSubject } from './defect.ts';
import type { TestedValue } from './evidence.ts';

/** What is known of a finding when its cause is looked for. */
export interface Symptom {
  readonly code: CheckCode;
  readonly pointer: string;
  readonly about: DefectSubject | undefined;
  /** Undefined for what a sequence of requests shows. */
  readonly tested: TestedValue | undefined;
  /** Keys of the defects that each of the responses had as well. */
  readonly companions: ReadonlySet<string>;
  /** The operation at fault. */
  readonly operationId: string;
  /** The operation that shows it. */
  readonly shownBy: string;
  readonly operations: ReadonlySet<string>;
  readonly count: number;
  readonly status: number | undefined;
}

/** What tells findings from each other. */
export function keyOf({ code, pointer }: Pick<Defect, 'code' | 'pointer'>): string {
  return `${code} ${pointer}`;
}

/** The name of the parameter or property, and what is different there. */
export function describeTested({ title, location, deviation }: TestedValue): string {
  return location === undefined || deviation === undefined ? title : `${nameIn(location)} ${deviation}`;
}

function nameIn(location: string): string {
  return location.slice(location.lastIndexOf('/') + 1);
}

/** Whether the request lacks the whole body: `required` of a request body is false by default, and easily forgotten. */
export function isWithoutBody({ location, keyword, deviation }: TestedValue): boolean {
  return location === 'body' && (keyword === 'required' || deviation === 'is left out');
}

/** What a value in a request or a response breaks: the name of a property or parameter, and a keyword. */
export function violationOf({ code, pointer, about, tested }: Symptom): string | undefined {
  const { location = '', keyword: broken } = (code === 'invalid-accepted' ? tested : undefined) ?? {};
  const [missing = broken === 'required' ? nameIn(location) : undefined] = about?.missing ?? [];
  if (missing !== undefined) return `${normalizeName(missing)} required`;
  const isParameter = !location.startsWith('body') && location.split('/').length === 2;
  const parameter = isParameter ? nameIn(location) : undefined;
  const [, property = parameter, keyword] = /(?:\/properties\/([^/]+)|\/schema)\/([^/]+)$/.exec(pointer) ?? [];
  return property === undefined ? undefined : `${normalizeName(property)} ${keyword}`;
}
