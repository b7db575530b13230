import { DataSource } from 'typeorm';
import { EventTypeEntity } from '../entities/index.js';
import { isUniqueViolation } from '../postgres-errors.js';
import { recordAudit, type Actor } from './audit.repository.js';
import { keysetPage } from './page.js';
import type { PageRequest } from './page-request.js';

/** What can be said about an event type. */
export interface EventTypeSettings {
  description: string;
  schema: Record<string, unknown> | null;
  /** Example of `data`, as JSON text. */
  example: string | null;
  archived: boolean;
}

/** An entry of a catalogue that is imported. */
export type ImportedEntry = Omit<EventTypeSettings, 'archived'> & { name: string };

/** What an import did. */
export interface ImportResult {
  entries: EventTypeEntity[];
  /** Names that were not there before. */
  created: Set<string>;
}

/** The tenant's catalogue has this name already. */
export class EventTypeExistsError extends Error {
  override name = 'EventTypeExistsError';
}

/** Tenants' catalogues of event types. */
export class EventTypeRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws EventTypeExistsError */
  async create(tenantId: string, name: string, settings: EventTypeSettings, actor: Actor): Promise<EventTypeEntity> {
    try {
      return await this.dataSource.transaction(async (manager) => {
        const { description, schema, example, archived } = settings;
        await manager.query(
          `INSERT INTO event_types (tenant_id, name, description, schema, example, archived)
           VALUES ($1, $2, $3, $4, $5, $6)`,
          [tenantId, name, description, schema, example, archived],
        );
        await recordAudit(manager, { tenantId, actor, action: 'event-type.create', subject: name });
        return manager.findOneByOrFail(EventTypeEntity, { tenantId, name });
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw new EventTypeExistsError(`${name} exists`, { cause: error });
      throw error;
    }
  }

  /** A tenant's event types, newest first. */
  async list(tenantId: string, page: PageRequest): Promise<EventTypeEntity[]> {
    const query = this.dataSource
      .getRepository(EventTypeEntity)
      .createQueryBuilder('type')
      .where('type.tenantId = :tenantId', { tenantId });
    return keysetPage(query, 'type', 'name', page).getMany();
  }

  async find(tenantId: string, name: string): Promise<EventTypeEntity | null> {
    return this.dataSource.getRepository(EventTypeEntity).findOneBy({ tenantId, name });
  }

  /**
   * Changes an event type under a lock on its row.
   * @param change gets it as it is and says what it becomes; may throw to change nothing
   * @returns null when the tenant has no such event type
   */
  async change(
    tenantId: string,
    name: string,
    change: (current: EventTypeEntity) => Partial<EventTypeSettings>,
    actor: Actor,
  ): Promise<EventTypeEntity | null> {
    return this.dataSource.transaction(async (manager) => {
      const current = await manager.findOne(EventTypeEntity, {
        where: { tenantId, name },
        lock: { mode: 'pessimistic_write' },
      });
      if (current === null) return null;
      const changed = await manager.save(Object.assign(current, change(current)));
      await recordAudit(manager, { tenantId, actor, action: 'event-type.update', subject: name });
      return changed;
    });
  }

  /** @returns false when the tenant has no such event type */
  async delete(tenantId: string, name: string, actor: Actor): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const { affected } = await manager.delete(EventTypeEntity, { tenantId, name });
      if (affected !== 1) return false;
      await recordAudit(manager, { tenantId, actor, action: 'event-type.delete', subject: name });
      return true;
    });
  }

  /** Adds entries to a catalogue, all or none; those that are there get the new description, schema and example. */
  async importEntries(tenantId: string, given: readonly ImportedEntry[], actor: Actor): Promise<ImportResult> {
    return this.dataSource.transaction(async (manager) => {
      const created = new Set<string>();
      // In one order, so that two imports never wait for each other.
      for (const entry of given.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
        const [row] = await manager.query<{ created: boolean }[]>(
          `INSERT INTO event_types (tenant_id, name, description, schema, example)
           VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (tenant_id, name) DO UPDATE
             SET description = excluded.description, schema = excluded.schema, example = excluded.example,
                 updated_at = now()
           RETURNING xmax = 0 AS created`,
          [tenantId, entry.name, entry.description, entry.schema, entry.example],
        );
        if (row?.created === true) created.add(entry.name);
        await recordAudit(manager, { tenantId, actor, action: 'event-type.import', subject: entry.name });
      }
      const names = given.map(({ name }) => name);
      const entries = await manager
        .createQueryBuilder(EventTypeEntity, 'type')
        .where('type.tenantId = :tenantId AND type.name = ANY(:names)', { tenantId, names })
        .orderBy('type.name')
        .getMany();
      return { entries, created };
    });
  }
}
