import type { DeliveryStatus, ErrorKind, WaitReason } from '#libs/contracts';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { OperationItemEntity } from '../entities/operation-item.entity.js';
import { WebhookDeliveryEntity } from '../entities/webhook-delivery.entity.js';

/** Which of a tenant's deliveries are wanted; an absent field asks nothing. */
export interface DeliverySearch {
  status?: DeliveryStatus;
  endpointId?: string;
  eventId?: string;
  eventType?: string;
  /** Of the last attempt. */
  statusCode?: number;
  /** Of the last attempt. */
  errorKind?: ErrorKind;
  waitReason?: WaitReason;
  orderingKey?: string;
  parked?: boolean;
  /** With at least so many attempts. */
  minAttempts?: number;
  /** Members of this bulk operation, or made by it. */
  operationId?: string;
  /** Created at or after. */
  from?: Date;
  /** Created before. */
  to?: Date;
  /** Ended at or after. */
  completedFrom?: Date;
  /** Ended before. */
  completedTo?: Date;
}

/**
 * The deliveries, `d`, of a tenant that a search asks for: lists and bulk operations mean the same by a filter.
 * @param manager of the transaction, or of none
 */
export function searchDeliveries(
  manager: EntityManager,
  tenantId: string,
  search: DeliverySearch,
): SelectQueryBuilder<WebhookDeliveryEntity> {
  const query = manager
    .getRepository(WebhookDeliveryEntity)
    .createQueryBuilder('d')
    .where('d.tenantId = :tenantId', { tenantId });
  for (const column of EQUAL_COLUMNS) {
    if (search[column.field] !== undefined) {
      query.andWhere(`d.${column.property} = :${column.field}`, { [column.field]: search[column.field] });
    }
  }
  if (search.status === 'pending' || search.status === 'delivering') {
    // Always true; each half is what a partial index of the relay or the reconciler covers, so that the few are found
    // there rather than in the history.
    query.andWhere('(d.dispatchedAt IS NULL OR d.dispatchedAt IS NOT NULL)');
    if (search.endpointId === undefined) {
      query.andWhere('d.endpointId = ANY(ARRAY(SELECT ep.id FROM endpoints ep WHERE ep.tenant_id = :tenantId))');
    }
  }
  const { minAttempts } = search;
  if (minAttempts !== undefined) query.andWhere('d.attemptCount >= :minAttempts', { minAttempts });
  if (search.from !== undefined) query.andWhere('d.createdAt >= :from', { from: search.from });
  if (search.to !== undefined) query.andWhere('d.createdAt < :to', { to: search.to });
  const { completedFrom, completedTo } = search;
  if (completedFrom !== undefined) query.andWhere('d.completedAt >= :completedFrom', { completedFrom });
  if (completedTo !== undefined) query.andWhere('d.completedAt < :completedTo', { completedTo });
  if (search.operationId !== undefined) {
    const members = query
      .subQuery()
      .select('i.deliveryId')
      .from(OperationItemEntity, 'i')
      .where('i.operationId = :operationId AND i.deliveryId IS NOT NULL', { operationId: search.operationId });
    query.andWhere(`d.id IN ${members.getQuery()}`).setParameters(members.getParameters());
  }
  return query;
}

/** Filters that compare for equality, and the property they compare. */
const EQUAL_COLUMNS = [
  { field: 'status', property: 'status' },
  { field: 'endpointId', property: 'endpointId' },
  { field: 'eventId', property: 'eventId' },
  { field: 'eventType', property: 'eventType' },
  { field: 'statusCode', property: 'lastStatusCode' },
  { field: 'errorKind', property: 'lastErrorKind' },
  { field: 'waitReason', property: 'waitReason' },
  { field: 'orderingKey', property: 'orderingKey' },
  { field: 'parked', property: 'parked' },
] as const satisfies readonly { field: keyof DeliverySearch; property: keyof WebhookDeliveryEntity }[];
