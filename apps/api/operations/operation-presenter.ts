import type { OperationAnswer, OperationDetail } from '#libs/contracts/http';
import type { entities, FailedMember } from '#libs/persistence';

/** A bulk operation as lists show it; what does not apply is absent. */
export function presentOperation(operation: entities.OperationEntity): OperationAnswer {
  const { id, tenantId, action, filter, at, reason, ratePerSecond, status, total, done, failed, actor } = operation;
  return {
    id,
    tenantId,
    action,
    filter,
    ...(at === null ? {} : { at: at.toISOString() }),
    ...(reason === null ? {} : { reason }),
    ratePerSecond,
    status,
    total,
    done,
    failed,
    actor,
    startedAt: operation.createdAt.toISOString(),
    ...(operation.finishedAt === null ? {} : { finishedAt: operation.finishedAt.toISOString() }),
  };
}

/** Members that could not be acted on. */
export function presentFailures(failures: readonly FailedMember[]): OperationDetail['failures'] {
  return failures.map(({ deliveryId, eventId, endpointId, detail }) => ({
    ...(deliveryId === null ? {} : { deliveryId }),
    ...(eventId === null ? {} : { eventId }),
    ...(endpointId === null ? {} : { endpointId }),
    detail: detail ?? '',
  }));
}
