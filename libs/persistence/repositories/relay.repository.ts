import type { EventSource } from '#libs/contracts';
import type { Subscription } from '#libs/domain';
import type { DataSource, EntityManager } from 'typeorm';
import {
  insertDeliveries,
  joinLines,
  type JoinedDeliveries,
  type NewDelivery,
  type StoredDeliveries,
} from './delivery-store.repository.js';
import { prepared } from '../prepared.js';
import { runPipelined, type TransactionResults, type TransactionSteps } from '../transactions/pipelined-transaction.js';
import { DISPATCHABLE_COLUMNS, UNFINISHED_STATUSES, type DispatchableDelivery } from './delivery-rows.js';

/** A row of the outbox with its event and tenant; claimed by this transaction. */
export interface OutboxRow {
  seq: string;
  tenantId: string;
  eventId: string | null;
  /** Null: another program inserted the row and the event must be made first. */
  acceptedAt: Date | null;
  /** Of the event; of the outbox row itself where there is no event yet. */
  type: string | null;
  data: string | null;
  idempotencyKey: string | null;
  created: Date | null;
  channels: string[] | null;
  deliverAt: Date | null;
  expiresAt: Date | null;
  orderingKey: string | null;
  insertedAt: Date;
  /** Null where there is no event yet. */
  source: EventSource | null;
  /** Null when no such tenant exists. */
  externalId: string | number | null;
  endpointsVersion: number | null;
  /** The version that was noted when the event was accepted. */
  notedVersion: number | null;
  /** Other tenants wait too, so that none gets more than its share of a round. */
  othersWait: boolean;
}

/** A claimed row with the `endpoints_version` of its tenant that it was matched with. */
export interface RelayedRow {
  row: OutboxRow;
  version: number;
}

/** The endpoints of a tenant as of one version. */
export interface TenantEndpoints {
  version: number;
  endpoints: MatchableEndpoint[];
}

export interface MatchableEndpoint extends Subscription {
  id: string;
  profile: string;
  profileOptions: Record<string, unknown> | null;
  url: string;
  ordered: boolean;
  /** The relay makes its first attempts. */
  express: boolean;
}

/** An endpoint that has deliveries waiting for room. */
export interface Backlog {
  endpointId: string;
  express: boolean;
}

/** While several tenants wait, none gets more than so many rows of a round. */
export const ROWS_OF_ONE_TENANT = 20;

/** An endpoint `ep` of a tenant `t` whose first attempts the relay makes. Lines are the workflows' business. */
const IS_EXPRESS = `NOT ep.ordered AND COALESCE(ep.lane, t.lane) = 'express'`;

/**
 * Tenants are visited in a circle, starting after the one that was served last, so that a full round starves nobody.
 * The recursion is a loose index scan: its cost grows with the tenants that wait, not with their rows.
 * @param ofTenants which tenants are served, a condition on `waiting`
 */
const claimOutbox = (ofTenants: string): string => `
  WITH RECURSIVE waiting AS (
    (SELECT tenant_id FROM integration_outbox WHERE rejected_at IS NULL ORDER BY tenant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT o.tenant_id FROM integration_outbox o
            WHERE o.rejected_at IS NULL AND o.tenant_id > w.tenant_id ORDER BY o.tenant_id LIMIT 1)
    FROM waiting w WHERE w.tenant_id IS NOT NULL
  ), circle AS (
    SELECT tenant_id, row_number() OVER (ORDER BY tenant_id <= $2, tenant_id) AS place
    FROM waiting WHERE tenant_id IS NOT NULL AND ${ofTenants}
  ), claimed AS (
    SELECT o.*, circle.place FROM circle CROSS JOIN LATERAL (
      SELECT * FROM integration_outbox WHERE tenant_id = circle.tenant_id AND rejected_at IS NULL
      ORDER BY seq LIMIT CASE WHEN (SELECT count(*) FROM circle) > 1 THEN ${ROWS_OF_ONE_TENANT} ELSE $1::integer END
      FOR UPDATE SKIP LOCKED
    ) o ORDER BY circle.place, o.seq LIMIT $1
  )
  SELECT c.seq, c.tenant_id AS "tenantId", c.event_id AS "eventId", c.accepted_at AS "acceptedAt",
         COALESCE(e.type, c.type) AS type, c.data, c.idempotency_key AS "idempotencyKey",
         COALESCE(e.created, c.created) AS created, COALESCE(e.channels, c.channels) AS channels,
         COALESCE(e.deliver_at, c.deliver_at) AS "deliverAt", COALESCE(e.expires_at, c.expires_at) AS "expiresAt",
         COALESCE(e.ordering_key, c.ordering_key) AS "orderingKey", c.inserted_at AS "insertedAt", e.source,
         t.external_id AS "externalId", t.endpoints_version AS "endpointsVersion", e.endpoints_version AS "notedVersion",
         (SELECT count(*) FROM circle) > 1 AS "othersWait"
  FROM claimed c
  -- One look-up a row, in the month that it names: of a young table Postgres would rather read all.
  LEFT JOIN LATERAL (
    SELECT * FROM events WHERE tenant_id = c.tenant_id AND id = c.event_id AND accepted_at = c.accepted_at LIMIT 1
  ) e ON true
  LEFT JOIN tenants t ON t.id = c.tenant_id AND t.deleted_at IS NULL
  -- A row waits for the earlier ones of its ordering key, which another relay may have in its hands.
  WHERE c.ordering_key IS NULL OR NOT EXISTS (
    SELECT 1 FROM integration_outbox earlier
    WHERE earlier.tenant_id = c.tenant_id AND earlier.ordering_key = c.ordering_key AND earlier.seq < c.seq
      AND earlier.rejected_at IS NULL AND NOT EXISTS (SELECT 1 FROM claimed WHERE claimed.seq = earlier.seq))
  ORDER BY c.place, c.seq`;

const CLAIM_OUTBOX = prepared('claim_outbox', claimOutbox('true'));
const CLAIM_OUTBOX_OF_EXPRESS = prepared(
  'claim_outbox_of_express',
  claimOutbox(`EXISTS (
      SELECT 1 FROM endpoints ep JOIN tenants t ON t.id = ep.tenant_id
      WHERE ep.tenant_id = waiting.tenant_id AND ep.deleted_at IS NULL AND ${IS_EXPRESS})`),
);

const FORGET_OUTBOX = prepared('forget_outbox', 'DELETE FROM integration_outbox WHERE seq = ANY($1)');

/** For this transaction only. */
const COMMIT_IN_MEMORY = prepared('commit_in_memory', `SELECT set_config('synchronous_commit', 'off', true)`);

const NOTE_VERSIONS = `
  UPDATE events e SET endpoints_version = r.version
  FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::integer[]) AS r(tenant_id, id, accepted_at, version)
  WHERE e.tenant_id = r.tenant_id AND e.id = r.id AND e.accepted_at = r.accepted_at`;

/** An event whose endpoints have not changed since it was accepted is not written again, payload and all. */
async function noteVersions(manager: EntityManager, relayed: readonly RelayedRow[]): Promise<void> {
  const changed = relayed.filter(({ row, version }) => row.notedVersion !== version);
  if (changed.length === 0) return;
  await manager.query(NOTE_VERSIONS, [
    changed.map(({ row }) => row.tenantId),
    changed.map(({ row }) => row.eventId),
    changed.map(({ row }) => row.acceptedAt),
    changed.map(({ version }) => version),
  ]);
}

/** A step of a transaction that has none. */
async function nothing(): Promise<void> {}

/** What the relay and the reconciler read and write. */
export class RelayRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Runs `work` in one transaction: claim, fan out and forget happen together or not at all. */
  async inTransaction<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    const { worked } = await this.inPipelinedTransaction({ work, last: nothing, afterwards: nothing });
    return worked;
  }

  /** As {@link inTransaction}; the last statements, the commit and what is read after it go in one round trip. */
  async inPipelinedTransaction<Worked, Last, After>(
    steps: TransactionSteps<Worked, Last, After>,
  ): Promise<TransactionResults<Worked, Last, After>> {
    return runPipelined(this.dataSource, steps);
  }

  /**
   * Claims a batch of the outbox for the transaction.
   * @param limit at most so many rows
   * @param afterTenant the tenant that was served last
   * @param onlyExpress leaves out the tenants that have no endpoint of the express lane
   */
  async claimOutboxBatch(
    manager: EntityManager,
    limit: number,
    afterTenant: string,
    onlyExpress = false,
  ): Promise<OutboxRow[]> {
    return manager.query<OutboxRow[]>(onlyExpress ? CLAIM_OUTBOX_OF_EXPRESS : CLAIM_OUTBOX, [limit, afterTenant]);
  }

  /** Endpoints of tenants with the version that they are of: both from one snapshot. */
  async loadEndpoints(manager: EntityManager, tenantIds: readonly string[]): Promise<Map<string, TenantEndpoints>> {
    const rows = await manager.query<
      { tenantId: string; version: number; endpoints: Omit<MatchableEndpoint, 'deleted'>[] | null }[]
    >(
      `SELECT t.id AS "tenantId", t.endpoints_version AS version,
              (SELECT jsonb_agg(jsonb_build_object('id', ep.id, 'events', ep.events, 'channels', ep.channels,
                 'status', ep.status, 'ordered', ep.ordered, 'profile', ep.profile, 'profileOptions', ep.profile_options,
                 'url', ep.url, 'operational', ep.operational, 'express', ${IS_EXPRESS}) ORDER BY ep.id)
               FROM endpoints ep WHERE ep.tenant_id = t.id AND ep.deleted_at IS NULL) AS endpoints
       FROM tenants t WHERE t.id = ANY($1)`,
      [tenantIds],
    );
    return new Map(
      rows.map((row) => [
        row.tenantId,
        {
          version: row.version,
          endpoints: (row.endpoints ?? []).map((endpoint) => ({ ...endpoint, deleted: false })),
        },
      ]),
    );
  }

  /** As {@link joinLines}. */
  async joinLines(manager: EntityManager, deliveries: readonly NewDelivery[]): Promise<JoinedDeliveries> {
    return joinLines(manager, deliveries);
  }

  /**
   * Stores the deliveries of a batch, notes down the watermark that they were matched with, and deletes the batch. Sends
   * all of it before it waits for anything.
   * @param durable false: the commit need not be on disk when it is answered. A crash of Postgres may undo the whole
   *   step, until the next durable commit, and it is then repeated; nobody outside of Postgres may have been told of it
   */
  async finishBatch(
    manager: EntityManager,
    relayed: readonly RelayedRow[],
    deliveries: JoinedDeliveries,
    durable = true,
  ): Promise<StoredDeliveries> {
    if (relayed.length === 0 && deliveries.deliveries.length === 0) return { held: new Set(), claimed: [] };
    const [stored] = await Promise.all([
      insertDeliveries(manager, deliveries),
      manager.query(FORGET_OUTBOX, [relayed.map(({ row }) => row.seq)]),
      noteVersions(manager, relayed),
      durable ? undefined : manager.query(COMMIT_IN_MEMORY),
    ]);
    return stored;
  }

  /** Removes a row whose event was made (it has an outbox row of its own now). */
  async forgetOutboxRow(manager: EntityManager, seq: string): Promise<void> {
    await manager.query('DELETE FROM integration_outbox WHERE seq = $1', [seq]);
  }

  /** Sets a row aside that cannot become an event; it is listed in the API. */
  async rejectOutboxRow(manager: EntityManager, seq: string, reason: string): Promise<void> {
    await manager.query('UPDATE integration_outbox SET rejected_at = now(), reject_reason = $2 WHERE seq = $1', [
      seq,
      reason,
    ]);
  }

  /** Number of rows that wait in the outbox. */
  async countOutbox(): Promise<number> {
    const [row] = await this.dataSource.query<{ count: number }[]>(
      'SELECT count(*)::integer AS count FROM integration_outbox WHERE rejected_at IS NULL',
    );
    return row?.count ?? 0;
  }

  /** Endpoints that have deliveries waiting for room: a loose index scan. */
  async findBacklogs(): Promise<Backlog[]> {
    return this.dataSource.query<Backlog[]>(
      `WITH RECURSIVE waiting AS (
         (SELECT endpoint_id FROM webhook_deliveries
          WHERE status = 'pending' AND dispatched_at IS NULL ORDER BY endpoint_id LIMIT 1)
         UNION ALL
         SELECT (SELECT d.endpoint_id FROM webhook_deliveries d
                 WHERE d.status = 'pending' AND d.dispatched_at IS NULL AND d.endpoint_id > w.endpoint_id
                 ORDER BY d.endpoint_id LIMIT 1)
         FROM waiting w WHERE w.endpoint_id IS NOT NULL
       )
       SELECT ep.id AS "endpointId", ${IS_EXPRESS} AS express
       FROM waiting JOIN endpoints ep ON ep.id = waiting.endpoint_id JOIN tenants t ON t.id = ep.tenant_id
       ORDER BY ep.id`,
    );
  }

  /**
   * Takes deliveries that waited for room, in the order of their events.
   * @param rooms how many each endpoint may have
   */
  async takeBacklog(rooms: ReadonlyMap<string, number>): Promise<DispatchableDelivery[]> {
    if (rooms.size === 0) return [];
    return this.dataSource.query<DispatchableDelivery[]>(
      `WITH dispatched AS (
         UPDATE webhook_deliveries d SET dispatched_at = now(), next_attempt_at = now()
         FROM unnest($1::text[], $2::integer[]) AS room(endpoint_id, room)
         CROSS JOIN LATERAL (
           SELECT w.id FROM webhook_deliveries w
           WHERE w.endpoint_id = room.endpoint_id AND w.status = 'pending' AND w.dispatched_at IS NULL
           ORDER BY w.position, w.id LIMIT room.room FOR UPDATE SKIP LOCKED
         ) taken
         JOIN endpoints ep ON ep.id = room.endpoint_id
         WHERE d.id = taken.id
         RETURNING d.position, ${DISPATCHABLE_COLUMNS}
       )
       SELECT * FROM dispatched ORDER BY position, id`,
      [[...rooms.keys()], [...rooms.values()]],
    );
  }

  /**
   * Takes deliveries that wait for a time of their own and have no workflow yet: what the express lane has tried and not
   * finished, and what could not be handed over. The next due first.
   */
  async takeWaiting(limit: number): Promise<DispatchableDelivery[]> {
    const [rows] = await this.dataSource.query<[DispatchableDelivery[], number]>(
      `UPDATE webhook_deliveries d SET dispatched_at = now()
       FROM (
         SELECT id FROM webhook_deliveries WHERE status = 'waiting' AND dispatched_at IS NULL
         ORDER BY next_attempt_at LIMIT $1 FOR UPDATE SKIP LOCKED
       ) taken, endpoints ep
       WHERE d.id = taken.id AND ep.id = d.endpoint_id
       RETURNING ${DISPATCHABLE_COLUMNS}`,
      [limit],
    );
    return rows;
  }

  /** Gives deliveries back that could not be handed to a workflow, unless somebody has moved them since. */
  async returnToBacklog(deliveries: readonly Pick<DispatchableDelivery, 'id' | 'stateVersion'>[]): Promise<void> {
    await this.dataSource.query(
      `UPDATE webhook_deliveries d SET dispatched_at = NULL
       FROM unnest($1::text[], $2::integer[]) AS refused(id, state_version)
       WHERE d.id = ANY($1) AND d.id = refused.id AND d.state_version = refused.state_version AND d.status IN ('pending', 'waiting')`,
      [deliveries.map(({ id }) => id), deliveries.map(({ stateVersion }) => stateVersion)],
    );
  }

  /**
   * Finds deliveries that should have moved: whose due time (or lease) is long over.
   * @param before due before this moment
   * @param after the last delivery of the page before; null for the first page
   */
  async findOverdue(
    before: Date,
    after: Pick<DispatchableDelivery, 'id' | 'nextAttemptAt'> | null,
    limit: number,
  ): Promise<DispatchableDelivery[]> {
    return this.dataSource.query<DispatchableDelivery[]>(
      `SELECT ${DISPATCHABLE_COLUMNS} FROM webhook_deliveries d JOIN endpoints ep ON ep.id = d.endpoint_id
       WHERE d.status IN ('pending', 'delivering', 'waiting') AND d.dispatched_at IS NOT NULL AND d.next_attempt_at < $1
         AND ($2::timestamptz IS NULL OR (d.next_attempt_at, d.id) > ($2, $3))
       ORDER BY d.next_attempt_at, d.id LIMIT $4`,
      [before, after?.nextAttemptAt ?? null, after?.id ?? '', limit],
    );
  }

  /**
   * Pages through every unfinished delivery that a workflow should stand behind.
   * @param afterId the last id of the page before; empty for the first
   */
  async findUnfinished(afterId: string, limit: number): Promise<DispatchableDelivery[]> {
    return this.dataSource.query<DispatchableDelivery[]>(
      `SELECT ${DISPATCHABLE_COLUMNS} FROM webhook_deliveries d JOIN endpoints ep ON ep.id = d.endpoint_id
       WHERE d.status IN ${UNFINISHED_STATUSES} AND d.dispatched_at IS NOT NULL AND d.id > $1
       ORDER BY d.id LIMIT $2`,
      [afterId, limit],
    );
  }

  /** A fact about the installation; null when it was never set. */
  async readSetting(key: string): Promise<string | null> {
    const [row] = await this.dataSource.query<{ value: string }[]>('SELECT value FROM settings WHERE key = $1', [key]);
    return row?.value ?? null;
  }

  async writeSetting(key: string, value: string): Promise<void> {
    await this.dataSource.query(
      'INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      [key, value],
    );
  }

  /**
   * Runs `work` unless another process is at it.
   * @param lock any number that stands for the work
   * @returns false when another process holds the lock
   */
  async exclusively(lock: number, work: () => Promise<void>): Promise<boolean> {
    const runner = this.dataSource.createQueryRunner();
    await runner.connect();
    try {
      const rows: { locked: boolean }[] = await runner.query('SELECT pg_try_advisory_lock($1) AS locked', [lock]);
      if (rows[0]?.locked !== true) return false;
      try {
        await work();
        return true;
      } finally {
        await runner.query('SELECT pg_advisory_unlock($1)', [lock]);
      }
    } finally {
      await runner.release();
    }
  }
}
