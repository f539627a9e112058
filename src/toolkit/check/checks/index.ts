import { allowHeader } from './allow-header.ts';
import type { Check } from './check.ts';
import { leak } from './leak.ts';
import { list } from './list.ts';
import { order } from './order.ts';
import { responseDeclared } from './response-declared.ts';
import { serverError } from './server-error.ts';
import { verdict } from './verdict.ts';
import { writeOnly } from './write-only.ts';

/** The checks of each exchange. */
export const checks: readonly Check[] = [
  serverError,
  verdict,
  responseDeclared,
  allowHeader,
  leak,
  list,
  order,
  writeOnly,
];
