import type { DataSource } from 'typeorm';
import type { AttemptOutcome, DeliveryStatus, ErrorKind, WaitReason } from '#libs/contracts';
import { newId } from '#libs/persistence';

/** An attempt that is written down as if it had been made. */
export interface PastAttempt {
  tenantId: string;
  endpointId: string;
  eventType: string;
  endedAtMs: number;
  durationMs: number;
  outcome: AttemptOutcome;
  /** @default 1 */
  number?: number;
  statusCode: number | null;
  errorKind: ErrorKind | null;
}

/** A delivery that is written down as it stands. */
export interface PastDelivery {
  tenantId: string;
  endpointId: string;
  eventType: string;
  status: DeliveryStatus;
  waitReason?: WaitReason;
  /** @default never */
  completedAtMs?: number;
  /** When its event was accepted; @default now */
  acceptedAtMs?: number;
}

/** Writes attempts down, each of a delivery of its own, as the engine would have left them. */
export async function insertPastAttempts(dataSource: DataSource, attempts: readonly PastAttempt[]): Promise<void> {
  const ids = await insertPastDeliveries(
    dataSource,
    attempts.map(({ tenantId, endpointId, eventType, endedAtMs, durationMs, outcome }) => ({
      tenantId,
      endpointId,
      eventType,
      status: outcome === 'retry' ? ('waiting' as const) : outcome,
      ...(outcome === 'retry' ? { waitReason: 'backoff' as const } : { completedAtMs: endedAtMs }),
      acceptedAtMs: endedAtMs - durationMs,
    })),
  );
  const rows = attempts.map(({ endedAtMs, durationMs, outcome, number = 1, statusCode, errorKind }, index) => ({
    delivery_id: ids[index],
    number,
    trigger: 'schedule',
    started_at: new Date(endedAtMs - durationMs),
    duration_ms: durationMs,
    outcome,
    status_code: statusCode,
    error_kind: errorKind,
    response_truncated: false,
  }));
  await dataSource.query(
    'INSERT INTO delivery_attempts SELECT * FROM json_populate_recordset(NULL::delivery_attempts, $1)',
    [JSON.stringify(rows)],
  );
}

/** Writes deliveries down; returns their ids. */
export async function insertPastDeliveries(
  dataSource: DataSource,
  deliveries: readonly PastDelivery[],
): Promise<string[]> {
  const rows = deliveries.map(({ acceptedAtMs = Date.now(), completedAtMs, waitReason, ...delivery }) => ({
    id: newId('delivery', acceptedAtMs),
    tenant_id: delivery.tenantId,
    endpoint_id: delivery.endpointId,
    event_id: newId('event', acceptedAtMs),
    event_accepted_at: new Date(acceptedAtMs),
    event_type: delivery.eventType,
    generation: 0,
    envelope: {},
    status: delivery.status,
    attempt_count: 0,
    schedule_step: 0,
    wait_reason: waitReason ?? null,
    next_trigger: 'schedule',
    because: '',
    state_version: 1,
    pending_commands: 0,
    position: 0,
    ordered: false,
    parked: false,
    forced: false,
    created_at: new Date(acceptedAtMs),
    completed_at: completedAtMs === undefined ? null : new Date(completedAtMs),
  }));
  await dataSource.query(
    'INSERT INTO webhook_deliveries SELECT * FROM json_populate_recordset(NULL::webhook_deliveries, $1)',
    [JSON.stringify(rows)],
  );
  return rows.map(({ id }) => id);
}

/** Numbers that look random and are the same in every run. */
export function seededNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    // Numerical Recipes' linear congruential generator.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Attempts of every kind, as seeded numbers choose. */
export function somePastAttempts(
  count: number,
  next: (below: number) => number,
  choose: {
    tenantId: string;
    endpointIds: readonly string[];
    eventTypes: readonly string[];
    fromMs: number;
    toMs: number;
  },
): PastAttempt[] {
  return Array.from({ length: count }, () => {
    const outcome = (['succeeded', 'succeeded', 'succeeded', 'retry', 'failed'] as const)[next(5)] ?? 'succeeded';
    const met = MET[next(MET.length)];
    return {
      tenantId: choose.tenantId,
      endpointId: choose.endpointIds[next(choose.endpointIds.length)] ?? '',
      eventType: choose.eventTypes[next(choose.eventTypes.length)] ?? '',
      endedAtMs: choose.fromMs + next(choose.toMs - choose.fromMs),
      durationMs: Math.floor(Math.exp(next(1000) / 100)),
      outcome,
      number: 1 + next(2) * next(4),
      statusCode: outcome === 'succeeded' ? 200 : (met?.statusCode ?? null),
      errorKind: outcome === 'succeeded' ? null : (met?.errorKind ?? 'internal'),
    };
  });
}

const MET = [
  { errorKind: 'http', statusCode: 503 },
  { errorKind: 'http', statusCode: 404 },
  { errorKind: 'timeout', statusCode: null },
  { errorKind: 'dns', statusCode: null },
  { errorKind: 'redirect', statusCode: 302 },
] as const;
