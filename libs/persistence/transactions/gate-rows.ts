import type { GateReason, GateState, OrderingPolicy } from '#libs/contracts';
import type { EndpointGate, EndpointState } from '#libs/domain';
import type { EntityManager } from 'typeorm';
import { toDate } from '../repositories/delivery-rows.js';

/** The columns of `endpoints` that the gate's rules need, as Postgres returns them. */
export interface GateRow {
  endpoint_id: string;
  tenant_id: string;
  endpoint_status: 'active' | 'disabled';
  endpoint_deleted: boolean;
  timeout_ms: number;
  maximum_age_ms: string | null;
  stopped: boolean;
  gate: GateState;
  gate_reason: GateReason | null;
  gate_because: string;
  gate_until: Date | null;
  gate_probe_id: string | null;
  drain_rate: number | null;
  drained_at: Date | null;
  rate_limit_per_second: number | null;
  ordering_policy: OrderingPolicy;
  consecutive_failures: number;
  failing_since: Date | null;
  failing_alerted: boolean;
}

/** Deliveries that a gate holds: the condition of the index `webhook_deliveries_gated_idx`. */
export const GATED = `status = 'held' AND wait_reason IN ('paused', 'throttle', 'breaker', 'rate-limit')`;

/** What {@link GateRow} is read from, beside ids: an endpoint `ep`. */
export const GATE_COLUMNS = `
  ep.status AS endpoint_status, ep.deleted_at IS NOT NULL AS endpoint_deleted, ep.timeout_ms, ep.maximum_age_ms, ep.stopped,
  ep.gate, ep.gate_reason, ep.gate_because, ep.gate_until, ep.gate_probe_id, ep.drain_rate, ep.drained_at,
  ep.rate_limit_per_second, ep.ordering_policy, ep.consecutive_failures, ep.failing_since, ep.failing_alerted`;

/**
 * Reads the gate of an endpoint and holds it until the transaction ends: whoever holds deliveries for it, or opens it,
 * does so under this lock. Taken before the locks of lines and deliveries.
 */
export async function lockGate(manager: EntityManager, endpointId: string): Promise<GateRow | null> {
  const rows = await manager.query<GateRow[]>(
    `SELECT ep.id AS endpoint_id, ep.tenant_id, ${GATE_COLUMNS} FROM endpoints ep WHERE ep.id = $1 FOR UPDATE`,
    [endpointId],
  );
  return rows[0] ?? null;
}

/** The row in the words of the rules. */
export function toEndpointGate(row: GateRow): EndpointGate {
  return {
    gate: row.gate,
    reason: row.gate_reason,
    because: row.gate_because,
    untilMs: row.gate_until?.getTime() ?? null,
    probeId: row.gate_probe_id,
    consecutiveFailures: row.consecutive_failures,
    failingSinceMs: row.failing_since?.getTime() ?? null,
    failingAlerted: row.failing_alerted,
  };
}

/** What the gate asks about an endpoint, from its row. */
export function toEndpointState(row: GateRow): EndpointState {
  return {
    ...toEndpointGate(row),
    status: row.endpoint_status,
    deleted: row.endpoint_deleted,
    stopped: row.stopped,
    maximumAgeMs: row.maximum_age_ms === null ? null : Number(row.maximum_age_ms),
  };
}

/** Writes a gate that a rule has changed; under its lock. What is drained starts anew with every change of state. */
export async function writeGate(manager: EntityManager, endpointId: string, gate: EndpointGate): Promise<void> {
  await manager.query(
    `UPDATE endpoints
     SET drained_at = CASE WHEN gate = $2 THEN drained_at ELSE now() END,
         drain_rate = CASE WHEN $2 = 'open' THEN NULL ELSE drain_rate END,
         gate = $2, gate_reason = $3, gate_because = $4, gate_until = $5, gate_probe_id = $6, consecutive_failures = $7,
         failing_since = $8, failing_alerted = $9
     WHERE id = $1`,
    [
      endpointId,
      gate.gate,
      gate.reason,
      gate.because,
      toDate(gate.untilMs),
      gate.probeId,
      gate.consecutiveFailures,
      toDate(gate.failingSinceMs),
      gate.failingAlerted,
    ],
  );
}
