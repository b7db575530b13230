import type { PacedStep } from '#libs/contracts';
import { ENDPOINT_PAUSED, TENANT_STOPPED } from '#libs/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { EndpointEntity } from '../entities/index.js';
import { recordAudit, type Actor } from './audit.repository.js';
import { IN_EXPRESS_LANE } from './delivery-rows.js';
import { cancelUnfinished } from '../transactions/cancel-unfinished.js';
import { lockEndpoint } from './endpoint.repository.js';
import { GATED, lockGate, toEndpointGate, writeGate, type GateRow } from '../transactions/gate-rows.js';
import { advanceGate, drainOrOpen } from '../transactions/gate-steps.js';
import { lockDeliveries } from '../transactions/lock-deliveries.js';
import { requestWakeUp, requestWakeUps, type PacedSubject } from './wake-up.repository.js';

/** No attempt's lease ends later: what waits for later times need not be looked at to count what is in flight. */
const LONGEST_LEASE_SECONDS = 120;
const LEASE_RUNS = `next_attempt_at > now() AND next_attempt_at < now() + make_interval(secs => ${LONGEST_LEASE_SECONDS})`;

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

/** Gates of endpoints: every move is made under the lock of the endpoint's row. */
export class EndpointGateRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Holds everything of an endpoint that is due from now on; what is in flight comes to its end. */
  async pause(tenantId: string, id: string, actor: Actor): Promise<GateResult> {
    return this.act(tenantId, id, actor, 'endpoint.pause', async (manager, row) => {
      if (row.gate === 'paused') return null;
      await writeGate(manager, id, {
        ...toEndpointGate(row),
        gate: 'paused',
        reason: 'paused',
        because: ENDPOINT_PAUSED,
        untilMs: null,
        probeId: null,
      });
      await holdBacklog(manager, { endpointId: id }, ENDPOINT_PAUSED);
      return null;
    });
  }

  /** Lets what a paused endpoint held go, in the order of its events; while it drains after that, changes the rate. */
  async resume(tenantId: string, id: string, options: ResumeOptions, actor: Actor): Promise<GateResult> {
    return this.act(tenantId, id, actor, 'endpoint.resume', async (manager, row) => {
      const resumed = row.gate === 'draining' && row.gate_reason === 'paused';
      if (row.gate !== 'paused' && !resumed) return 'the endpoint is not paused';
      if (options.discardBefore !== undefined) {
        const scope = { endpointId: id, heldBefore: options.discardBefore };
        await cancelUnfinished(manager, scope, actor.keyId, 'discarded when the endpoint was resumed');
      }
      await manager.update(EndpointEntity, { id }, { drainRate: options.ratePerSecond });
      const drained = await drainOrOpen(
        manager,
        row,
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
      await manager.query('UPDATE endpoints SET stopped = true WHERE tenant_id = $1', [tenantId]);
      await holdBacklog(manager, { tenantId }, TENANT_STOPPED);
      return true;
    });
  }

  /** Lets a stopped tenant go on: each endpoint that is not paused for itself drains what was held. */
  async startTenant(tenantId: string, actor: Actor): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      if (!(await this.switchTenant(manager, tenantId, null, actor))) return false;
      const [moved] = await manager.query<[{ id: string }[], number]>(
        `UPDATE endpoints ep
         SET stopped = false, drained_at = now(),
             gate = CASE WHEN ep.gate = 'open' THEN 'draining' ELSE ep.gate END,
             gate_reason = COALESCE(ep.gate_reason, 'paused'),
             gate_because = CASE WHEN ep.gate = 'open' THEN 'what was held while the tenant was stopped goes out in the order of its events'
                                 ELSE ep.gate_because END
         WHERE ep.tenant_id = $1 AND ep.stopped AND ep.gate <> 'paused' AND ep.status = 'active'
           AND ep.deleted_at IS NULL
           AND (ep.gate <> 'open' OR EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.endpoint_id = ep.id AND ${GATED}))
         RETURNING id`,
        [tenantId],
      );
      await manager.query('UPDATE endpoints SET stopped = false WHERE tenant_id = $1 AND stopped', [tenantId]);
      await requestWakeUps(
        manager,
        'endpointGate',
        moved.map(({ id }) => ({ id, tenantId })),
      );
      return true;
    });
  }

  /** What the gate of an endpoint holds and what is in flight. */
  async count(endpointId: string): Promise<GateCounts> {
    const [row] = await this.dataSource.query<GateCounts[]>(
      `SELECT (SELECT count(*)::integer FROM webhook_deliveries WHERE endpoint_id = $1 AND ${GATED}) AS "heldDeliveries",
              (SELECT count(*)::integer FROM webhook_deliveries
               WHERE endpoint_id = $1 AND status = 'delivering' AND status IN ('pending', 'delivering', 'waiting')
                 AND dispatched_at IS NOT NULL AND ${LEASE_RUNS})
            + (SELECT count(*)::integer FROM webhook_deliveries
               WHERE endpoint_id = $1 AND ${IN_EXPRESS_LANE} AND ${LEASE_RUNS}) AS "inFlight"`,
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
    return this.dataSource.transaction((manager) => advanceGate(manager, endpointId));
  }

  /**
   * Wakes gates that should have moved and did not, and those that hold deliveries although they are open.
   * @param before moves that were due before this moment are overdue
   * @returns how many
   */
  async wakeOverdue(before: Date): Promise<number> {
    const rows = await this.dataSource.query<PacedSubject[]>(
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
    await requestWakeUps(this.dataSource.manager, 'endpointGate', rows);
    return rows.length;
  }

  /** Wakes every gate that a workflow should stand behind: Temporal has lost its data. */
  async wakeAll(): Promise<void> {
    const rows = await this.dataSource.query<PacedSubject[]>(
      `SELECT id, tenant_id AS "tenantId" FROM endpoints
       WHERE gate <> 'open' AND gate <> 'paused' AND deleted_at IS NULL AND status = 'active' AND NOT stopped`,
    );
    await requestWakeUps(this.dataSource.manager, 'endpointGate', rows);
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

  /**
   * Notes down that a tenant is stopped or goes on, and holds its row and those of its endpoints.
   * @returns false when there is no such tenant
   */
  private async switchTenant(
    manager: EntityManager,
    tenantId: string,
    stoppedAt: Date | null,
    actor: Actor,
  ): Promise<boolean> {
    const [rows] = await manager.query<[unknown[], number]>(
      // Stopped again, it is stopped since the first time.
      `UPDATE tenants SET stopped_at = CASE WHEN $2::timestamptz IS NOT NULL THEN COALESCE(stopped_at, $2) END
       WHERE id = $1 AND deleted_at IS NULL RETURNING 1`,
      [tenantId, stoppedAt],
    );
    if (rows.length === 0) return false;
    const action = stoppedAt === null ? 'tenant.start' : 'tenant.stop';
    await recordAudit(manager, { tenantId, actor, action, subject: tenantId });
    await manager.query('SELECT 1 FROM endpoints WHERE tenant_id = $1 ORDER BY id FOR UPDATE', [tenantId]);
    return true;
  }
}

/** Deliveries that wait for room are held at once; every other is held when its turn comes. */
async function holdBacklog(
  manager: EntityManager,
  scope: { endpointId: string } | { tenantId: string },
  because: string,
): Promise<void> {
  const [endpoints, id] =
    'endpointId' in scope
      ? ['= $1', scope.endpointId]
      : [`IN (SELECT id FROM endpoints WHERE tenant_id = $1 AND status = 'active')`, scope.tenantId];
  const among = `endpoint_id ${endpoints} AND status = 'pending' AND dispatched_at IS NULL AND pending_commands = 0`;
  await lockDeliveries(manager, among, [id]);
  await manager.query(
    `WITH held AS (
       UPDATE webhook_deliveries
       SET status = 'held', wait_reason = 'paused', because = $2, next_attempt_at = NULL,
           state_version = state_version + 1
       WHERE ${among}
       RETURNING id, state_version
     )
     INSERT INTO delivery_timeline (delivery_id, cause, at, kind, detail, actor)
     SELECT id, 'v' || state_version, now(), 'held', $2, 'gate' FROM held`,
    [id, because],
  );
}
