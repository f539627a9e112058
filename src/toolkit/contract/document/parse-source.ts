import { CORE_SCHEMA, constructFromEvents, mergeTag, parseEvents, YAMLException } from 'js-yaml';
import { findAliasProblem } from './aliases.ts';
import { ContractError, type ContractErrorCode, contractErrorCodes } from './contract-error.ts';
import { displayPath, isJsonText } from './source.ts';
import { countNodes, findExcess, findTooDeep, sourceLimits } from './source-limits.ts';

/** The types of YAML 1.2, so that `no` and `2025-01-15` are strings, and the merge key (`<<`), which many contracts use. */
const schema = CORE_SCHEMA.withTags(mergeTag);

const tooMany = `this has more than ${sourceLimits.nodes} values. Split the contract`;

const tooDeep = `this is nested too deeply: in more than ${sourceLimits.depth} levels. Move the inner parts to components, and name them with $ref`;

/**
 * Parses a text as JSON, or else as YAML. JSON is parsed several times faster.
 * @throws {ContractError} unparsable, or beyond a limit; with line and column where the parser knows them
 */
export function parseSource(uri: string, text: string): unknown {
  const isJson = isJsonText(text);
  if (countNodes(text, isJson) > sourceLimits.nodes) throw refusalAt(uri, text, 0, contractErrorCodes.limit, tooMany);
  if (isJson) {
    const value = parseJson(text);
    const excess = findExcess(value);
    if (excess === 'nodes') throw refusalAt(uri, text, 0, contractErrorCodes.limit, tooMany);
    if (excess) throw refusalAt(uri, text, findTooDeep(text), contractErrorCodes.limit, tooDeep);
    if (value !== undefined) return value;
  }
  try {
    return parseYaml(uri, text);
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw cause;
    if (/maxDepth/.test(cause.reason)) throw refusal(uri, contractErrorCodes.limit, tooDeep, cause);
    throw refusal(uri, contractErrorCodes.unparsable, `${cause.reason}. This is neither valid YAML nor JSON`, cause);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A SyntaxError. It may still be YAML in flow style; if not, the YAML parser says where it stopped.
    return undefined;
  }
}

function parseYaml(uri: string, text: string): unknown {
  const events = parseEvents(text, { maxDepth: sourceLimits.depth });
  const problem = findAliasProblem(events, text);
  if (problem) {
    const code = problem.isCircular ? contractErrorCodes.unsupported : contractErrorCodes.limit;
    throw refusalAt(uri, text, problem.offset, code, problem.message);
  }
  const documents = constructFromEvents(events, { source: text, schema, maxTotalMergeKeys: sourceLimits.nodes });
  if (documents.length === 1) return documents[0];
  const reason =
    documents.length === 0
      ? 'expected a document, but the input is empty'
      : 'expected a single document in the stream, but found more';
  throw new YAMLException(reason);
}

function refusalAt(uri: string, text: string, offset: number, code: ContractErrorCode, message: string): ContractError {
  const before = text.slice(0, offset);
  const [line, column] = [before.split('\n').length, offset - before.lastIndexOf('\n')];
  return new ContractError(code, message, { position: { file: displayPath(uri), line, column } });
}

function refusal(uri: string, code: ContractErrorCode, message: string, cause: YAMLException): ContractError {
  const { line = 0, column = 0 } = cause.mark ?? {};
  const position = { file: displayPath(uri), line: line + 1, column: column + 1 };
  return new ContractError(code, message, { position, cause });
}
