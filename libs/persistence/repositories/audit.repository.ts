import type { DataSource, EntityManager } from 'typeorm';
import { AuditEntryEntity } from '../entities/index.js';
import { newId } from '../ids.js';

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

/** Writes down what no transaction of ours changes by itself: commands that were given, events that were sent again. */
export class AuditRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Writes one entry. */
  async record(entry: AuditEntry): Promise<void> {
    await recordAudit(this.dataSource.manager, entry);
  }
}
