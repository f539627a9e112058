/** What is checked of an operation, in words that go on from its name. */
export const checkTitles = {
  faults: 'never fails',
  answers: 'answers as it is declared',
  valid: 'accepts what is valid',
  invalid: 'refuses what is not',
  credentials: 'asks for credentials',
  records: 'keeps what it is given',
  lists: 'lists what there is',
} as const;

export type CheckName = keyof typeof checkTitles;
