import type { AlertType } from '#libs/contracts';
import { isDeepStrictEqual } from 'node:util';
import type { EntityManager } from 'typeorm';
import { EndpointEntity, EndpointSecretEntity, TenantEntity } from '../entities/index.js';
import { newId } from '../ids.js';
import { recordAudit, type Actor } from '../repositories/audit.repository.js';
import { announceChanges, deleteEndpoint, lockEndpoint } from '../repositories/endpoint.repository.js';
import { keepVersion, moveWatermark } from './endpoint-watermark.js';

/** Whom a tenant wants to be told what. */
export interface AlertSettings {
  emails: string[];
  webhookUrl: string | null;
  events: AlertType[];
}

/** The settings as they are stored: with the operational endpoint that stands behind the URL. */
export interface StoredAlertSettings extends AlertSettings {
  endpointId: string | null;
}

/** As long as that of any endpoint with this profile. */
const TIMEOUT_MS = 15_000;

/**
 * Makes, changes or deletes a tenant's operational endpoint so that it is what the settings say, and stores them with its
 * id. Inside the caller's transaction, which holds the tenant's row.
 * @param wanted null: nobody is told anything
 * @param makeSecret makes a secret for a new endpoint, encrypted
 */
export async function storeAlertSettings(
  manager: EntityManager,
  tenant: TenantEntity,
  wanted: AlertSettings | null,
  makeSecret: () => string,
  actor: Actor,
): Promise<void> {
  const endpointId = await alignEndpoint(manager, tenant, wanted, makeSecret, actor);
  await manager.update(TenantEntity, { id: tenant.id }, { alerts: wanted && { ...wanted, endpointId } });
}

async function alignEndpoint(
  manager: EntityManager,
  tenant: TenantEntity,
  wanted: AlertSettings | null,
  makeSecret: () => string,
  actor: Actor,
): Promise<string | null> {
  const { id: tenantId } = tenant;
  const known = tenant.alerts?.endpointId ?? null;
  const url = wanted?.webhookUrl ?? null;
  if (known === null)
    return url === null ? null : create(manager, tenant, url, wanted?.events ?? [], makeSecret, actor);
  if (url === null) {
    await deleteEndpoint(manager, tenantId, known, actor);
    return null;
  }
  const current = await lockEndpoint(manager, tenantId, known);
  if (current === null) return create(manager, tenant, url, wanted?.events ?? [], makeSecret, actor);
  const events = wanted?.events ?? [];
  if (current.url === url && isDeepStrictEqual(current.events, events)) return known;
  const version = await moveWatermark(manager, tenantId);
  const before = manager.create(EndpointEntity, current);
  // Another address has not refused anything yet.
  const status = current.url === url ? current.status : 'active';
  const changed = await manager.save(Object.assign(current, { url, events, status }));
  await keepVersion(manager, changed, version);
  await announceChanges(manager, before, changed, actor);
  await recordAudit(manager, { tenantId, actor, action: 'endpoint.update', subject: known });
  return known;
}

async function create(
  manager: EntityManager,
  tenant: TenantEntity,
  url: string,
  events: AlertType[],
  makeSecret: () => string,
  actor: Actor,
): Promise<string> {
  const { id: tenantId, stoppedAt } = tenant;
  const version = await moveWatermark(manager, tenantId);
  const endpoint = manager.create(EndpointEntity, {
    id: newId('endpoint'),
    tenantId,
    url,
    events,
    description: 'Alerts of this tenant',
    profile: 'standard-webhooks',
    timeoutMs: TIMEOUT_MS,
    status: 'active',
    channels: null,
    deletedAt: null,
    operational: true,
    stopped: stoppedAt !== null,
  });
  const created = await manager.save(endpoint);
  await keepVersion(manager, created, version);
  await manager.insert(EndpointSecretEntity, {
    id: newId('secret'),
    endpointId: created.id,
    ciphertext: makeSecret(),
  });
  await recordAudit(manager, { tenantId, actor, action: 'endpoint.create', subject: created.id });
  return created.id;
}
