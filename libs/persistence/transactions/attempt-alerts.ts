import type { DeliveryChange, GateAlert, GateEffect } from '#libs/domain';
import type { AttemptRecord } from './attempt-record.js';
import type { GateRow } from './gate-rows.js';
import type { NewAlert } from './record-alerts.js';

const HOUR_MS = 3_600_000;

/**
 * Tells that a delivery has no attempt left. However many fail so: one alert an hour for an endpoint, which counts them.
 */
export function exhaustedAlert(
  delivery: { id: string; event_id: string; event_type: string; endpoint_id: string },
  { because }: DeliveryChange,
  attempt: AttemptRecord,
): NewAlert {
  const hour = Math.floor((attempt.startedAtMs + attempt.durationMs) / HOUR_MS);
  return {
    type: 'delivery.exhausted',
    deliveryId: delivery.id,
    dedupeKey: `${delivery.endpoint_id} ${new Date(hour * HOUR_MS).toISOString()}`,
    data: {
      because: because ?? attempt.error,
      eventId: delivery.event_id,
      eventType: delivery.event_type,
      attempts: attempt.number,
      statusCode: attempt.statusCode,
      errorKind: attempt.errorKind,
    },
  };
}

/** Tells what an attempt means for its endpoint. One failing endpoint is told once, however long it fails. */
export function effectAlerts(
  before: GateRow,
  effect: GateEffect,
  disableAfterMs: number,
  { error }: AttemptRecord,
): NewAlert[] {
  const sinceMs = effect.gate.failingSinceMs ?? before.failing_since?.getTime() ?? null;
  const failingSince = sinceMs === null ? null : new Date(sinceMs).toISOString();
  const { consecutiveFailures } = effect.gate;
  const dataOf = (type: GateAlert): Record<string, unknown> => {
    switch (type) {
      case 'endpoint.failing': {
        const because = effect.gate.gate === 'broken' ? effect.gate.because : error;
        const disablesAt = new Date((sinceMs ?? 0) + disableAfterMs).toISOString();
        return { because, consecutiveFailures, failingSince, disablesAt };
      }
      case 'endpoint.recovered': {
        const because = 'the receiver answers again';
        return { because, consecutiveFailures: before.consecutive_failures, failingSince };
      }
      case 'endpoint.disabled':
        return { because: effect.disable, consecutiveFailures, failingSince };
    }
  };
  const dedupeKey = `${before.endpoint_id} ${failingSince}`;
  return effect.alerts.map((type) => ({ type, dedupeKey, data: dataOf(type) }));
}
