import type { RequestParts } from '../../instances/index.ts';
import type { Case } from '../plan/case.ts';
import type { Plan } from '../plan/plan.ts';
import { variedParts } from '../plan/varied-parts.ts';
import type { Freshness } from './attempts.ts';

/** The parts of a case, with other values where they have to be unique; ids of records stay. */
export function varyCase(
  { references }: Plan,
  { operation, location, combined = [], variesAll }: Case,
  parts: RequestParts,
  { isVaried, variesTested }: Freshness,
  nextSerial: () => number,
): RequestParts {
  if (!isVaried && !variesAll) return parts;
  const own = operation.part && references.at(operation.part.resource.path);
  const named = references.in(parts.body, own).filter(({ isCertain }) => isCertain);
  return variedParts(operation, parts, {
    serial: nextSerial(),
    locations: [location, ...combined.map((one) => one.location)].filter((one) => one !== undefined),
    isWanted: variesAll ? undefined : isVaried,
    except: new Set(named.map(({ path }) => path)),
    variesTested,
  });
}
