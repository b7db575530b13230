import type { AlertType } from '#libs/contracts';
import { isDeepStrictEqual } from 'node:util';
import type { EntityManager } from 'typeorm';
import { TenantEntity, type EndpointEntity } from '../entities/index.js';
import type { Actor } from '../repositories/audit.repository.js';
import { changeEndpoint, createEndpoint, deleteEndpoint, lockEndpoint } from '../repositories/endpoint.repository.js';
import { moveWatermark } from './endpoint-watermark.js';

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

/** What every operational endpoint is. Its time-out is that of any endpoint with this profile. */
const OPERATIONAL: Partial<EndpointEntity> = {
  description: 'Alerts of this tenant',
  profile: 'standard-webhooks',
  timeoutMs: 15_000,
  status: 'active',
  channels: null,
  deletedAt: null,
  operational: true,
};

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
  { id: tenantId, alerts }: TenantEntity,
  wanted: AlertSettings | null,
  makeSecret: () => string,
  actor: Actor,
): Promise<string | null> {
  const known = alerts?.endpointId ?? null;
  const url = wanted?.webhookUrl ?? null;
  const events = wanted?.events ?? [];
  if (url === null) {
    if (known !== null) await deleteEndpoint(manager, tenantId, known, actor);
    return null;
  }
  const current = known === null ? null : await lockEndpoint(manager, tenantId, known);
  if (current === null) {
    const created = await createEndpoint(manager, tenantId, { ...OPERATIONAL, url, events }, makeSecret(), actor);
    return created.id;
  }
  if (current.url === url && isDeepStrictEqual(current.events, events)) return current.id;
  // Another address has not refused anything yet.
  const status = current.url === url ? current.status : 'active';
  const version = await moveWatermark(manager, tenantId);
  await changeEndpoint(manager, current, { url, events, status }, version, actor);
  return current.id;
}
