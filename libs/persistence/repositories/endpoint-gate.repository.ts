import type { PacedStep } from '#libs/contracts';
import type { EndpointGate } from '#libs/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { EndpointEntity } from '../entities/index.js';
import { recordAudit, type Actor } from './audit.repository.js';
import { cancelUnfinished } from './cancel-unfinished.js';
import { lockEndpoint } from './endpoint.repository.js';
import { lockGate, toEndpointGate, writeGate, type GateRow } from './gate-rows.js';
import { letGo } from './let-go.js';
import { requestWakeUp } from './wake-up.repository.js';

/** Deliveries a second that a gate lets go where nobody has said more. */
export const DEFAULT_DRAIN_RATE = 10;

/** A gate that drains without a limit of its own gives out so many a second at most. */
const FASTEST_DRAIN_RATE = 1_000;

/** The pause between two steps of a drain. */
const DRAIN_STEP_MS = 500;

/** How much longer than its time-out a probe may take before it counts as lost: its lease, and its way to the worker. */
const PROBE_MARGIN_MS = 20_000;

/** No attempt's lease ends later: what waits for later times need not be looked at to count what is in flight. */
const LONGEST_LEASE_SECONDS = 120;

const GATED = `status = 'held' AND wait_reason IN ('paused', 'throttle', 'breaker', 'rate-limit')`;

/** An endpoint's traffic in numbers. */
export interface GateCounts {
  /** Deliveries that the gate holds. */
  heldDeliveries: number;
  /** Attempts that are being made. */
  inFlight: number;
}

export type GateResult =
  { kind: 'done'; endpoint: EndpointEntity } | { kind: 'refused'; detail: string } | { kind: 'not-found' };

/** How a paused endpoint goes on. */
export interface ResumeOptions {
  /** Deliveries a second; never slower than new ones arrive. */
  ratePerSecond: number;
  /** Held deliveries of events accepted before this time are cancelled. */
  discardBefore?: Date;
}

const OPEN: Partial<EndpointGate> = { gate: 'open', reason: null, because: '', untilMs: null, probeId: null };

/** Gates of endpoints: every move is made under the lock of the endpoint's row. */
export class EndpointGateRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Holds everything of an endpoint that is due from now on; what is in flight comes to its end. */
  async pause(tenantId: string, id: string, actor: Actor): Promise<GateResult> {
    return this.act(tenantId, id, actor, 'endpoint.pause', async (manager, row) => {
      if (row.gate === 'paused') return null;
      const because = 'the endpoint is paused';
      await writeGate(manager, id, {
        ...toEndpointGate(row),
        gate: 'paused',
        reason: 'paused',
        because,
        untilMs: null,
        probeId: null,
      });
      await holdBacklog(manager, { endpointId: id }, because);
      return null;
    });
  }

  /** Lets what a paused endpoint held go, in the order of its events; of one that drains, changes the rate. */
  async resume(tenantId: string, id: string, options: ResumeOptions, actor: Actor): Promise<GateResult> {
    return this.act(tenantId, id, actor, 'endpoint.resume', async (manager, row) => {
      if (row.gate !== 'paused' && row.gate !== 'draining') return 'the endpoint is not paused';
      if (options.discardBefore !== undefined) {
        const scope = { endpointId: id, heldBefore: options.discardBefore };
        await cancelUnfinished(manager, scope, actor.keyId, 'discarded when the endpoint was resumed');
      }
      await manager.update(EndpointEntity, { id }, { drainRate: options.ratePerSecond });
      const drained = await drainOrOpen(
        manager,
        row,
        toEndpointGate(row),
        'paused',
        'what was held while it was paused goes out in the order of its events',
      );
      if (drained) await requestWakeUp(manager, 'endpointGate', { id, tenantId });
      return null;
    });
  }

  /** Stops a whole tenant: whatever is due is held, whatever the gates of its endpoints say. */
  async stopTenant(tenantId: string, actor: Actor): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      if (!(await this.switchTenant(manager, tenantId, new Date(), actor))) return false;
      await manager.query('SELECT 1 FROM endpoints WHERE tenant_id = $1 ORDER BY id FOR UPDATE', [tenantId]);
      await manager.query('UPDATE endpoints SET stopped = true WHERE tenant_id = $1', [tenantId]);
      await holdBacklog(manager, { tenantId }, 'the tenant is stopped');
      return true;
    });
  }

  /** Lets a stopped tenant go on: each endpoint that is not paused for itself drains what was held. */
  async startTenant(tenantId: string, actor: Actor): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      if (!(await this.switchTenant(manager, tenantId, null, actor))) return false;
      await manager.query('SELECT 1 FROM endpoints WHERE tenant_id = $1 ORDER BY id FOR UPDATE', [tenantId]);
      const [moved] = await manager.query<[{ id: string }[], number]>(
        `UPDATE endpoints ep
         SET stopped = false, drained_at = now(),
             gate = CASE WHEN ep.gate = 'open' THEN 'draining' ELSE ep.gate END,
             gate_reason = COALESCE(ep.gate_reason, 'paused'),
             gate_because = CASE WHEN ep.gate = 'open' THEN 'what was held while the tenant was stopped goes out in the order of its events'
                                 ELSE ep.gate_because END
         WHERE ep.tenant_id = $1 AND ep.stopped AND ep.gate <> 'paused'
           AND (ep.gate <> 'open' OR EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.endpoint_id = ep.id AND ${GATED}))
         RETURNING id`,
        [tenantId],
      );
      await manager.query('UPDATE endpoints SET stopped = false WHERE tenant_id = $1 AND stopped', [tenantId]);
      for (const { id } of moved) await requestWakeUp(manager, 'endpointGate', { id, tenantId });
      return true;
    });
  }

  /** What the gate of an endpoint holds and what is in flight. */
  async count(endpointId: string): Promise<GateCounts> {
    const [row] = await this.dataSource.query<GateCounts[]>(
      `SELECT (SELECT count(*)::integer FROM webhook_deliveries WHERE endpoint_id = $1 AND ${GATED}) AS "heldDeliveries",
              (SELECT count(*)::integer FROM webhook_deliveries
               WHERE endpoint_id = $1 AND status = 'delivering' AND status IN ('pending', 'delivering', 'waiting')
                 AND dispatched_at IS NOT NULL AND next_attempt_at > now()
                 AND next_attempt_at < now() + make_interval(secs => ${LONGEST_LEASE_SECONDS})) AS "inFlight"`,
      [endpointId],
    );
    return row ?? { heldDeliveries: 0, inFlight: 0 };
  }

  /**
   * Moves a gate one step forward: ends a throttle, tries a broken receiver with one probe, lets the next of what a
   * draining gate held go, and opens it when nothing is left.
   * @returns when the next step is due
   */
  async advance(endpointId: string): Promise<PacedStep> {
    return this.dataSource.transaction(async (manager) => {
      const row = await lockGate(manager, endpointId);
      if (row === null || row.endpoint_deleted) return { kind: 'stop', because: 'the endpoint was deleted' };
      if (row.endpoint_status === 'disabled') return { kind: 'stop', because: 'the endpoint is disabled' };
      if (row.stopped) return { kind: 'stop', because: 'the tenant is stopped' };
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
    });
  }

  /**
   * Wakes gates that should have moved and did not, and those that hold deliveries although they are open.
   * @param before moves that were due before this moment are overdue
   * @returns how many
   */
  async wakeOverdue(before: Date): Promise<number> {
    const rows = await this.dataSource.query<{ id: string; tenantId: string }[]>(
      `WITH RECURSIVE holding AS (
         (SELECT endpoint_id FROM webhook_deliveries WHERE ${GATED} ORDER BY endpoint_id LIMIT 1)
         UNION ALL
         SELECT (SELECT d.endpoint_id FROM webhook_deliveries d WHERE ${GATED} AND d.endpoint_id > h.endpoint_id
                 ORDER BY d.endpoint_id LIMIT 1)
         FROM holding h WHERE h.endpoint_id IS NOT NULL
       )
       SELECT ep.id, ep.tenant_id AS "tenantId" FROM holding h JOIN endpoints ep ON ep.id = h.endpoint_id
       WHERE ep.deleted_at IS NULL AND ep.status = 'active' AND NOT ep.stopped
         AND (ep.gate = 'open' OR (ep.gate IN ('throttled', 'broken') AND ep.gate_until < $1)
              OR (ep.gate = 'draining' AND ep.drained_at < $1))
       UNION
       SELECT ep.id, ep.tenant_id FROM endpoints ep
       WHERE ep.gate <> 'open' AND ep.deleted_at IS NULL AND ep.status = 'active' AND NOT ep.stopped
         AND ((ep.gate = 'throttled' AND ep.gate_until < $1) OR (ep.gate = 'draining' AND ep.drained_at < $1))`,
      [before],
    );
    for (const row of rows) await requestWakeUp(this.dataSource.manager, 'endpointGate', row);
    return rows.length;
  }

  /** Wakes every gate that a workflow should stand behind: Temporal has lost its data. */
  async wakeAll(): Promise<void> {
    const rows = await this.dataSource.query<{ id: string; tenantId: string }[]>(
      `SELECT id, tenant_id AS "tenantId" FROM endpoints
       WHERE gate <> 'open' AND gate <> 'paused' AND deleted_at IS NULL AND status = 'active' AND NOT stopped`,
    );
    for (const row of rows) await requestWakeUp(this.dataSource.manager, 'endpointGate', row);
  }

  /** Does something to one endpoint under its lock, and writes down who did. */
  private async act(
    tenantId: string,
    id: string,
    actor: Actor,
    action: string,
    change: (manager: EntityManager, row: GateRow) => Promise<string | null>,
  ): Promise<GateResult> {
    return this.dataSource.transaction(async (manager) => {
      if ((await lockEndpoint(manager, tenantId, id)) === null) return { kind: 'not-found' };
      const row = await lockGate(manager, id);
      if (row === null) return { kind: 'not-found' };
      if (row.endpoint_status === 'disabled') return { kind: 'refused', detail: 'the endpoint is disabled' };
      const detail = await change(manager, row);
      if (detail !== null) return { kind: 'refused', detail };
      await recordAudit(manager, { tenantId, actor, action, subject: id });
      return { kind: 'done', endpoint: await manager.findOneByOrFail(EndpointEntity, { id }) };
    });
  }

  private async switchTenant(
    manager: EntityManager,
    tenantId: string,
    stoppedAt: Date | null,
    actor: Actor,
  ): Promise<boolean> {
    const [rows] = await manager.query<[unknown[], number]>(
      'UPDATE tenants SET stopped_at = $2 WHERE id = $1 AND deleted_at IS NULL RETURNING 1',
      [tenantId, stoppedAt],
    );
    if (rows.length === 0) return false;
    const action = stoppedAt === null ? 'tenant.start' : 'tenant.stop';
    await recordAudit(manager, { tenantId, actor, action, subject: tenantId });
    return true;
  }
}

function isAhead({ gate_until: until }: GateRow, now: Date): boolean {
  return until !== null && until > now;
}

function waitUntil({ gate_until: until, gate_because: because }: GateRow, now: Date): PacedStep {
  return { kind: 'again', afterMs: Math.max(1, (until ?? now).getTime() - now.getTime()), because };
}

/** Sets a gate to drain where something is held, and opens it where nothing is. */
async function drainOrOpen(
  manager: EntityManager,
  row: GateRow,
  gate: EndpointGate,
  reason: 'paused' | 'throttle',
  because: string,
): Promise<boolean> {
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
  if (!(await drainOrOpen(manager, row, toEndpointGate(row), reason, because))) {
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
      ? { kind: 'again', afterMs: DRAIN_STEP_MS, because: row.gate_because }
      : { kind: 'stop', because: 'the breaker waits for a delivery to try the receiver with' };
  }
  const [endpoint] = await manager.query<{ timeoutMs: number }[]>(
    'SELECT timeout_ms AS "timeoutMs" FROM endpoints WHERE id = $1',
    [row.endpoint_id],
  );
  const lostAfterMs = (endpoint?.timeoutMs ?? 0) + PROBE_MARGIN_MS;
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
  const rate = byLimit ? limit : Math.min(row.drain_rate ?? DEFAULT_DRAIN_RATE, limit);
  const since = row.drained_at ?? now;
  const elapsedMs = Math.min(Math.max(0, now.getTime() - since.getTime()), 1_000);
  const share = Math.floor((elapsedMs * rate) / 1_000);
  const arrived = byLimit ? 0 : await countArrived(manager, row.endpoint_id, since);
  const most = Math.min(Math.max(share, arrived === 0 ? 0 : arrived + 1), Math.ceil((elapsedMs * limit) / 1_000));
  if (most > 0) {
    await letGo(manager, await firstHeld(manager, row.endpoint_id, most), 'gate');
    // What is left of a slot counts towards the next one.
    const restMs = most > share ? 0 : elapsedMs - (share * 1_000) / rate;
    await manager.update(
      EndpointEntity,
      { id: row.endpoint_id },
      { drainedAt: new Date(now.getTime() - Math.floor(restMs)) },
    );
  }
  const left = await countHeld(manager, row.endpoint_id);
  if (left === 0) {
    await writeGate(manager, row.endpoint_id, { ...toEndpointGate(row), ...OPEN });
    return { kind: 'stop', because: 'the gate is open' };
  }
  const because = `draining at ${rate} a second: ${left} left`;
  return { kind: 'again', afterMs: Math.max(DRAIN_STEP_MS, Math.ceil(1_000 / rate)), because };
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

async function countHeld(manager: EntityManager, endpointId: string): Promise<number> {
  const [row] = await manager.query<{ count: number }[]>(
    `SELECT count(*)::integer AS count FROM webhook_deliveries WHERE endpoint_id = $1 AND ${GATED}`,
    [endpointId],
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

/** Deliveries that wait for room are held at once; every other is held when its turn comes. */
async function holdBacklog(
  manager: EntityManager,
  scope: { endpointId: string } | { tenantId: string },
  because: string,
): Promise<void> {
  const [column, id] = 'endpointId' in scope ? ['endpoint_id', scope.endpointId] : ['tenant_id', scope.tenantId];
  await manager.query(
    `WITH held AS (
       UPDATE webhook_deliveries
       SET status = 'held', wait_reason = 'paused', because = $2, next_attempt_at = NULL,
           state_version = state_version + 1
       WHERE ${column} = $1 AND status = 'pending' AND dispatched_at IS NULL AND pending_commands = 0
       RETURNING id, state_version
     )
     INSERT INTO delivery_timeline (delivery_id, cause, at, kind, detail, actor)
     SELECT id, 'v' || state_version, now(), 'held', $2, 'gate' FROM held`,
    [id, because],
  );
}
