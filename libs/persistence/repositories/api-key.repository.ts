import { DataSource, IsNull } from 'typeorm';
import { ApiKeyEntity, type KeyRole } from '../entities/index.js';
import { newId } from '../ids.js';
import { recordAudit, type Actor } from './audit.repository.js';
import { keysetPage } from './page.js';
import type { PageRequest } from './page-request.js';
import { prepared } from '../prepared.js';

/** A key that is good, and the tenants that it concerns. */
export interface FoundKey {
  keyId: string;
  role: KeyRole;
  tenantId: string | null;
  /** The tenant that was asked about, when it exists. */
  namedTenantId: string | null;
}

/** A key to be stored: not the key itself but its hash. */
export interface NewKey {
  tenantId: string;
  role: KeyRole;
  name: string | null;
  /** SHA-256 of the key. */
  hash: Buffer;
}

const FIND_KEY = prepared(
  'find_key',
  `WITH found AS (
         SELECT k.id, k.role, k.tenant_id
           FROM api_keys k LEFT JOIN tenants t ON t.id = k.tenant_id
          WHERE k.hash = $1 AND k.revoked_at IS NULL
            AND (k.tenant_id IS NULL OR (t.id IS NOT NULL AND t.deleted_at IS NULL))
       ), used AS (
         UPDATE api_keys k SET last_used_at = now() FROM found
          WHERE k.id = found.id AND (k.last_used_at IS NULL OR k.last_used_at < now() - interval '1 minute')
       )
       SELECT id AS "keyId", role, tenant_id AS "tenantId",
              (SELECT id FROM tenants WHERE id = $2 AND deleted_at IS NULL) AS "namedTenantId"
         FROM found`,
);

/** API keys of tenants. */
export class ApiKeyRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Finds a key that was not revoked, whose tenant was not deleted, and notes its use at most once a minute: one
   * statement, since every request of the API makes it.
   * @param hash SHA-256 of the key
   * @param namedTenantId a tenant whose existence is wanted too
   */
  async findByHash(hash: Buffer, namedTenantId: string | null): Promise<FoundKey | null> {
    const rows = await this.dataSource.query<FoundKey[]>(FIND_KEY, [hash, namedTenantId]);
    return rows[0] ?? null;
  }

  /** Stores a key for a tenant. */
  async createKey(key: NewKey, actor: Actor): Promise<ApiKeyEntity> {
    return this.dataSource.transaction(async (manager) => {
      const id = newId('key');
      await manager.insert(ApiKeyEntity, { id, ...key });
      await recordAudit(manager, { tenantId: key.tenantId, actor, action: 'key.create', subject: id });
      return manager.findOneByOrFail(ApiKeyEntity, { id });
    });
  }

  /** A tenant's keys that were not revoked, newest first. */
  listKeys(tenantId: string, page: PageRequest): Promise<ApiKeyEntity[]> {
    const query = this.dataSource
      .getRepository(ApiKeyEntity)
      .createQueryBuilder('key')
      .where('key.tenantId = :tenantId AND key.revokedAt IS NULL', { tenantId });
    return keysetPage(query, 'key', 'id', page).getMany();
  }

  /**
   * Makes a key useless at once.
   * @returns false when the tenant has no such key
   */
  async revokeKey(tenantId: string, id: string, actor: Actor): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const where = { id, tenantId, revokedAt: IsNull() };
      const { affected } = await manager.update(ApiKeyEntity, where, { revokedAt: new Date() });
      if (affected !== 1) return false;
      await recordAudit(manager, { tenantId, actor, action: 'key.revoke', subject: id });
      return true;
    });
  }
}
