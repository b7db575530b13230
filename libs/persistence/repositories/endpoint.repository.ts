import type { Lane, RetryPolicy } from '#libs/contracts';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import { EndpointEntity, EndpointSecretEntity, EndpointVersionEntity } from '../entities/index.js';
import { newId } from '../ids.js';
import { recordAudit, type Actor } from './audit.repository.js';
import { cancelUnfinished } from './command.repository.js';
import { findValidSecrets } from './endpoint-secret.repository.js';
import { keysetPage } from './page.js';
import type { PageRequest } from './page-request.js';

/** What can be chosen about an endpoint. */
export interface EndpointSettings {
  url: string;
  events: string[];
  description: string;
  profile: string;
  profileOptions: Record<string, unknown> | null;
  retryPolicy: RetryPolicy | null;
  retryPolicyByEvent: Record<string, RetryPolicy> | null;
  timeoutMs: number;
  channels: string[] | null;
  headersCiphertext: string | null;
  maximumAgeMs: string | null;
  ipAllowList: string[] | null;
  metadata: Record<string, unknown> | null;
  status: 'active' | 'disabled';
  lane: Lane | null;
}

/** A change of an endpoint, made from how it is. */
export interface EndpointChange {
  settings: Partial<EndpointSettings>;
  /** Takes the place of every secret at once. */
  secretCiphertext?: string;
}

/** Which of a tenant's endpoints are wanted. */
export interface EndpointFilter {
  status?: 'active' | 'disabled';
  /** Endpoints with one of these patterns. */
  anyPattern?: string[];
}

/**
 * Endpoints. Whatever decides about matching moves the tenant's watermark and leaves a version behind, in the same
 * transaction; the lock on the tenant's row that this takes puts the changes of a tenant's endpoints in order.
 */
export class EndpointRepository {
  constructor(private readonly dataSource: DataSource) {}

  async create(
    tenantId: string,
    settings: EndpointSettings,
    secretCiphertext: string,
    actor: Actor,
  ): Promise<EndpointEntity> {
    return this.dataSource.transaction(async (manager) => {
      const id = newId('endpoint');
      const version = await moveWatermark(manager, tenantId);
      const created = await manager.save(manager.create(EndpointEntity, { id, tenantId, ...settings }));
      await keepVersion(manager, created, version);
      await manager.insert(EndpointSecretEntity, {
        id: newId('secret'),
        endpointId: id,
        ciphertext: secretCiphertext,
      });
      await recordAudit(manager, { tenantId, actor, action: 'endpoint.create', subject: id });
      return created;
    });
  }

  /** A tenant's endpoints, newest first. */
  async list(tenantId: string, { status, anyPattern }: EndpointFilter, page: PageRequest): Promise<EndpointEntity[]> {
    const query = this.dataSource
      .getRepository(EndpointEntity)
      .createQueryBuilder('endpoint')
      .where('endpoint.tenantId = :tenantId AND endpoint.deletedAt IS NULL', { tenantId });
    if (status !== undefined) query.andWhere('endpoint.status = :status', { status });
    if (anyPattern !== undefined) query.andWhere('endpoint.events && :anyPattern', { anyPattern });
    return keysetPage(query, 'endpoint', 'id', page).getMany();
  }

  async find(tenantId: string, id: string): Promise<EndpointEntity | null> {
    return this.dataSource.getRepository(EndpointEntity).findOneBy({ id, tenantId, deletedAt: IsNull() });
  }

  /**
   * Changes an endpoint under a lock.
   * @param affectsMatching whether the change may decide about which events the endpoint gets
   * @param change gets the endpoint and the ciphertexts of its valid secrets as they are, and says what becomes of
   *   them; may throw to change nothing
   * @returns null when the tenant has no such endpoint
   */
  async change(
    tenantId: string,
    id: string,
    affectsMatching: boolean,
    change: (current: EndpointEntity, secretCiphertexts: string[]) => EndpointChange,
    actor: Actor,
  ): Promise<EndpointEntity | null> {
    return this.dataSource.transaction(async (manager) => {
      // The tenant's row is always locked before an endpoint's: two changes never wait for each other.
      const version = affectsMatching ? await moveWatermark(manager, tenantId) : null;
      const current = await lockEndpoint(manager, tenantId, id);
      if (current === null) return null;
      const secrets = await findValidSecrets(manager, id);
      const { settings, secretCiphertext } = change(
        current,
        secrets.map(({ ciphertext }) => ciphertext),
      );
      const changed = await manager.save(Object.assign(current, settings));
      if (version !== null) await keepVersion(manager, changed, version);
      if (secretCiphertext !== undefined) await replaceSecrets(manager, id, secretCiphertext);
      await recordAudit(manager, { tenantId, actor, action: 'endpoint.update', subject: id });
      return changed;
    });
  }

  /**
   * Deletes an endpoint and gives every unfinished delivery for it a `cancel`.
   * @returns false when the tenant has no such endpoint
   */
  async delete(tenantId: string, id: string, actor: Actor): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const version = await moveWatermark(manager, tenantId);
      const current = await lockEndpoint(manager, tenantId, id);
      if (current === null) return false;
      const deleted = await manager.save(Object.assign(current, { deletedAt: new Date() }));
      await keepVersion(manager, deleted, version);
      await cancelUnfinished(manager, { endpointId: id }, actor.keyId, 'the endpoint was deleted');
      await recordAudit(manager, { tenantId, actor, action: 'endpoint.delete', subject: id });
      return true;
    });
  }
}

/**
 * Reads an endpoint and holds it until the transaction ends.
 * @returns null when the tenant has no such endpoint
 */
export async function lockEndpoint(
  manager: EntityManager,
  tenantId: string,
  id: string,
): Promise<EndpointEntity | null> {
  return manager.findOne(EndpointEntity, {
    where: { id, tenantId, deletedAt: IsNull() },
    lock: { mode: 'pessimistic_write' },
  });
}

async function moveWatermark(manager: EntityManager, tenantId: string): Promise<number> {
  const [rows] = await manager.query<[{ endpoints_version: number }[], number]>(
    'UPDATE tenants SET endpoints_version = endpoints_version + 1 WHERE id = $1 AND deleted_at IS NULL RETURNING endpoints_version',
    [tenantId],
  );
  const row = rows[0];
  if (row === undefined) throw new Error(`tenant ${tenantId} does not exist`);
  return row.endpoints_version;
}

async function keepVersion(manager: EntityManager, endpoint: EndpointEntity, version: number): Promise<void> {
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

async function replaceSecrets(manager: EntityManager, endpointId: string, ciphertext: string): Promise<void> {
  await manager.delete(EndpointSecretEntity, { endpointId });
  await manager.insert(EndpointSecretEntity, { id: newId('secret'), endpointId, ciphertext });
}
