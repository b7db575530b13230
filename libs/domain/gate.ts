import type { WaitReason } from '#libs/contracts';
import { ended, type DeliveryChange, type DeliveryState, type EndpointState } from './delivery-state.js';

/** What the gate answers. */
export type GateVerdict =
  { kind: 'send' } | { kind: 'wait'; untilMs: number; reason: WaitReason } | { kind: 'stop'; change: DeliveryChange };

/**
 * The rule that says send, wait or stop; asked before every attempt.
 * A redeliver overrides every wait that is the delivery's own, never the end of its endpoint or its age.
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
  if (delivery.nextTrigger === 'redeliver') return { kind: 'send' };
  if (delivery.nextAttemptAtMs !== null && delivery.nextAttemptAtMs > nowMs) {
    return { kind: 'wait', untilMs: delivery.nextAttemptAtMs, reason: delivery.waitReason ?? 'backoff' };
  }
  return { kind: 'send' };
}

function stop(because: string): GateVerdict {
  return { kind: 'stop', change: ended('cancelled', because) };
}
