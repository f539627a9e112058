import { type Explanation, http, openapi } from './explanation.ts';
import { recordExplanations } from './record-codes.ts';

/** Every code that a finding may have. */
export const explanations = {
  'server-error': {
    check: 'faults',
    title: 'The server failed',
    text: 'A response has a status of 5xx. A server has to accept or refuse every request: a 5xx is a defect, even if the contract declares it.',
    advice:
      "Repeat the request, look into the server's log, and refuse requests that the server can't handle with a 4xx.",
    see: `${http}#name-server-error-5xx`,
  },
  'undeclared-status': {
    check: 'answers',
    title: 'An undeclared status',
    text: 'A response has a status that the operation declares neither by its number, nor by its range such as 4XX, nor by default. Refusals of invalid requests where an operation declares none at all are another finding. Statuses that HTTP itself defines for any server (405, 406, 413, 415, 429 …) need not be declared.',
    advice: 'Declare the status with its body, or respond with one that is declared.',
    see: `${openapi}#responses-object`,
  },
  'undeclared-refusal': {
    check: 'answers',
    title: "The contract doesn't say what a refusal looks like",
    text: 'An invalid request, or one for a record that does not exist, was refused, and the operation declares neither a 4xx nor default. Clients cannot know what a refusal has in it. All such operations of a contract are one finding.',
    advice:
      'Declare `4XX` or `default` once in components.responses, and reference it in each operation. With --strict this is an error.',
    see: `${openapi}#responses-object`,
    severity: 'warning',
  },
  'undeclared-media-type': {
    check: 'answers',
    title: 'An undeclared media type',
    text: 'A response has a body whose Content-Type is missing, or not declared for its status.',
    advice:
      'Send the declared media type, or declare this one. An HTML page often means that a framework responded, not the handler.',
    see: `${openapi}#response-object`,
  },
  'unreadable-body': {
    check: 'answers',
    title: 'A malformed body',
    text: 'By its headers, the body of a response is JSON, or compressed, and it is not.',
    advice: 'Serialize the body as its Content-Type and Content-Encoding say.',
    see: 'https://www.rfc-editor.org/rfc/rfc8259',
  },
  'invalid-body': {
    check: 'answers',
    title: 'An invalid body',
    text: 'The body of a response is not valid against the schema for its status and media type; formats are validated too.',
    advice: 'Repair what the server sends, or the schema if that is wrong: the pointer names the keyword.',
    see: `${openapi}#media-type-object`,
  },
  'invalid-header': {
    check: 'answers',
    title: 'A missing or invalid header',
    text: 'A response lacks a header that the contract requires for its status, or the value is not valid against its schema.',
    advice: 'Send the header as it is declared.',
    see: `${openapi}#header-object`,
  },
  'write-only-returned': {
    check: 'answers',
    title: 'A response has a value that is write-only',
    text: 'A property that requests have as writeOnly, such as a password, came back under its name with the value that was sent. Clients, logs and caches then have it.',
    advice: 'Leave it out of every response. If clients are meant to read it, the contract must not say writeOnly.',
    see: 'https://json-schema.org/draft/2020-12/json-schema-validation#section-9.4',
  },
  'valid-refused': {
    check: 'valid',
    title: 'A valid request was refused',
    text: 'The request is valid against the contract, and the server refused it. Clients that are generated from the contract will send such requests.',
    advice: 'Accept it, or add what the server requires to the contract: a limit, a pattern, an enumeration.',
    see: `${openapi}#request-body-object`,
  },
  'invalid-accepted': {
    check: 'invalid',
    title: 'An invalid request was accepted',
    text: 'The request violates one keyword of the contract, and the server did not refuse it.',
    advice:
      'Validate what the pointer names, and respond with a declared 4xx. If such values are meant to be accepted, loosen the contract. Formats, whose validation the specification leaves open, can be left out with --no-formats.',
    see: 'https://json-schema.org/draft/2020-12/json-schema-validation',
  },
  'example-status': {
    check: 'valid',
    title: 'An example did not get its status',
    text: 'A request example and a response example of the same name belong together: that request has to get the status of that response.',
    advice: 'Repair the handler, or the example.',
    see: `${openapi}#example-object`,
  },
  'never-succeeded': {
    check: 'valid',
    title: 'An operation never succeeded',
    text: 'The operation refused every valid request for a reason that the contract allows, such as a missing record, a conflict, or a lack of permission. Most of it could not be tested. If no operation succeeds, it is an error.',
    advice:
      'If the message names another URL, run the tests with that. Else give the run credentials with all permissions, and the server the data that it needs. Add links to the contract that say where ids come from.',
    see: `${openapi}#link-object`,
    severity: 'warning',
  },
  'credentials-refused': {
    check: 'credentials',
    title: "The run's credentials were refused",
    text: 'Operations that require credentials refused valid requests with them, so nothing else of these operations could be tested.',
    advice:
      "Give credentials with all permissions: --user NAME with CONCORDAT_PASSWORD, or --header 'Authorization: Bearer …'.",
    see: `${openapi}#security-requirement-object`,
  },
  'credentials-not-required': {
    check: 'credentials',
    title: 'Credentials were not required',
    text: 'The contract says that the operation requires credentials. A request with none, with malformed ones, or with those of another scheme was not refused with 401 or 403.',
    advice: 'Verify the credentials before the rest of the request.',
    see: `${openapi}#security-requirement-object`,
  },
  'wrong-credentials-accepted': {
    check: 'credentials',
    title: 'Unknown credentials were accepted',
    text: "The run's credentials were altered, so that they are no longer valid, and the request was not refused with 401 or 403.",
    advice: 'Verify the signature, the password or the key.',
    see: `${http}#name-401-unauthorized`,
  },
  'undeclared-method-accepted': {
    check: 'invalid',
    title: 'An undeclared method was accepted',
    text: 'The contract has no operation of that method for the path, and the server responded with success.',
    advice: 'Respond with 405 and an Allow header, or describe the operation in the contract.',
    see: `${http}#name-405-method-not-allowed`,
  },
  'undeclared-media-type-accepted': {
    check: 'invalid',
    title: 'A body of an undeclared media type was accepted',
    text: 'The contract does not declare the media type for this request body, and the server accepted it.',
    advice: 'Respond with 415 to media types that the contract does not declare.',
    see: `${http}#name-415-unsupported-media-type`,
  },
  'malformed-body-accepted': {
    check: 'invalid',
    title: 'A malformed body was accepted',
    text: 'By its Content-Type, the body of the request is JSON, and it is not. The server accepted it.',
    advice: "Respond with 400 to bodies that can't be parsed.",
    see: 'https://www.rfc-editor.org/rfc/rfc8259',
  },
  'allow-header-missing': {
    check: 'invalid',
    title: 'A 405 without an Allow header',
    text: 'A response of 405 has to list the methods that are allowed.',
    advice: 'Send Allow with the methods that the path has in the contract.',
    see: `${http}#name-405-method-not-allowed`,
  },
  'leaked-internals': {
    check: 'faults',
    title: 'A response shows internals of the server',
    text: 'A response contains a stack trace, or the path of a file on the server. It helps attackers and no client.',
    advice: 'Write it to the log, and respond with the body that the contract declares for a failure.',
    see: 'https://owasp.org/www-community/Improper_Error_Handling',
  },
  'no-answer': {
    check: 'faults',
    title: 'No complete response',
    text: 'The server accepted the connection, but did not respond in time, or closed the connection.',
    advice:
      'Repeat the request. Usual causes are a handler that throws asynchronously, a promise that never settles, and a body that is shorter than its Content-Length.',
  },
  'answer-too-large': {
    check: 'faults',
    title: 'A response is too large',
    text: 'A response is larger than 16 MiB, the limit of the contract tests.',
    advice: 'Divide the response into pages.',
  },
  'server-gone': {
    check: 'faults',
    title: 'The server is gone',
    text: 'The server responded at first, and then accepted no more connections. The request that is shown is the last one before that.',
    advice: "Look into the server's log for why it ended, and repeat the request.",
  },
  ...recordExplanations,
} as const satisfies Record<string, Explanation>;

/** The `rule` of a finding. */
export type CheckCode = keyof typeof explanations;

/** All codes of findings. */
export const checkCodes = Object.keys(explanations) as readonly CheckCode[];
