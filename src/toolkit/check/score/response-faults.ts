import { joinPointer, valueAt } from '../../contract/document/json-pointer.ts';
import { findMediaType, isJson } from '../../contract/document/media-type.ts';
import { Instances } from '../../instances/index.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { jsonOf, type Passed, type Samples, type Spoiling, withValue } from './injected-fault.ts';

/** Answers that break what the contract says of them: each keyword, each header, the media type, the status. */
export function* answerSpoilings(operation: TestedOperation, samples: Samples): Generator<Spoiling> {
  for (const [status, sample] of samples.get(operation.id) ?? []) {
    const declared = operation.responses.declared(status);
    if (!declared || status >= 500 || !operation.responses.declares(status)) continue;
    const of = (title: string, pointer: string, spoil: (passed: Passed) => Passed | undefined): Spoiling => ({
      operation,
      title: `its ${status} ${title}`,
      pointer,
      after: (passed) => (passed.status === status ? broken(operation, passed, spoil) : undefined),
    });
    yield* keywordSpoilings(operation, status, sample, of);
    for (const { name, pointer, required, hasSchema } of declared.headers) {
      if (required) yield of(`has no ${name}`, pointer, (passed) => withHeader(passed, name, undefined));
      const spoil = (passed: Passed) => withHeader(passed, name, '§ wrong');
      if (hasSchema && broken(operation, sample, spoil)) yield of(`has a wrong ${name}`, pointer, spoil);
    }
    if (sample.body.length > 0 && declared.mediaTypes.length > 0) {
      yield of('is HTML', joinPointer(declared.pointer, 'content'), (passed) =>
        withHeader(passed, 'content-type', 'text/html'),
      );
      if (jsonOf(sample) !== undefined)
        yield of('ends too early', declared.pointer, (passed) => ({ ...passed, body: passed.body.subarray(0, -1) }));
      yield of('has no body', declared.pointer, (passed) => ({ ...passed, body: Buffer.alloc(0) }));
    }
    const other = [202, 203, 207, 418, 409].find((code) => !operation.responses.declared(code));
    if (other !== undefined) yield of(`is ${other}`, declared.pointer, (passed) => ({ ...passed, status: other }));
    yield of('is 500', declared.pointer, (passed) => ({ ...passed, status: 500 }));
  }
}

type Make = (title: string, pointer: string, spoil: (passed: Passed) => Passed | undefined) => Spoiling;

function* keywordSpoilings(operation: TestedOperation, status: number, sample: Passed, of: Make): Generator<Spoiling> {
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
    for (const { value, keyword, path, pointer: place = pointer } of instances.invalid(pointer, base)) {
      const key = `${place} ${path}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const put = valueAt(value, `#${path}`);
      yield of(`breaks ${keyword} at ${path || 'the body'}`, place, (passed) => {
        return withValue(passed, path, put);
      });
    }
  }
}

function withHeader(passed: Passed, name: string, value: string | undefined): Passed {
  const { [name.toLowerCase()]: _old, ...others } = passed.headers;
  return { ...passed, headers: value === undefined ? others : { ...others, [name.toLowerCase()]: value } };
}

/** What a spoiling makes of an answer, if that breaks the contract: a broken value may be one that fits elsewhere. */
function broken(
  { responses, operation }: TestedOperation,
  passed: Passed,
  spoil: (passed: Passed) => Passed | undefined,
): Passed | undefined {
  const spoiled = spoil(passed);
  if (!spoiled || spoiled.status >= 500) return spoiled;
  const json = jsonOf(spoiled);
  const body = spoiled.body.length === 0 ? undefined : (json ?? spoiled.body.toString());
  const mediaType = spoiled.headers['content-type'];
  if (operation.method === 'head') return undefined;
  return responses.check({ status: spoiled.status, headers: spoiled.headers, mediaType, body }).length > 0
    ? spoiled
    : undefined;
}
