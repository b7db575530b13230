import { ended, type DeliveryChange, type DeliveryState, type EndpointState } from './delivery-state.js';

/** What the gate answers. */
export type GateVerdict = { kind: 'send' } | { kind: 'stop'; change: DeliveryChange };

/**
 * The rule that says send or stop; asked before every attempt that is due. (What is due stands in the delivery's row and
 * is part of claiming the attempt.)
 * @param endpoint the endpoint as it is now
 * @param delivery the delivery as it is now; not finished
 * @param nowMs milliseconds since the epoch
 */
export function gate(endpoint: EndpointState, delivery: DeliveryState, nowMs: number): GateVerdict {
  if (endpoint.deleted) return stop('the endpoint was deleted');
  if (endpoint.status === 'disabled') return stop('the endpoint is disabled');
  if (delivery.expiresAtMs !== null && nowMs >= delivery.expiresAtMs) return stop('expired');
  if (endpoint.maximumAgeMs !== null && nowMs - delivery.createdAtMs > endpoint.maximumAgeMs) {
    return stop('older than the maximum age that its endpoint allows');
  }
  return { kind: 'send' };
}

function stop(because: string): GateVerdict {
  return { kind: 'stop', change: ended('cancelled', because) };
}
