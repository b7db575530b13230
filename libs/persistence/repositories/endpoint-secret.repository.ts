import { DataSource, In, IsNull, LessThanOrEqual, MoreThan, type EntityManager } from 'typeorm';
import { EndpointEntity, EndpointSecretEntity } from '../entities/index.js';
import { newId } from '../ids.js';
import { recordAlerts } from '../transactions/record-alerts.js';
import { recordAudit, type Actor } from './audit.repository.js';

/** What becomes of an endpoint's secrets. */
export interface SecretChange {
  /** Ends of validity, by the secrets' ids. */
  expire: { ids: string[]; at: Date }[];
  /** A new secret, encrypted; it becomes the newest. */
  addCiphertext?: string;
  /** For the audit log, such as `endpoint.secret.rotate`. */
  action: string;
}

/** Signing secrets of endpoints. */
export class EndpointSecretRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Secrets that are valid now, newest first. */
  async listValid(endpointId: string): Promise<EndpointSecretEntity[]> {
    return findValidSecrets(this.dataSource.manager, endpointId);
  }

  /**
   * Changes an endpoint's secrets under a lock on the endpoint.
   * @param change gets the endpoint and its valid secrets, newest first, and says what becomes of them; may throw to
   *   change nothing
   * @returns the endpoint and its valid secrets afterwards; null when the tenant has no such endpoint
   */
  async change(
    tenantId: string,
    endpointId: string,
    change: (endpoint: EndpointEntity, secrets: EndpointSecretEntity[]) => SecretChange,
    actor: Actor,
  ): Promise<{ endpoint: EndpointEntity; secrets: EndpointSecretEntity[] } | null> {
    return this.dataSource.transaction(async (manager) => {
      const endpoint = await manager.findOne(EndpointEntity, {
        where: { id: endpointId, tenantId, deletedAt: IsNull() },
        lock: { mode: 'pessimistic_write' },
      });
      if (endpoint === null) return null;
      const before = await findValidSecrets(manager, endpointId);
      const wanted = change(endpoint, before);
      await applyChange(manager, endpointId, wanted);
      await announceRotation(manager, endpointId, wanted);
      await recordAudit(manager, { tenantId, actor, action: wanted.action, subject: endpointId });
      return { endpoint, secrets: await findValidSecrets(manager, endpointId) };
    });
  }
}

async function applyChange(manager: EntityManager, endpointId: string, change: SecretChange): Promise<void> {
  await manager.delete(EndpointSecretEntity, { endpointId, expiresAt: LessThanOrEqual(new Date()) });
  for (const { ids, at } of change.expire) {
    await manager.update(EndpointSecretEntity, { id: In(ids) }, { expiresAt: at });
  }
  if (change.addCiphertext === undefined) return;
  await insertSecret(manager, endpointId, change.addCiphertext);
}

/** Receivers have the time of the overlap to learn the new secret, so somebody should know of it. */
async function announceRotation(manager: EntityManager, endpointId: string, change: SecretChange): Promise<void> {
  if (change.addCiphertext === undefined) return;
  const ends = change.expire.flatMap(({ ids, at }) => (ids.length > 0 && at.getTime() > Date.now() ? [at] : []));
  if (ends.length === 0) return;
  const overlapEndsAt = new Date(Math.max(...ends.map(Number))).toISOString();
  await recordAlerts(manager, endpointId, [
    { type: 'secret.rotating', dedupeKey: `${endpointId} ${overlapEndsAt}`, data: { overlapEndsAt } },
  ]);
}

/** Gives an endpoint one more secret, inside the caller's transaction. */
export async function insertSecret(manager: EntityManager, endpointId: string, ciphertext: string): Promise<void> {
  await manager.insert(EndpointSecretEntity, { id: newId('secret'), endpointId, ciphertext });
}

/** Secrets of an endpoint that have not expired, newest first. */
export async function findValidSecrets(manager: EntityManager, endpointId: string): Promise<EndpointSecretEntity[]> {
  return manager.find(EndpointSecretEntity, {
    where: [
      { endpointId, expiresAt: IsNull() },
      { endpointId, expiresAt: MoreThan(new Date()) },
    ],
    order: { createdAt: 'DESC', id: 'DESC' },
  });
}
