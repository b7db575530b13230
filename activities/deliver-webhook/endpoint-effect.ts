import {
  afterAttempt,
  obeyedRetryAfterMs,
  type Classification,
  type DeliveryChange,
  type EndpointGate,
  type GatePolicy,
} from '#libs/domain';
import { toEndpointGate, type AttemptEndpoint, type ClaimedAttempt, type EndpointRecord } from '#libs/persistence';
import { policyOf } from './attempt-record.js';

/**
 * What recording an attempt has to do to the gate of its endpoint.
 * @param change what the attempt does to its delivery
 * @param finishedAtMs when the answer was complete
 * @param onChange told of a gate that is another one afterwards, or of an endpoint that is disabled and why
 * @returns null where nothing can change, which is so for nearly every attempt that succeeds
 */
export function endpointRecord(
  claimed: ClaimedAttempt,
  met: Classification,
  change: DeliveryChange,
  policy: GatePolicy,
  finishedAtMs: number,
  onChange: (gate: EndpointGate, disabled: string | null) => void,
): EndpointRecord | null {
  if (met.succeeded && claimed.endpoint.gate !== 'broken' && claimed.endpoint.consecutive_failures === 0) return null;
  const askedMs = met.succeeded ? 0 : obeyedRetryAfterMs(policyOf(claimed), met.retryAfterMs);
  const delayMs = change.status === 'waiting' ? (change.nextAttemptAtMs ?? finishedAtMs) - finishedAtMs : null;
  const isProbe = claimed.endpoint.gate_probe_id === claimed.id || claimed.next_trigger === 'redeliver';
  const attempt = { deliveryId: claimed.id, met, isProbe, askedMs, delayMs };
  return {
    endpointId: claimed.endpoint_id,
    tenantId: claimed.tenant_id,
    mayDisable: !met.succeeded && (met.statusCode === 410 || failsForLong(claimed.endpoint, policy, finishedAtMs)),
    disableAfterMs: policy.disableAfterMs,
    effect: (row) => {
      const before = toEndpointGate(row);
      const effect = afterAttempt(before, attempt, policy, finishedAtMs);
      if (effect.gate.gate !== before.gate || effect.disable !== null) onChange(effect.gate, effect.disable);
      return effect;
    },
  };
}

/** An endpoint near the end of the time after which it is disabled; half of it leaves room for clocks that differ. */
function failsForLong({ failing_since: since }: AttemptEndpoint, policy: GatePolicy, nowMs: number): boolean {
  return since !== null && nowMs - since.getTime() >= policy.disableAfterMs / 2;
}
