import type { EntityManager } from 'typeorm';
import { EndpointEntity } from '../entities/index.js';
import { cancelUnfinished } from './cancel-unfinished.js';
import { keepVersion, moveWatermark } from './endpoint-watermark.js';

/**
 * Disables an endpoint because a rule says so: it gets no events any more, and what still waits for it is cancelled.
 * Inside the caller's transaction, which holds the tenant's row and the endpoint's.
 * @param actor who is named in the timelines of its deliveries
 * @param because shown with the endpoint and with its deliveries
 */
export async function disableEndpoint(
  manager: EntityManager,
  subject: { id: string; tenantId: string },
  actor: string,
  because: string,
): Promise<void> {
  const version = await moveWatermark(manager, subject.tenantId);
  await manager.update(EndpointEntity, { id: subject.id }, { status: 'disabled', disabledBecause: because });
  const endpoint = await manager.findOneByOrFail(EndpointEntity, { id: subject.id });
  await keepVersion(manager, endpoint, version);
  await cancelUnfinished(manager, { endpointId: subject.id }, actor, `the endpoint was disabled: ${because}`);
}
