import type { DataSource } from 'typeorm';
import { ConsoleSessionEntity } from '../entities/console-session.entity.js';
import { newId } from '../ids.js';
import type { FoundKey } from './api-key.repository.js';
import { recordAudit, type Actor } from './audit.repository.js';

/** A session that is good, with the key that it stands for. */
export interface FoundSession extends FoundKey {
  sessionId: string;
  expiresAt: Date;
}

/** Digests of what a cookie holds, one for each kind of key that may be behind it. */
export interface SessionTokens {
  /** Of sessions of stored keys. */
  token: Buffer;
  /** Of sessions of the bootstrap admin key; null where there is no such key. */
  bootstrapToken: Buffer | null;
}

/** What names a key to people. */
export interface KeyNames {
  keyName: string | null;
  tenantName: string | null;
}

const FIND_SESSION = `
  SELECT s.id AS "sessionId", s.expires_at AS "expiresAt", s.key_id AS "keyId", COALESCE(k.role, 'admin') AS role,
         k.tenant_id AS "tenantId", named.id AS "namedTenantId",
         s.last_used_at < now() - interval '1 minute' AS "noteUse"
  FROM console_sessions s
  LEFT JOIN api_keys k ON k.id = s.key_id AND k.revoked_at IS NULL
  LEFT JOIN tenants t ON t.id = k.tenant_id AND t.deleted_at IS NULL
  LEFT JOIN tenants named ON named.id = $4 AND named.deleted_at IS NULL
  WHERE s.expires_at > now() AND s.token_hash IN ($1, $2)
    AND CASE WHEN s.key_id = $3 THEN s.token_hash = $2
             ELSE s.token_hash = $1 AND k.id IS NOT NULL AND (k.tenant_id IS NULL OR t.id IS NOT NULL) END`;

/** Sessions of the console. */
export class ConsoleSessionRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Begins a session, and removes those that have expired.
   * @param tenantId of the key; null for an admin's
   * @returns its id
   */
  async create(
    session: { tokenHash: Buffer; keyId: string; expiresAt: Date },
    tenantId: string | null,
  ): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const id = newId('session');
      await manager.query('DELETE FROM console_sessions WHERE expires_at <= now()');
      await manager.insert(ConsoleSessionEntity, { id, ...session });
      const actor = { keyId: session.keyId };
      await recordAudit(manager, { tenantId, actor, action: 'session.create', subject: id });
      return id;
    });
  }

  /**
   * Finds a session that has not expired and whose key is still good, and notes its use at most once a minute.
   * @param bootstrapKeyId what sessions of the bootstrap admin key have as the id of their key
   * @param namedTenantId a tenant whose existence is wanted too
   */
  async find(
    { token, bootstrapToken }: SessionTokens,
    bootstrapKeyId: string,
    namedTenantId: string | null,
  ): Promise<FoundSession | null> {
    const [row] = await this.dataSource.query<(FoundSession & { noteUse: boolean })[]>(FIND_SESSION, [
      token,
      bootstrapToken,
      bootstrapKeyId,
      namedTenantId,
    ]);
    if (row === undefined) return null;
    const { noteUse, ...found } = row;
    if (noteUse) {
      await this.dataSource.query('UPDATE console_sessions SET last_used_at = now() WHERE id = $1', [found.sessionId]);
    }
    return found;
  }

  /** Ends a session; nothing happens when it has ended already. */
  async end(id: string, tenantId: string | null, actor: Actor): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const { affected } = await manager.delete(ConsoleSessionEntity, { id });
      if (affected === 1) await recordAudit(manager, { tenantId, actor, action: 'session.end', subject: id });
    });
  }

  /** What a key and its tenant are called; nulls for a key without a row. */
  async findNames(keyId: string): Promise<KeyNames> {
    const [row] = await this.dataSource.query<KeyNames[]>(
      `SELECT k.name AS "keyName", t.name AS "tenantName"
       FROM api_keys k LEFT JOIN tenants t ON t.id = k.tenant_id WHERE k.id = $1`,
      [keyId],
    );
    return row ?? { keyName: null, tenantName: null };
  }
}
