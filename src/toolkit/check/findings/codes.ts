import type { Explanation } from './explanation.ts';

const openapi = 'https://spec.openapis.org/oas/v3.1.1.html';
const http = 'https://www.rfc-editor.org/rfc/rfc9110';

/** Every code that a finding may have. */
export const explanations = {
  'server-error': {
    check: 'faults',
    title: 'The server failed',
    text: 'An answer has a status of 5xx. Whatever a client sends, a server answers it or refuses it; to fail is a defect, even where the contract declares the status.',
    advice: 'Repeat the request, look into the log of the server, and refuse with a 4xx what it can not handle.',
    see: `${http}#name-server-error-5xx`,
  },
  'undeclared-status': {
    check: 'answers',
    title: 'A status that the contract does not declare',
    text: 'An answer has a status that the operation declares neither by its number, nor by its class such as 4XX, nor by default. What HTTP itself asks for (405, 406, 413, 415, 429 …) need not be declared.',
    advice: 'Declare the status with its body, or answer with one that is declared.',
    see: `${openapi}#responses-object`,
  },
  'undeclared-media-type': {
    check: 'answers',
    title: 'A media type that the contract does not declare',
    text: 'An answer has a Content-Type that is not declared for its status, or none although there is a body.',
    advice:
      'Send the declared media type, or declare this one. An HTML page often means that a framework answered, not the handler.',
    see: `${openapi}#response-object`,
  },
  'unreadable-body': {
    check: 'answers',
    title: 'A body that is not what its media type says',
    text: 'An answer says that it is JSON, or compressed, and its body is not.',
    advice: 'Serialize the body as the media type asks for.',
    see: 'https://www.rfc-editor.org/rfc/rfc8259',
  },
  'invalid-body': {
    check: 'answers',
    title: 'A body that breaks its schema',
    text: 'The body of an answer is not valid against the schema that the contract has for its status and media type; formats count.',
    advice:
      'Mend what the server sends, or the schema, if it is the schema that is wrong: the pointer leads to the keyword.',
    see: `${openapi}#media-type-object`,
  },
  'invalid-header': {
    check: 'answers',
    title: 'A header that is missing or breaks its schema',
    text: 'An answer lacks a header that the contract requires for its status, or its value is not valid.',
    advice: 'Send the header as it is declared.',
    see: `${openapi}#header-object`,
  },
  'valid-refused': {
    check: 'valid',
    title: 'A valid request was refused',
    text: 'The request keeps the contract in everything, and the server refused it for its form. Clients that are generated from the contract will send such requests.',
    advice: 'Accept it, or write down in the contract what else is asked for: a limit, a pattern, an enumeration.',
    see: `${openapi}#request-body-object`,
  },
  'invalid-accepted': {
    check: 'invalid',
    title: 'An invalid request was accepted',
    text: 'The request breaks one keyword of the contract, and the server did not refuse it.',
    advice:
      'Validate what the pointer names, and answer with a declared 4xx. If the server means to take such values, loosen the contract. For formats, which the specification leaves open, there is --no-formats.',
    see: 'https://json-schema.org/draft/2020-12/json-schema-validation',
  },
  'example-status': {
    check: 'valid',
    title: 'An example did not get its status',
    text: "A request's example and an answer's example of the same name belong together: that request has to get that status.",
    advice: 'Mend the handler, or the example.',
    see: `${openapi}#example-object`,
  },
  'never-succeeded': {
    check: 'valid',
    title: 'An operation never answered with success',
    text: 'Whatever valid request was sent, the operation refused it for a reason that the contract allows: there is no such record, there is a conflict, it is forbidden. Most of it could not be tested. Where no operation at all answers with success, that is an error.',
    advice:
      'Give the run credentials that may do it, and data that it needs; links in the contract say where ids come from.',
    see: `${openapi}#link-object`,
    severity: 'warning',
  },
  'credentials-refused': {
    check: 'credentials',
    title: 'The credentials of the run were refused',
    text: 'Operations that ask for credentials refused a valid request, so that nothing else of them could be tested.',
    advice:
      "Give credentials that may do all of it: --user NAME with CONCORDAT_PASSWORD, or --header 'Authorization: Bearer …'.",
    see: `${openapi}#security-requirement-object`,
  },
  'credentials-not-required': {
    check: 'credentials',
    title: 'Credentials were not asked for',
    text: 'The contract says that the operation needs credentials. A request with none, with what is none, or with those of another scheme was not refused with 401 or 403.',
    advice: 'Ask for credentials before anything else of the request is looked at.',
    see: `${openapi}#security-requirement-object`,
  },
  'wrong-credentials-accepted': {
    check: 'credentials',
    title: 'Credentials of nobody were accepted',
    text: 'The credentials of the run were changed so that they are nobody’s, and the request was not refused with 401 or 403.',
    advice: 'Verify what the credentials say: a signature, a password, a key.',
    see: `${http}#name-401-unauthorized`,
  },
  'undeclared-method-accepted': {
    check: 'invalid',
    title: 'A method that is not declared was answered',
    text: 'The path has no operation of that method in the contract, and the server answered with success.',
    advice: 'Answer 405 with an Allow header, or describe the operation in the contract.',
    see: `${http}#name-405-method-not-allowed`,
  },
  'undeclared-media-type-accepted': {
    check: 'invalid',
    title: 'A body of a media type that is not declared was accepted',
    text: 'The contract does not have the media type for this body, and the server took it all the same.',
    advice: 'Answer 415 to media types that the contract does not have.',
    see: `${http}#name-415-unsupported-media-type`,
  },
  'malformed-body-accepted': {
    check: 'invalid',
    title: 'A body that is no JSON was accepted',
    text: 'The request says that its body is JSON, and it is none. The server took it all the same.',
    advice: 'Answer 400 to what can not be parsed.',
    see: 'https://www.rfc-editor.org/rfc/rfc8259',
  },
  'allow-header-missing': {
    check: 'invalid',
    title: 'A 405 without an Allow header',
    text: 'Who answers that a method is not allowed has to say which ones are.',
    advice: 'Send Allow with the methods that the path has in the contract.',
    see: `${http}#name-405-method-not-allowed`,
  },
  'leaked-internals': {
    check: 'faults',
    title: 'Insides of the server are in an answer',
    text: 'An answer has a stack trace in it, or the path of a file of the server. That helps attackers, and no client.',
    advice: 'Log it, and answer with the body that the contract declares for a failure.',
    see: 'https://owasp.org/www-community/Improper_Error_Handling',
  },
  'no-answer': {
    check: 'faults',
    title: 'No whole answer came',
    text: 'The server took the request, and then did not answer in time, or broke the connection.',
    advice:
      'Repeat the request. A handler that throws asynchronously, waits for what never comes, or a body that is shorter than its Content-Length are the usual causes.',
  },
  'answer-too-large': {
    check: 'faults',
    title: 'An answer was too large to look at',
    text: 'An answer is larger than what is read of one.',
    advice: 'Answer in pages.',
  },
  'server-gone': {
    check: 'faults',
    title: 'The server is gone',
    text: 'The server answered, and then nobody did any more. The request that is shown is the last one before.',
    advice: 'Look into the log of the server for why it ended, and repeat the request.',
  },
  'not-created': {
    check: 'records',
    title: 'What was created can not be read',
    text: 'A create was answered with success and an id, and reading that id did not answer with the record.',
    advice: 'Store before the answer is sent, and answer with the id under which the record is found.',
    see: `${openapi}#link-object`,
  },
  'not-read-back': {
    check: 'records',
    title: 'What was written is not what is read',
    text: 'A value that a create, an update or a patch was given is another one when the record is read.',
    advice: 'Store every field that the request has. A field that is the server’s to set is readOnly in the contract.',
  },
  normalised: {
    check: 'records',
    title: 'A text was written otherwise than it was given',
    text: 'A value that a create, an update or a patch was given is read in another case, or without the blanks at its ends. Many servers do so with codes and addresses; who looks for what was written does not find it.',
    advice: 'If it is meant, let a pattern in the contract allow the normal form only; else store the text as it is.',
    severity: 'warning',
  },
  'not-replaced': {
    check: 'records',
    title: 'A PUT kept what the request left out',
    text: 'A PUT replaces a record. A field that the request left out has the value that it had before.',
    advice: 'Take away what a PUT does not name, or offer a PATCH for changes of single fields.',
    see: `${http}#name-put`,
    severity: 'warning',
  },
  'default-not-applied': {
    check: 'records',
    title: 'A default was not applied',
    text: 'The contract gives a field of the request a default. It was left out, and the record has another value.',
    advice: 'Apply the default, or take it out of the contract.',
    see: 'https://json-schema.org/draft/2020-12/json-schema-validation#section-9.2',
  },
  'not-kept': {
    check: 'records',
    title: 'A record changed that nobody had changed',
    text: 'A record reads differently after something was done to another one, or a patch changed what it did not name.',
    advice: 'Change only the record, and the fields, that the request names.',
  },
  'not-deleted': {
    check: 'records',
    title: 'What was deleted is still there',
    text: 'A delete was answered with success, and the record can still be read, or is still in its list.',
    advice: 'Delete it, and answer 404 to whoever reads it then.',
  },
  'not-listed': {
    check: 'lists',
    title: 'A record is not in its list',
    text: 'A record that can be read is on none of the pages of the list.',
    advice: 'List every record that may be read, where no filter says otherwise.',
  },
  'list-total': {
    check: 'lists',
    title: 'A list and its total do not agree',
    text: 'What a list says of itself, how many records there are in all or on the page, does not fit to the records that are there.',
    advice: 'Count what the filters let through, before it is cut into pages.',
  },
  'list-size': {
    check: 'lists',
    title: 'A page has more records than were asked for',
    text: 'The request limits how many records a page has, and the answer has more.',
    advice: 'Cut the list to what was asked for.',
  },
  'list-page': {
    check: 'lists',
    title: 'Two pages of a list have the same records',
    text: 'The second page of a list, or what comes after an offset, has the records of the first.',
    advice: 'Skip what is on the pages before, in an order that does not change.',
  },
  'filter-ignored': {
    check: 'lists',
    title: 'A list has records that the filter rules out',
    text: 'The request filters by a parameter that is named after a property, and the answer has records with another value there.',
    advice: 'Filter by it, or give the parameter a name that does not promise to.',
  },
} as const satisfies Record<string, Explanation>;

export type CheckCode = keyof typeof explanations;

/** Every code that a finding may have. */
export const checkCodes = Object.keys(explanations) as readonly CheckCode[];
