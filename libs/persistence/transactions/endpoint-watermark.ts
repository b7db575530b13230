import type { EntityManager } from 'typeorm';
import { EndpointVersionEntity, type EndpointEntity } from '../entities/index.js';

/**
 * Counts a change of a tenant's endpoints, and holds the tenant's row until the transaction ends: it is always locked
 * before an endpoint's, so two changes never wait for each other.
 * @returns the version that the change makes
 */
export async function moveWatermark(manager: EntityManager, tenantId: string): Promise<number> {
  const [rows] = await manager.query<[{ endpoints_version: number }[], number]>(
    'UPDATE tenants SET endpoints_version = endpoints_version + 1 WHERE id = $1 AND deleted_at IS NULL RETURNING endpoints_version',
    [tenantId],
  );
  const row = rows[0];
  if (row === undefined) throw new Error(`tenant ${tenantId} does not exist`);
  return row.endpoints_version;
}

/** Keeps what decided about matching from this version on. */
export async function keepVersion(
  manager: EntityManager,
  endpoint: Pick<EndpointEntity, 'tenantId' | 'id' | 'events' | 'channels' | 'status' | 'deletedAt'>,
  version: number,
): Promise<void> {
  const { tenantId, id, events, channels, status, deletedAt } = endpoint;
  await manager.insert(EndpointVersionEntity, {
    tenantId,
    endpointId: id,
    version,
    events,
    channels,
    status,
    deleted: deletedAt !== null,
  });
}
