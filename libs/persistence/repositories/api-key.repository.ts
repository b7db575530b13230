import { DataSource, IsNull } from 'typeorm';
import { Batcher, fulfilled } from '#libs/batching';
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

/** A key that is wanted. */
interface WantedKey {
  hash: Buffer;
  namedTenantId: string | null;
}

/** Look-ups that one statement makes at most; more are as many statements. */
const MAXIMUM_LOOKUPS = 200;

/** A look-up only reads: whether the use must be noted is told along with it, which is once a minute for a key. */
const FIND_KEYS = prepared(
  'find_keys',
  `SELECT w.place::integer, k.id AS "keyId", k.role, k.tenant_id AS "tenantId", named.id AS "namedTenantId",
          (k.last_used_at IS NULL OR k.last_used_at < now() - interval '1 minute') AS "noteUse"
     FROM unnest($1::bytea[], $2::text[]) WITH ORDINALITY AS w(hash, named, place)
     JOIN api_keys k ON k.hash = w.hash AND k.revoked_at IS NULL
     LEFT JOIN tenants t ON t.id = k.tenant_id
     LEFT JOIN tenants named ON named.id = w.named AND named.deleted_at IS NULL
    WHERE k.tenant_id IS NULL OR (t.id IS NOT NULL AND t.deleted_at IS NULL)`,
);

/**
 * The use is noted by whoever comes first: rows that another statement has locked are skipped, so that nobody waits, and
 * two that note several keys each cannot deadlock.
 */
const NOTE_USE = `
  UPDATE api_keys SET last_used_at = now() WHERE id IN (
    SELECT id FROM api_keys
     WHERE id = ANY($1) AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')
       FOR NO KEY UPDATE SKIP LOCKED)`;

/** API keys of tenants. */
export class ApiKeyRepository {
  /** Every request of the API looks a key up, so those of the same moment share a statement. */
  private readonly lookups = new Batcher<WantedKey, FoundKey | null>({
    run: (wanted) => this.findAll(wanted),
    maximumItems: MAXIMUM_LOOKUPS,
    maximumInFlight: 2,
    windowMs: 1,
  });

  constructor(private readonly dataSource: DataSource) {}

  /**
   * Finds a key that was not revoked, whose tenant was not deleted, and notes its use at most once a minute. What it
   * finds is never older than the call.
   * @param hash SHA-256 of the key
   * @param namedTenantId a tenant whose existence is wanted too
   */
  async findByHash(hash: Buffer, namedTenantId: string | null): Promise<FoundKey | null> {
    return this.lookups.submit({ hash, namedTenantId });
  }

  private async findAll(wanted: readonly WantedKey[]): Promise<PromiseSettledResult<FoundKey | null>[]> {
    const rows = await this.dataSource.query<(FoundKey & { place: number; noteUse: boolean })[]>(FIND_KEYS, [
      wanted.map(({ hash }) => hash),
      wanted.map(({ namedTenantId }) => namedTenantId),
    ]);
    const used = rows.filter(({ noteUse }) => noteUse).map(({ keyId }) => keyId);
    if (used.length > 0) await this.dataSource.query(NOTE_USE, [used]);
    const byPlace = new Map(
      rows.map(({ place, keyId, role, tenantId, namedTenantId }) => [place, { keyId, role, tenantId, namedTenantId }]),
    );
    return wanted.map((_, index) => fulfilled(byPlace.get(index + 1) ?? null));
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
