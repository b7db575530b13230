import type { Lane, RetryPolicy } from '#libs/contracts';
import { isDeepStrictEqual } from 'node:util';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import { ApiKeyEntity, TenantEntity } from '../entities/index.js';
import { isUniqueViolation } from '../postgres-errors.js';
import { recordAudit, type Actor } from './audit.repository.js';
import { cancelUnfinished } from '../transactions/cancel-unfinished.js';
import { moveWatermark } from '../transactions/endpoint-watermark.js';
import { announcePolicyChange } from './command.repository.js';
import { UNFINISHED_BY_INDEX } from './delivery-rows.js';
import { keysetPage } from './page.js';
import { storeAlertSettings, type AlertSettings } from '../transactions/operational-endpoint.js';
import type { PageRequest } from './page-request.js';

/** What can be changed about a tenant. */
export interface TenantSettings {
  name: string;
  externalId: string | number;
  profile: string;
  profileOptions: Record<string, unknown> | null;
  retryPolicy: RetryPolicy | null;
  lane: Lane;
  allowedEvents: string[] | null;
  eventsPerSecond: number | null;
  maximumEndpoints: number | null;
}

/** A change of whom a tenant wants to be told what. */
export interface AlertChange {
  /** Null: nobody any more. */
  settings: AlertSettings | null;
  /** Makes a secret for a new operational endpoint, encrypted. */
  makeSecret: () => string;
}

/** A tenant with this id exists or existed. */
export class TenantExistsError extends Error {
  override name = 'TenantExistsError';
}

/** How the deletion of a tenant ended. */
export type TenantDeletion = { kind: 'deleted' } | { kind: 'not-found' } | { kind: 'busy'; unfinished: number };

/** Tenants. A deleted one keeps its row, so that its id is never given again. */
export class TenantRepository {
  constructor(private readonly dataSource: DataSource) {}

  async exists(id: string): Promise<boolean> {
    return this.dataSource.getRepository(TenantEntity).existsBy({ id, deletedAt: IsNull() });
  }

  async find(id: string): Promise<TenantEntity | null> {
    return this.dataSource.getRepository(TenantEntity).findOneBy({ id, deletedAt: IsNull() });
  }

  /**
   * Counts events towards the tenant's limit, by the generic cell rate algorithm with the burst of one second: each moves
   * the time on at which the next one is due, and that may lie up to a second ahead.
   * @returns null when they may be accepted; else how many milliseconds later the next one may
   * @see https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
   */
  async takeEvents(id: string, count: number): Promise<number | null> {
    const [row] = await this.dataSource.query<{ waitMs: number | null }[]>(
      `WITH taken AS (
         UPDATE tenants
         SET events_due_at = GREATEST(events_due_at, clock_timestamp()) + make_interval(secs => $2::float8 / events_per_second)
         WHERE id = $1 AND events_per_second IS NOT NULL
           AND (events_due_at IS NULL OR events_due_at < clock_timestamp() + interval '1 second')
         RETURNING id
       )
       SELECT CASE WHEN events_per_second IS NOT NULL AND NOT EXISTS (SELECT FROM taken)
                   THEN extract(epoch FROM events_due_at - clock_timestamp())::float8 * 1000 - 1000 END AS "waitMs"
       FROM tenants WHERE id = $1`,
      [id, count],
    );
    return row?.waitMs ?? null;
  }

  /** All tenants, newest first. */
  async list(page: PageRequest): Promise<TenantEntity[]> {
    const query = this.dataSource
      .getRepository(TenantEntity)
      .createQueryBuilder('tenant')
      .where('tenant.deletedAt IS NULL');
    return keysetPage(query, 'tenant', 'id', page).getMany();
  }

  /**
   * Makes a tenant, and its operational endpoint where its alerts name a URL.
   * @throws TenantExistsError when the id is taken, also by a deleted tenant
   */
  async create(
    id: string,
    settings: TenantSettings,
    actor: Actor,
    alerts: AlertChange | null = null,
  ): Promise<TenantEntity> {
    try {
      return await this.dataSource.transaction(async (manager) => {
        await insertTenant(manager, id, settings);
        await recordAudit(manager, { tenantId: id, actor, action: 'tenant.create', subject: id });
        if (alerts !== null) {
          const made = await manager.findOneByOrFail(TenantEntity, { id });
          await storeAlertSettings(manager, made, alerts.settings, alerts.makeSecret, actor);
        }
        return manager.findOneByOrFail(TenantEntity, { id });
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw new TenantExistsError(`the id ${id} is taken`, { cause: error });
      throw error;
    }
  }

  /**
   * Changes a tenant under a lock on its row.
   * @param change gets the tenant as it is and says what it becomes; may throw to change nothing
   * @param alerts null: they stay as they are
   * @returns null when there is no such tenant
   */
  async change(
    id: string,
    change: (current: TenantEntity) => Partial<TenantSettings>,
    actor: Actor,
    alerts: AlertChange | null = null,
  ): Promise<TenantEntity | null> {
    return this.dataSource.transaction(async (manager) => {
      const current = await lockTenant(manager, id);
      if (current === null) return null;
      const { retryPolicy: before, lane } = current;
      const changed = await manager.save(Object.assign(current, change(current)));
      // The relay keeps the lane with the tenant's endpoints.
      if (lane !== changed.lane) await moveWatermark(manager, id);
      if (!isDeepStrictEqual(before, changed.retryPolicy)) {
        await announcePolicyChange(manager, { tenantId: id }, ['backoff', 'retry-after'], actor.keyId);
      }
      if (alerts !== null) await storeAlertSettings(manager, changed, alerts.settings, alerts.makeSecret, actor);
      await recordAudit(manager, { tenantId: id, actor, action: 'tenant.update', subject: id });
      return manager.findOneByOrFail(TenantEntity, { id });
    });
  }

  /**
   * Deletes a tenant: its keys are revoked, its endpoints deleted, and every unfinished delivery is given a `cancel`.
   * @param force delete although deliveries are unfinished or accepted events are not yet fanned out
   */
  async delete(id: string, force: boolean, actor: Actor): Promise<TenantDeletion> {
    return this.dataSource.transaction(async (manager) => {
      const current = await lockTenant(manager, id);
      if (current === null) return { kind: 'not-found' };
      const unfinished = await countUnfinished(manager, id);
      if (unfinished > 0 && !force) return { kind: 'busy', unfinished };
      await manager.update(TenantEntity, { id }, { deletedAt: new Date() });
      await manager.update(ApiKeyEntity, { tenantId: id, revokedAt: IsNull() }, { revokedAt: new Date() });
      await deleteEndpoints(manager, id);
      await cancelUnfinished(manager, { tenantId: id }, actor.keyId, 'the tenant was deleted');
      await recordAudit(manager, { tenantId: id, actor, action: 'tenant.delete', subject: id });
      return { kind: 'deleted' };
    });
  }
}

/** An INSERT, not TypeORM's `save`, which would overwrite a tenant that came in between. */
async function insertTenant(manager: EntityManager, id: string, settings: TenantSettings): Promise<void> {
  const { name, externalId, profile, profileOptions, retryPolicy, lane, allowedEvents } = settings;
  const { eventsPerSecond, maximumEndpoints } = settings;
  await manager.query(
    `INSERT INTO tenants (id, name, external_id, profile, profile_options, retry_policy, lane, allowed_events,
                          events_per_second, maximum_endpoints)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      id,
      name,
      JSON.stringify(externalId),
      profile,
      profileOptions,
      jsonOrNull(retryPolicy),
      lane,
      allowedEvents,
      eventsPerSecond,
      maximumEndpoints,
    ],
  );
}

/** `pg` would send a string as it is, which is no JSON. */
function jsonOrNull(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

async function lockTenant(manager: EntityManager, id: string): Promise<TenantEntity | null> {
  return manager.findOne(TenantEntity, {
    where: { id, deletedAt: IsNull() },
    lock: { mode: 'pessimistic_write' },
  });
}

/** Deliveries that have not ended, and accepted events whose deliveries do not exist yet. */
async function countUnfinished(manager: EntityManager, tenantId: string): Promise<number> {
  const rows = await manager.query<{ count: number }[]>(
    `SELECT ((SELECT count(*) FROM webhook_deliveries
               WHERE tenant_id = $1 AND ${UNFINISHED_BY_INDEX})
           + (SELECT count(*) FROM integration_outbox WHERE tenant_id = $1 AND rejected_at IS NULL))::int AS count`,
    [tenantId],
  );
  return rows[0]?.count ?? 0;
}

async function deleteEndpoints(manager: EntityManager, tenantId: string): Promise<void> {
  await manager.query(
    `WITH watermark AS (
       UPDATE tenants SET endpoints_version = endpoints_version + 1 WHERE id = $1 RETURNING endpoints_version
     ), gone AS (
       UPDATE endpoints SET deleted_at = now(), updated_at = now() WHERE tenant_id = $1 AND deleted_at IS NULL
       RETURNING id, events, channels, status
     )
     INSERT INTO endpoint_versions (tenant_id, endpoint_id, version, events, channels, status, deleted)
     SELECT $1, gone.id, watermark.endpoints_version, gone.events, gone.channels, gone.status, true
       FROM gone CROSS JOIN watermark`,
    [tenantId],
  );
}
