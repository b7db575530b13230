import type { GateReason } from '#libs/contracts';
import { ended, held, type DeliveryChange, type DeliveryState } from './delivery-state.js';
import type { EndpointGate } from './endpoint-gate.js';

/** What the gate asks about an endpoint. */
export interface EndpointState extends Pick<EndpointGate, 'gate' | 'reason' | 'because' | 'untilMs' | 'probeId'> {
  status: 'active' | 'disabled';
  deleted: boolean;
  /** The whole tenant is stopped. */
  stopped: boolean;
  /** Deliveries older than this are not sent any more; null for no limit. */
  maximumAgeMs: number | null;
}

/** What everything waits for while the whole tenant is stopped. */
export const TENANT_STOPPED = 'the tenant is stopped';

/** What everything waits for at an endpoint that a person has paused. */
export const ENDPOINT_PAUSED = 'the endpoint is paused';

/** What a delivery waits for that has no slot of its endpoint's rate limit yet. */
export function rateLimited(ratePerSecond: number): string {
  return `the endpoint takes ${ratePerSecond} a second`;
}

/** What a delivery that a breaker holds waits for: true until it is let go, whatever the probes meet. */
export const BREAKER_OPENED = 'the breaker of the endpoint has opened; one delivery at a time tries the receiver';

/** What the gate answers. A hold must be written under the lock of the endpoint's row, if it then still stands. */
export type GateVerdict =
  { kind: 'send' } | { kind: 'hold'; change: DeliveryChange } | { kind: 'stop'; change: DeliveryChange };

/**
 * The rule that says send, hold or stop; asked before every attempt that is due. (What is due stands in the delivery's
 * row and is part of claiming the attempt; slots of a rate limit and the line of an ordering key are asked after it.)
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
  if (delivery.forced || passes(endpoint, delivery, nowMs)) return { kind: 'send' };
  return { kind: 'hold', change: held(...gateHold(endpoint)) };
}

/**
 * Why a delivery that comes to a gate now is held: reason and sentence. For a gate that is not open.
 * @param endpoint the endpoint as it is now
 */
function gateHold({ stopped, gate: state, reason, because }: EndpointState): [GateReason, string] {
  if (stopped) return ['paused', TENANT_STOPPED];
  // When it tries next changes with every probe, and stands with the endpoint.
  return state === 'broken' ? ['breaker', BREAKER_OPENED] : [reason ?? 'paused', because];
}

/** A redeliver overrides throttle and breaker, as its probe, and needs not stand in the line of a gate that drains. */
function passes(endpoint: EndpointState, delivery: DeliveryState, nowMs: number): boolean {
  if (endpoint.stopped) return false;
  const redelivered = delivery.nextTrigger === 'redeliver';
  switch (endpoint.gate) {
    case 'open':
      return true;
    case 'paused':
      return false;
    case 'throttled':
      return redelivered || nowMs >= (endpoint.untilMs ?? 0);
    case 'broken':
      return redelivered || delivery.id === endpoint.probeId;
    case 'draining':
      return redelivered || delivery.nextTrigger === 'resume';
  }
}

function stop(because: string): GateVerdict {
  return { kind: 'stop', change: ended('cancelled', because) };
}
