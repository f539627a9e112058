import { type Explanation, http, openapi } from './explanation.ts';

/** The codes of what is wrong with records and lists. */
export const recordExplanations = {
  'not-created': {
    check: 'records',
    title: "A created record can't be read",
    text: 'A create succeeded and returned an id, but reading that id did not return the record.',
    advice: 'Store the record before responding, and return the id under which it is found.',
    see: `${openapi}#link-object`,
  },
  'wrong-location': {
    check: 'records',
    title: 'Location names another record',
    text: 'A create succeeded, and the Location in its response is not that of the record that was created.',
    advice: 'Send the URL of the new record, absolute or relative to that of the request.',
    see: `${http}#name-location`,
  },
  'not-read-back': {
    check: 'records',
    title: 'A value was not stored as it was sent',
    text: 'Reading a record, or the list that alone shows it, returns another value than the create, replace or patch sent.',
    advice:
      'Store every field of the request. Declare a field readOnly if the server sets it, and a list uniqueItems if its order means nothing.',
  },
  normalised: {
    check: 'records',
    title: 'A text was normalised',
    text: 'Reading a text returns it in another case, or without leading and trailing blanks. Many servers do this with codes and addresses. Clients that search for the text they sent do not find it.',
    advice:
      'If it is intended, add a pattern to the contract that accepts only the normalised form; otherwise store the text as it is.',
    severity: 'warning',
  },
  'not-replaced': {
    check: 'records',
    title: 'A PUT kept fields that the request left out',
    text: 'A PUT replaces a record. A field that the request left out still has its former value.',
    advice: 'Remove fields that a PUT leaves out, or offer a PATCH for changes of single fields.',
    see: `${http}#name-put`,
    severity: 'warning',
  },
  'default-not-applied': {
    check: 'records',
    title: 'A default was not applied',
    text: 'The contract has a default for a field. The request left the field out, and the record has another value. Or it has one for a query parameter, and a list is another with the default than without the parameter.',
    advice: 'Apply the default, or remove it from the contract.',
    see: 'https://json-schema.org/draft/2020-12/json-schema-validation#section-9.2',
  },
  'not-kept': {
    check: 'records',
    title: 'A record or field changed without a request for it',
    text: 'A record changed when another one was written or deleted, a patch changed fields that it did not name, or an update changed when the record was created.',
    advice: 'Change only the record and the fields that the request names.',
  },
  'wrong-parent': {
    check: 'records',
    title: 'A record is found below another parent',
    text: 'The path of a record names the record that it belongs to. It can also be read, listed or deleted below another one, or one that is not there.',
    advice:
      'Look for a record by all ids in its path, refuse to create below what is missing, and delete what is below with it.',
  },
  'not-deleted': {
    check: 'records',
    title: 'A deleted record is still there',
    text: 'A delete succeeded, and the record can still be read, or is still in its list.',
    advice: 'Delete the record, and respond with 404 when it is read afterwards.',
  },
  'not-unique': {
    check: 'records',
    title: 'Two records have the same unique values',
    text: 'The contract says that a value is unique, and declares a 409 for the create. A second create with the same values made another record, and both can be read.',
    advice: 'Refuse with 409 what another record has already, also when two requests come at the same time.',
    see: `${http}#name-409-conflict`,
  },
  'repeat-accepted': {
    check: 'records',
    title: 'An action was done twice',
    text: 'The contract declares a refusal for an action that was already done to a record, and says so in words. It was done, and done again with success.',
    advice:
      'Look at the state of the record before the action, and refuse it with the declared status where it is done already.',
    see: `${http}#name-409-conflict`,
  },
  'reference-accepted': {
    check: 'records',
    title: 'A record names another one that is not there',
    text: 'The contract says that a request is refused which names a record that does not exist: in words, or by a 404 of an operation whose path has no variables. Such a request was accepted, and a read of the record that it names responds with 404.',
    advice: 'Look for the records that a request names, and refuse it with the declared status where one is missing.',
    see: `${http}#name-404-not-found`,
  },
  'read-only-stored': {
    check: 'records',
    title: 'A read-only value was stored',
    text: 'A request had a value of a property that is readOnly, and reading the record returns that very value. It did so for two values in turn, so that the server has not made them itself.',
    advice: 'Ignore or refuse what clients send of readOnly properties, or remove readOnly if they may set it.',
    see: 'https://json-schema.org/draft/2020-12/json-schema-validation#section-9.4',
  },
  'precondition-ignored': {
    check: 'records',
    title: 'If-Match is ignored',
    text: 'The operation has the header If-Match and declares a 412. A change with an entity tag that the record does not have was carried out.',
    advice:
      'Compare If-Match with the entity tag of the record before the change, and respond with 412 if it is another one.',
    see: `${http}#name-if-match`,
  },
  'not-listed': {
    check: 'lists',
    title: 'A record is not in its list',
    text: 'A record that was created, or that a larger page of the list has, is on none of the pages of the list. Or a filter leaves out a record whose value, as the list without the filter shows it, is the one that is asked for, or inside the bound.',
    advice: 'List every record that the client may read, unless a filter excludes it.',
  },
  'list-total': {
    check: 'lists',
    title: 'The total of a list is wrong',
    text: 'The total that a list states does not match its records, or is another one on another page; or the number of pages does not follow from it. Or a record has a count of those below it, such as `reviewCount`, that stays the same when another one is created there.',
    advice: 'Count the records after filtering, and before they are divided into pages.',
  },
  'list-size': {
    check: 'lists',
    title: 'A page has more records than requested',
    text: 'The request limits the number of records on a page, and the response has more.',
    advice: 'Cut the page to the requested size.',
  },
  'list-page': {
    check: 'lists',
    title: 'Two pages of a list have the same records',
    text: 'A record is twice in a list: on one page, or on two of its pages. Or the link to the page before leads to another one.',
    advice: 'Skip the records of the pages before, in a stable order.',
  },
  'order-ignored': {
    check: 'lists',
    title: 'A list is not in the order of its query',
    text: 'The request sorts by a property of the records, or a default of the contract does, and the records of the page are in another order. Or they are in the same order in both directions.',
    advice: 'Sort before the list is divided into pages, and apply the default where the parameter is left out.',
  },
  'filter-ignored': {
    check: 'lists',
    title: 'A list has records that its filter excludes',
    text: 'The request filters by a parameter that is named after a property, or a default of the contract does, and the response has records with another value of that property. Or it searches for a text that no record has, and gets the same records as without.',
    advice: "Filter by the parameter, or rename it if it isn't a filter.",
  },
} as const satisfies Record<string, Explanation>;
