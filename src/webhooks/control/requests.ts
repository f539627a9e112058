import { isAbsolute } from 'node:path';
import { ControlError, controlErrorCodes } from './control-error.ts';
import type { ControlOperations } from './operations.ts';

interface Field {
  readonly expected: string;
  readonly isOptional?: boolean;
  readonly fits: (value: unknown) => boolean;
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.length <= 4096;
const isListOf = (value: unknown, fits: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.length <= 1000 && value.every(fits);

const text: Field = { expected: 'a text of at most 4096 characters', fits: isText };
const fields: Readonly<Record<keyof ControlOperations, Readonly<Record<string, Field>>>> = {
  listUsers: {},
  rekeySecrets: {},
  addUser: {
    email: text,
    password: text,
    admin: { expected: 'true or false', isOptional: true, fits: (value) => typeof value === 'boolean' },
    roles: { expected: 'a list of at most 1000 texts', isOptional: true, fits: (value) => isListOf(value, isText) },
    locations: {
      expected: 'a list of at most 1000 whole numbers',
      isOptional: true,
      fits: (value) => isListOf(value, Number.isSafeInteger),
    },
  },
  changePassword: { email: text, password: text },
  removeUser: { email: text },
  backup: {
    file: {
      expected: 'an absolute path of at most 4096 characters',
      fits: (value) => isText(value) && isAbsolute(value as string) && !(value as string).includes('\0'),
    },
  },
};

/** The names of all operations. */
export const operationNames = Object.keys(fields) as (keyof ControlOperations)[];

/** @throws {ControlError} if there is no operation of that name */
export function readOperation(name: string): keyof ControlOperations {
  if (Object.hasOwn(fields, name)) return name as keyof ControlOperations;
  throw refused(`this service doesn't know the operation ${JSON.stringify(name)}: use its own version of the command`);
}

/**
 * Checks what a client gives to an operation.
 * @returns the same, parsed
 * @throws {ControlError} that names the first field that is missing, unknown or of another type; values aren't repeated
 */
export function readInput(name: keyof ControlOperations, body: string): unknown {
  let input: unknown;
  try {
    input = JSON.parse(body);
  } catch {
    throw refused('the body is not JSON');
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw refused('the body is not a JSON object');
  const known = fields[name];
  const unknown = Object.keys(input).find((field) => !Object.hasOwn(known, field));
  if (unknown !== undefined) {
    throw refused(
      `${name} doesn't know the field ${JSON.stringify(unknown)}: use the service's own version of the command`,
    );
  }
  for (const [field, { expected, isOptional, fits }] of Object.entries(known)) {
    const value = (input as Record<string, unknown>)[field];
    if (value === undefined && isOptional) continue;
    if (!fits(value)) throw refused(`${name} needs ${field}, ${expected}`);
  }
  return input;
}

/** The part of a value that an operation takes: what it isn't asked for, such as a password, isn't sent to it. */
export function pickInput(name: keyof ControlOperations, value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([field]) => Object.hasOwn(fields[name], field)));
}

function refused(message: string): ControlError {
  return new ControlError(controlErrorCodes.failed, message);
}
