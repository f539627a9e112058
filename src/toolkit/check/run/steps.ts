import type { EvidenceStep } from '../findings/evidence.ts';
import type { Exchange } from '../plan/exchange.ts';

/** An exchange as findings show it. */
export function stepOf({ case: { operation }, request, received }: Exchange): EvidenceStep {
  return { operationId: operation.id, request, received };
}

/** What created the record that a request names, and the request. */
export function stepsOf(exchange: Exchange): EvidenceStep[] {
  return [...(exchange.record?.steps ?? []), stepOf(exchange)];
}
