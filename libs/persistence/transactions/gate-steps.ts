import type { PacedStep } from '#libs/contracts';
import { drainRate, FASTEST_DRAIN_RATE, TENANT_STOPPED, type EndpointGate } from '#libs/domain';
import type { EntityManager } from 'typeorm';
import { GATED, lockGate, toEndpointGate, writeGate, type GateRow } from './gate-rows.js';
import { letGo } from './let-go.js';

/** The shortest pause between two steps of a drain: at usual rates each lets one delivery go, and so keeps their order. */
const DRAIN_STEP_MS = 50;

/** A look at what somebody else is about to change: commands that are on their way to their deliveries. */
const LOOK_AGAIN_MS = 500;

/** Up to so many, the progress of a drain tells how many are left. */
const MOST_COUNTED = 1_000;

/** How much longer than its time-out a probe may take before it counts as lost: its lease, and its way to the worker. */
const PROBE_MARGIN_MS = 20_000;

const OPEN: Partial<EndpointGate> = { gate: 'open', reason: null, because: '', untilMs: null, probeId: null };

/**
 * Moves a gate one step forward, under the lock of its endpoint's row: ends a throttle, tries a broken receiver with one
 * probe, lets the next of what a draining gate held go, and opens it when nothing is left.
 * @returns when the next step is due
 */
export async function advanceGate(manager: EntityManager, endpointId: string): Promise<PacedStep> {
  const row = await lockGate(manager, endpointId);
  if (row === null || row.endpoint_deleted) return { kind: 'stop', because: 'the endpoint was deleted' };
  if (row.endpoint_status === 'disabled') return { kind: 'stop', because: 'the endpoint is disabled' };
  if (row.stopped) return { kind: 'stop', because: TENANT_STOPPED };
  const now = new Date();
  switch (row.gate) {
    case 'paused':
      return { kind: 'stop', because: row.gate_because };
    case 'open':
      return letOthersGo(manager, row, now, 'paused', 'what was still held goes out in the order of its events');
    case 'throttled':
      if (isAhead(row, now)) return waitUntil(row, now);
      return letOthersGo(
        manager,
        row,
        now,
        'throttle',
        'the throttle is over; what waited goes out in the order of its events',
      );
    case 'broken':
      return isAhead(row, now) ? waitUntil(row, now) : probe(manager, row, now);
    case 'draining':
      return drain(manager, row, now);
  }
}

function isAhead({ gate_until: until }: GateRow, now: Date): boolean {
  return until !== null && until > now;
}

function waitUntil({ gate_until: until, gate_because: because }: GateRow, now: Date): PacedStep {
  return { kind: 'again', afterMs: Math.max(1, (until ?? now).getTime() - now.getTime()), because };
}

/**
 * Sets a gate to drain where something is held, and opens it where nothing is.
 * @returns whether it drains
 */
export async function drainOrOpen(
  manager: EntityManager,
  row: GateRow,
  reason: 'paused' | 'throttle',
  because: string,
): Promise<boolean> {
  const gate = toEndpointGate(row);
  const holds = await holdsAny(manager, row.endpoint_id);
  await writeGate(
    manager,
    row.endpoint_id,
    holds ? { ...gate, gate: 'draining', reason, because, untilMs: null, probeId: null } : { ...gate, ...OPEN },
  );
  return holds;
}

async function letOthersGo(
  manager: EntityManager,
  row: GateRow,
  now: Date,
  reason: 'paused' | 'throttle',
  because: string,
): Promise<PacedStep> {
  if (!(await drainOrOpen(manager, row, reason, because))) {
    return { kind: 'stop', because: 'the gate is open' };
  }
  const draining = await lockGate(manager, row.endpoint_id);
  return draining === null ? { kind: 'stop', because } : drain(manager, draining, now);
}

/** Lets one delivery try the receiver: one probe at a time. */
async function probe(manager: EntityManager, row: GateRow, now: Date): Promise<PacedStep> {
  const [id] = await firstHeld(manager, row.endpoint_id, 1);
  if (id === undefined) {
    return (await holdsAny(manager, row.endpoint_id))
      ? { kind: 'again', afterMs: LOOK_AGAIN_MS, because: row.gate_because }
      : { kind: 'stop', because: 'the breaker waits for a delivery to try the receiver with' };
  }
  const lostAfterMs = row.timeout_ms + PROBE_MARGIN_MS;
  const because = `the breaker is open; ${id} tries the receiver`;
  await writeGate(manager, row.endpoint_id, {
    ...toEndpointGate(row),
    untilMs: now.getTime() + lostAfterMs,
    probeId: id,
    because,
  });
  await letGo(manager, [id], 'gate');
  return { kind: 'again', afterMs: lostAfterMs, because };
}

/**
 * Gives out the share of the time since the last step, and at least as many as have arrived meanwhile, so that it ends;
 * a rate limit is never exceeded for that.
 */
async function drain(manager: EntityManager, row: GateRow, now: Date): Promise<PacedStep> {
  const limit = row.rate_limit_per_second ?? FASTEST_DRAIN_RATE;
  const byLimit = row.gate_reason === 'rate-limit';
  const rate = drainRate(row.gate_reason, row.drain_rate, row.rate_limit_per_second);
  const since = row.drained_at ?? now;
  const elapsedMs = Math.min(Math.max(0, now.getTime() - since.getTime()), 1_000);
  const share = Math.floor((elapsedMs * rate) / 1_000);
  const arrived = byLimit ? 0 : await countArrived(manager, row.endpoint_id, new Date(now.getTime() - elapsedMs));
  const most = Math.min(Math.max(share, arrived === 0 ? 0 : arrived + 1), Math.ceil((elapsedMs * limit) / 1_000));
  // What is left of a share counts towards the next one.
  const restMs = most > share ? 0 : elapsedMs - (share * 1_000) / rate;
  if (most > 0) {
    await letGo(manager, await firstHeld(manager, row.endpoint_id, most), 'gate');
    const drainedAt = new Date(now.getTime() - Math.floor(restMs));
    await manager.query('UPDATE endpoints SET drained_at = $2 WHERE id = $1', [row.endpoint_id, drainedAt]);
  }
  const left = await countHeld(manager, row.endpoint_id);
  if (left === 0) {
    await writeGate(manager, row.endpoint_id, { ...toEndpointGate(row), ...OPEN });
    return { kind: 'stop', because: 'the gate is open' };
  }
  const because = `draining at ${rate} a second: ${left > MOST_COUNTED ? `more than ${MOST_COUNTED}` : left} left`;
  return { kind: 'again', afterMs: Math.max(DRAIN_STEP_MS, Math.ceil(1_000 / rate - restMs)), because };
}

async function firstHeld(manager: EntityManager, endpointId: string, limit: number): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    `SELECT id FROM webhook_deliveries WHERE endpoint_id = $1 AND ${GATED} AND pending_commands = 0
     ORDER BY position, id LIMIT $2`,
    [endpointId, limit],
  );
  return rows.map(({ id }) => id);
}

async function holdsAny(manager: EntityManager, endpointId: string): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `SELECT 1 FROM webhook_deliveries WHERE endpoint_id = $1 AND ${GATED} LIMIT 1`,
    [endpointId],
  );
  return rows.length > 0;
}

/** How many are held, but no more than one above {@link MOST_COUNTED}: every step asks. */
async function countHeld(manager: EntityManager, endpointId: string): Promise<number> {
  const [row] = await manager.query<{ count: number }[]>(
    `SELECT count(*)::integer AS count
     FROM (SELECT 1 FROM webhook_deliveries WHERE endpoint_id = $1 AND ${GATED} LIMIT $2) held`,
    [endpointId, MOST_COUNTED + 1],
  );
  return row?.count ?? 0;
}

async function countArrived(manager: EntityManager, endpointId: string, since: Date): Promise<number> {
  const [row] = await manager.query<{ count: number }[]>(
    'SELECT count(*)::integer AS count FROM webhook_deliveries WHERE endpoint_id = $1 AND created_at > $2',
    [endpointId, since],
  );
  return row?.count ?? 0;
}
