import type { Check } from '../plan/case.ts';
import { allowHeader } from './allow-header.ts';
import { answerDeclared } from './response-declared.ts';
import { leak } from './leak.ts';
import { list } from './list.ts';
import { serverError } from './server-error.ts';
import { verdict } from './verdict.ts';

/** What is looked at in each answer. */
export const checks: readonly Check[] = [serverError, verdict, answerDeclared, allowHeader, leak, list];
