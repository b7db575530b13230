import { In, type DataSource, type EntityManager } from 'typeorm';
import { ApiKeyEntity, AuditEntryEntity } from '../entities/index.js';
import { newId } from '../ids.js';
import { keysetPage } from './page.js';
import type { PageRequest } from './page-request.js';

/** Who does something, and for which tenant. */
export interface Actor {
  /** The key's id, or `bootstrap-admin`. */
  keyId: string;
}

/** One change made through the API. */
export interface AuditEntry {
  tenantId: string | null;
  actor: Actor;
  /** Such as `endpoint.create`. */
  action: string;
  /** The id of what was changed. */
  subject: string;
}

/**
 * Writes down a change in the change's own transaction: there is no change without its entry, and no entry without its
 * change.
 * @param manager of that transaction
 */
export async function recordAudit(manager: EntityManager, entry: AuditEntry): Promise<void> {
  await manager.insert(AuditEntryEntity, {
    id: newId('audit'),
    tenantId: entry.tenantId,
    actor: entry.actor.keyId,
    action: entry.action,
    subject: entry.subject,
  });
}

/** Which entries of a tenant's audit log are wanted; an absent field asks nothing. */
export interface AuditSearch {
  actor?: string;
  /** An action, or with `.*` at its end all that begin alike. */
  action?: string;
  subject?: string;
  /** At or after. */
  from?: Date;
  /** Before. */
  to?: Date;
}

/** An entry with the name of the key that was used. */
export interface NamedAuditEntry {
  entry: AuditEntryEntity;
  /** Null where the key has none. */
  actorName: string | null;
}

/**
 * The audit log: reads it, and writes down what no transaction of ours changes by itself: commands that were given,
 * events that were sent again, secrets that were shown.
 */
export class AuditRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Writes one entry. */
  async record(entry: AuditEntry): Promise<void> {
    await recordAudit(this.dataSource.manager, entry);
  }

  /** A tenant's entries, newest first. */
  async list(tenantId: string, search: AuditSearch, page: PageRequest): Promise<NamedAuditEntry[]> {
    const query = this.dataSource
      .getRepository(AuditEntryEntity)
      .createQueryBuilder('entry')
      .where('entry.tenantId = :tenantId', { tenantId });
    const { actor, action, subject, from, to } = search;
    if (actor !== undefined) query.andWhere('entry.actor = :actor', { actor });
    if (action?.endsWith('.*') === true) {
      query.andWhere('starts_with(entry.action, :prefix)', { prefix: action.slice(0, -1) });
    } else if (action !== undefined) {
      query.andWhere('entry.action = :action', { action });
    }
    if (subject !== undefined) query.andWhere('entry.subject = :subject', { subject });
    if (from !== undefined) query.andWhere('entry.createdAt >= :from', { from });
    if (to !== undefined) query.andWhere('entry.createdAt < :to', { to });
    const entries = await keysetPage(query, 'entry', 'id', page).getMany();
    const names = await this.namesOfKeys([...new Set(entries.map((entry) => entry.actor))]);
    return entries.map((entry) => ({ entry, actorName: names.get(entry.actor) ?? null }));
  }

  private async namesOfKeys(ids: string[]): Promise<Map<string, string | null>> {
    if (ids.length === 0) return new Map();
    const keys = await this.dataSource
      .getRepository(ApiKeyEntity)
      .find({ select: { id: true, name: true }, where: { id: In(ids) } });
    return new Map(keys.map(({ id, name }) => [id, name]));
  }
}
