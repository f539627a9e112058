/** What is checked of an operation; each title continues a sentence that starts with the operation's name. */
export const checkTitles = {
  faults: 'never fails',
  answers: 'responds as declared',
  valid: 'accepts valid requests',
  invalid: 'refuses invalid requests',
  credentials: 'requires credentials',
  records: 'stores what it is given',
  lists: 'lists its records',
} as const;

/** The name of a check. */
export type CheckName = keyof typeof checkTitles;
