import type { Rule } from '../rule.ts';
import { enumNames } from './enum-names.ts';
import { examplePresent } from './example-present.ts';
import { exampleValid } from './example-valid.ts';
import { linkTarget } from './link-target.ts';
import { patternBacktracking } from './pattern-backtracking.ts';
import { patternValid } from './pattern-valid.ts';
import { responseContent } from './response-content.ts';
import { signatureScheme } from './signature-scheme.ts';
import { usableName } from './usable-name.ts';
import { validationFailure } from './validation-failure.ts';
import { validationFailureFilled } from './validation-failure-filled.ts';

export const rules: readonly Rule[] = [
  enumNames,
  examplePresent,
  exampleValid,
  linkTarget,
  patternBacktracking,
  patternValid,
  responseContent,
  signatureScheme,
  usableName,
  validationFailure,
  validationFailureFilled,
];
