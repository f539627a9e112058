import type { Defect } from '../findings/defect.ts';
import type { Exchange } from '../plan/exchange.ts';

/** Looks at one exchange for defects of one kind. */
export type Check = (exchange: Exchange) => readonly Defect[];
