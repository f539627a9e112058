import type { Rule } from '../rule.ts';

const codes = new Set(['operation-id-not-identifier', 'names-clash-in-case']);

/** operationIds are identifiers, and no two names differ in case only. */
export const usableName: Rule = {
  name: 'usable-name',
  severity: 'warn',
  requires: 'operationIds are identifiers, and no two names differ in case only',
  advice: "Rename it: operationIds become names of functions, and some file systems don't tell cases apart.",
  check: ({ warnings }) => warnings.filter(({ code }) => codes.has(code)),
};
