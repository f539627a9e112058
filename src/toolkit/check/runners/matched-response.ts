import { joinPointer } from '../../contract/document/json-pointer.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import { isJson, isText } from '../../contract/document/media-type.ts';
import type { ResponseViolation } from '../../contract/response/response.ts';
import { plain } from '../../encoding/plain.ts';
import { escapeLine } from '../../encoding/printable.ts';
import { Plan } from '../plan/plan.ts';

/** A response of fetch, of supertest, or of axios. */
export type AnyResponse = FetchResponse | SupertestResponse | AxiosResponse;

/** A response of fetch whose body wasn't read yet. */
export type FetchResponse = Pick<Response, 'status' | 'headers' | 'bodyUsed'> & {
  clone(): { text(): Promise<string> };
};

/** The fields that are read from a response of supertest. */
export interface SupertestResponse {
  readonly status: number;
  readonly headers: object;
  readonly text: string;
}

/** The fields that are read from a response of axios. */
export interface AxiosResponse {
  readonly status: number;
  readonly headers: object;
  readonly data: unknown;
}

interface ReadResponse {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, unknown>>;
  /** A text, or the value that axios has parsed. */
  readonly body: unknown;
  readonly isParsed: boolean;
}

const plans = new WeakMap<Contract, Plan>();

/** All violations of the operation's contract. */
async function violationsOf(
  response: AnyResponse,
  contract: Contract,
  operationId: string,
): Promise<ResponseViolation[]> {
  const plan = plans.get(contract) ?? new Plan(contract);
  plans.set(contract, plan);
  const operation = contract.operations.find((other) => other.operationId === operationId);
  if (!operation) {
    const known = contract.operations.map((other) => escapeLine(other.operationId)).join(', ');
    throw new Error(`the contract has no operation ${JSON.stringify(operationId)}; it has ${known}`);
  }
  const { responses } = plan.tested(operation);
  const { status, headers, body, isParsed } = await readResponse(response);
  const type = headers['content-type'];
  const mediaType = typeof type === 'string' ? type : undefined;
  const declared = responses.declared(status);
  const violation = (kind: ResponseViolation['kind'], message: string): ResponseViolation[] => [
    { kind, message, pointer: declared?.pointer ?? joinPointer(operation.pointer, 'responses') },
  ];
  if (body === undefined || body === '') return responses.check({ status, headers });
  const promises = declared !== undefined && declared.mediaTypes.length > 0 && responses.hasContent(status);
  if (!promises) return responses.check({ status, headers, mediaType, body });
  if (mediaType === undefined)
    return violation('mediaType', `the Content-Type is missing; declared are ${declared.mediaTypes.join(', ')}`);
  if (!isJson(mediaType)) {
    const bytes = typeof body === 'string' && !isText(mediaType) ? Buffer.from(body) : body;
    return responses.check({ status, headers, mediaType, body: bytes });
  }
  if (isParsed) return responses.check({ status, headers, mediaType, body });
  try {
    return responses.check({ status, headers, mediaType, body: JSON.parse(String(body)) as unknown });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return violation('body', `the body is not JSON: ${error.message}`);
  }
}

async function readResponse(response: AnyResponse): Promise<ReadResponse> {
  const { status } = response;
  if ('clone' in response && typeof response.clone === 'function') {
    if (response.bodyUsed)
      throw new Error(
        'the body of this response was read before: give it to toMatchContract first, or a clone() of it',
      );
    const headers = Object.fromEntries(response.headers.entries());
    return { status, headers, body: await response.clone().text(), isParsed: false };
  }
  const headers = Object.fromEntries(
    Object.entries({ ...(response.headers as object) }).map(([name, value]) => [name.toLowerCase(), value as unknown]),
  );
  if ('data' in response) return { status, headers, body: response.data, isParsed: true };
  if ('text' in response) return { status, headers, body: response.text, isParsed: false };
  throw new Error('this is not a response of fetch, supertest or axios: it has neither clone(), nor text, nor data');
}

/** The result of a matcher, as Jest and Vitest take it. */
export interface MatchResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * Whether a response of fetch, supertest or axios keeps the contract of an operation: status, media type, headers and body.
 * @throws {Error} if the contract has no such operation, or the body was read before
 */
export async function matchContract(
  response: AnyResponse,
  contract: Contract,
  operationId: string,
): Promise<MatchResult> {
  const violations = await violationsOf(response, contract, operationId);
  const places = await Promise.all(violations.map(({ pointer }) => contract.locate(pointer)));
  const lines = violations.map(({ message, pointer }, index) => {
    const { file, line, column } = places[index] as (typeof places)[number];
    return plain`\n  ${message}\n    ${file}:${line}:${column} ${pointer}`;
  });
  return {
    pass: violations.length === 0,
    message: () =>
      violations.length === 0
        ? `expected the response to break the contract of ${escapeLine(operationId)}, and it is valid`
        : plain`the response breaks the contract of ${operationId}:${lines}`.text,
  };
}
