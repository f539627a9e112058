import { joinPointer } from '../../contract/document/json-pointer.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import type { ResponseObject } from '../../contract/document/openapi.ts';
import { type ContractDocument, type Operation, resolveReference } from '../../contract/document/operations.ts';
import {
  type RequestError,
  renderValidationFailure,
  validationFailureOf,
} from '../../contract/response/validation-failure.ts';
import { SchemaValidator, validatorOf, violationPointer } from '../../contract/schema/schema-validator.ts';
import type { Problem, Rule } from '../rule.ts';

const text = { type: 'string' };
const status = { type: 'integer', minimum: 400, maximum: 499 };
const properties = {
  status,
  mediaType: text,
  body: {},
  summary: text,
  separator: text,
  fieldName: { enum: ['property', 'pointer'] },
  bodyField: text,
  messages: { type: 'object', additionalProperties: text },
  maxValueLength: { type: 'integer', minimum: 1 },
  neverRepeat: { type: 'array', items: text },
  cases: {
    type: 'array',
    items: {
      type: 'object',
      required: ['when'],
      additionalProperties: false,
      properties: {
        when: {
          type: 'object',
          minProperties: 1,
          additionalProperties: false,
          properties: { field: text, keyword: text, value: {} },
        },
        status,
        body: {},
      },
    },
  },
};

const sample: readonly RequestError[] = [
  { in: 'body', path: ['name'], keyword: 'required' },
  { in: 'body', path: ['size'], keyword: 'type', value: 'large' },
];

/** `x-validation-failure` is well formed, and renders a response that each operation declares. */
export const validationFailure: Rule = {
  name: 'validation-failure',
  severity: 'error',
  requires: 'x-validation-failure is well formed, and what it renders is valid against the declared response',
  advice: 'Repair the template, or the schema of the response that the message names.',
  *check(contract) {
    const malformed = [...checkShapes(contract)];
    yield* malformed;
    if (malformed.length > 0) return;
    const seen = new Set<string>();
    for (const operation of contract.operations) {
      if (operation.parameters.length === 0 && !operation.node.requestBody) continue;
      for (const problem of checkRendered(contract, operation)) {
        const key = problem.pointer + problem.message;
        if (!seen.has(key)) yield problem;
        seen.add(key);
      }
    }
  },
};

const shape = new SchemaValidator({
  openapi: '3.1.1',
  components: { schemas: { shape: { type: 'object', additionalProperties: false, properties } } },
});

function* checkShapes({ document, operations }: Contract): Iterable<Problem> {
  const values: [unknown, string][] = [[document['x-validation-failure'], '#/x-validation-failure']];
  for (const { node, pointer } of operations) {
    values.push([node['x-validation-failure'], `${pointer}/x-validation-failure`]);
  }
  for (const [value, pointer] of values) {
    if (value === undefined) continue;
    yield* checkPlaceholders(value as Readonly<Record<string, unknown>>, pointer);
    for (const violation of shape.validate(value, '#/components/schemas/shape')) {
      yield { message: `x-validation-failure ${violation.message}`, pointer: violationPointer(pointer, violation) };
    }
  }
}

const placeholders = new Set(['summary', 'field', 'message', 'value', 'keyword']);

/** Every placeholder in the templates exists. */
function* checkPlaceholders(value: unknown, pointer: string): Iterable<Problem> {
  if (typeof value === 'string') {
    for (const [, name = ''] of value.matchAll(/\{(\w+)\}/g)) {
      if (placeholders.has(name)) continue;
      yield { message: `there is no placeholder {${name}}; there are {${[...placeholders].join('}, {')}}`, pointer };
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      // Messages have the placeholders of their keywords.
      if (key !== 'messages') yield* checkPlaceholders(child, joinPointer(pointer, key));
    }
  }
}

function* checkRendered(contract: Contract, operation: Operation): Iterable<Problem> {
  const failure = validationFailureOf(contract, operation);
  if (!failure) return;
  const own = operation.node['x-validation-failure'] !== undefined;
  const pointer = own ? `${operation.pointer}/x-validation-failure` : '#/x-validation-failure';
  const missing = (['status', 'mediaType', 'body'] as const).filter((field) => failure[field] === undefined);
  if (missing.length > 0) {
    yield {
      message: `x-validation-failure has no ${missing.join(', ')}`,
      pointer,
    };
    return;
  }
  const responses = [renderValidationFailure(failure, sample)];
  for (const { status, body, when } of failure.cases ?? []) {
    const error: RequestError = {
      in: 'body',
      path: [when.field ?? 'name'],
      keyword: when.keyword ?? 'type',
      value: when.value,
    };
    const plain = {
      ...failure,
      cases: [],
      status: status ?? failure.status,
      body: body ?? failure.body,
    };
    responses.push(renderValidationFailure(plain, [error]));
  }
  for (const { status, mediaType, body } of responses) {
    const schemaPointer = findSchema(contract, operation, status, mediaType);
    if (schemaPointer === undefined) {
      const message = `${operation.operationId} declares no response ${status} with a schema for ${mediaType}, which x-validation-failure renders`;
      yield { message, pointer: `${operation.pointer}/responses` };
      continue;
    }
    for (const violation of validatorOf(contract).validate(body, schemaPointer)) {
      const where = violation.instancePath || 'the body';
      const message = `the rendered body breaks the schema of response ${status} of ${operation.operationId}: ${where} ${violation.message}`;
      yield { message, pointer };
    }
  }
}

function findSchema(
  { document }: ContractDocument,
  operation: Operation,
  status: number,
  mediaType: string,
): string | undefined {
  const { responses = {} } = operation.node;
  const key = [String(status), `${String(status)[0]}XX`, 'default'].find((candidate) =>
    Object.hasOwn(responses, candidate),
  );
  const written = key === undefined ? undefined : responses[key];
  if (!written || key === undefined) return undefined;
  const responsePointer =
    typeof written.$ref === 'string' ? written.$ref : joinPointer(`${operation.pointer}/responses`, key);
  const content = resolveReference<ResponseObject>(document, written)?.content?.[mediaType];
  return content?.schema === undefined ? undefined : `${joinPointer(`${responsePointer}/content`, mediaType)}/schema`;
}
