import { joinPointer, valueAt } from '../../contract/document/json-pointer.ts';
import { findMediaType, isJson } from '../../contract/document/media-type.ts';
import { Instances } from '../../instances/index.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { type InjectedFault, jsonOf, type ProxiedResponse, type Samples, withValue } from './injected-fault.ts';

/** Faults that change one part of a response: a keyword, a header, the media type, the body, or the status. */
export function* responseFaults(operation: TestedOperation, samples: Samples): Generator<InjectedFault> {
  for (const [status, sample] of samples.get(operation.id) ?? []) {
    const declared = operation.responses.declared(status);
    if (!declared || status >= 500 || !operation.responses.declares(status)) continue;
    const makeFault = (
      title: string,
      pointer: string,
      change: (response: ProxiedResponse) => ProxiedResponse | undefined,
    ): InjectedFault => ({
      operation,
      title: `its ${status} ${title}`,
      pointer,
      after: (response) => (response.status === status ? breaking(operation, response, change) : undefined),
    });
    yield* keywordFaults(operation, status, sample, makeFault);
    for (const { name, pointer, required, schemaPointer } of declared.headers) {
      if (required) yield makeFault(`has no ${name}`, pointer, (response) => withHeader(response, name, undefined));
      const change = (response: ProxiedResponse) => withHeader(response, name, '§ wrong');
      if (schemaPointer !== undefined && breaking(operation, sample, change))
        yield makeFault(`has an invalid ${name}`, pointer, change);
    }
    if (sample.body.length > 0 && declared.mediaTypes.length > 0) {
      yield makeFault('is HTML', joinPointer(declared.pointer, 'content'), (response) =>
        withHeader(response, 'content-type', 'text/html'),
      );
      if (jsonOf(sample) !== undefined)
        yield makeFault('is truncated', declared.pointer, (response) => ({
          ...response,
          body: response.body.subarray(0, -1),
        }));
      yield makeFault('has no body', declared.pointer, (response) => ({ ...response, body: Buffer.alloc(0) }));
    }
    const other = [202, 203, 207, 418, 409].find((code) => !operation.responses.declared(code));
    if (other !== undefined)
      yield makeFault(`is ${other}`, declared.pointer, (response) => ({ ...response, status: other }));
    yield makeFault('is 500', declared.pointer, (response) => ({ ...response, status: 500 }));
  }
}

type MakeFault = (
  title: string,
  pointer: string,
  change: (response: ProxiedResponse) => ProxiedResponse | undefined,
) => InjectedFault;

function* keywordFaults(
  operation: TestedOperation,
  status: number,
  sample: ProxiedResponse,
  makeFault: MakeFault,
): Generator<InjectedFault> {
  const declared = operation.responses.declared(status);
  const given = sample.headers['content-type'] ?? '';
  const mediaType = findMediaType(declared?.mediaTypes ?? [], given);
  if (!declared || mediaType === undefined || !isJson(given)) return;
  const pointer = joinPointer(declared.pointer, 'content', mediaType, 'schema');
  if (valueAt(operation.excerpt.document, pointer) === undefined) return;
  const instances = new Instances(operation.excerpt.document, 'response');
  const seen = new Set<string>();
  for (const base of [jsonOf(sample), instances.valid(pointer)]) {
    if (base === undefined) continue;
    for (const { value, keyword, path, pointer: brokenPointer = pointer } of instances.invalid(pointer, base)) {
      const key = `${brokenPointer} ${path}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const invalid = valueAt(value, `#${path}`);
      yield makeFault(`breaks ${keyword} at ${path || 'the body'}`, brokenPointer, (response) =>
        withValue(response, path, invalid),
      );
    }
  }
}

function withHeader(response: ProxiedResponse, name: string, value: string | undefined): ProxiedResponse {
  const { [name.toLowerCase()]: _old, ...others } = response.headers;
  return { ...response, headers: value === undefined ? others : { ...others, [name.toLowerCase()]: value } };
}

/** The changed response, if it breaks the contract: a value that is invalid in one branch may be valid in another. */
function breaking(
  { responses, operation }: TestedOperation,
  response: ProxiedResponse,
  change: (response: ProxiedResponse) => ProxiedResponse | undefined,
): ProxiedResponse | undefined {
  const changed = change(response);
  if (!changed || changed.status >= 500) return changed;
  const json = jsonOf(changed);
  const body = changed.body.length === 0 ? undefined : (json ?? changed.body.toString());
  const mediaType = changed.headers['content-type'];
  if (operation.method === 'head') return undefined;
  return responses.check({ status: changed.status, headers: changed.headers, mediaType, body }).length > 0
    ? changed
    : undefined;
}
