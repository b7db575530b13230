import { attemptId, type CommandKind } from '#libs/contracts';
import type { AttemptAnswer, DeliveryAnswer } from '#libs/contracts/http';
import { describeDelivery } from '#libs/domain';
import type { DeliveryStory, DeliveryWithCommand } from '#libs/persistence';

type DeliveryRow = DeliveryWithCommand['delivery'];
type AttemptRow = DeliveryStory['attempts'][number];

/** A delivery as lists show it; what does not apply is absent. */
export function presentDelivery({ delivery, pendingCommand }: DeliveryWithCommand): DeliveryAnswer {
  const { id, eventId, eventType, endpointId, tenantId, generation, status, attemptCount } = delivery;
  return {
    id,
    eventId,
    eventType,
    endpointId,
    tenantId,
    generation,
    status,
    explanation: explain(delivery),
    ...waitOf(delivery),
    ...commandOf(pendingCommand),
    ...(delivery.parked ? { parked: true as const } : {}),
    attemptCount,
    createdAt: delivery.createdAt.toISOString(),
    ...(delivery.completedAt === null ? {} : { completedAt: delivery.completedAt.toISOString() }),
    ...(delivery.expiresAt === null ? {} : { expiresAt: delivery.expiresAt.toISOString() }),
    ...(delivery.orderingKey === null ? {} : { orderingKey: delivery.orderingKey }),
    ...(delivery.lastStatusCode === null ? {} : { lastStatusCode: delivery.lastStatusCode }),
    ...(delivery.lastErrorKind === null ? {} : { lastErrorKind: delivery.lastErrorKind }),
    ...(delivery.lastError === null ? {} : { lastError: delivery.lastError }),
  };
}

/** An attempt with its answer. */
export function presentAttempt(attempt: AttemptRow): AttemptAnswer {
  return {
    id: attemptId(attempt.deliveryId, attempt.number),
    number: attempt.number,
    trigger: attempt.trigger,
    startedAt: attempt.startedAt.toISOString(),
    durationMs: attempt.durationMs,
    outcome: attempt.outcome,
    ...(attempt.statusCode === null ? {} : { statusCode: attempt.statusCode }),
    ...(attempt.responseHeaders === null ? {} : { responseHeaders: attempt.responseHeaders }),
    ...(attempt.responseBody === null ? {} : { responseBody: attempt.responseBody }),
    responseTruncated: attempt.responseTruncated,
    ...(attempt.errorKind === null ? {} : { errorKind: attempt.errorKind }),
    ...(attempt.error === null ? {} : { error: attempt.error }),
    ...(attempt.remoteAddress === null ? {} : { remoteAddress: attempt.remoteAddress }),
  };
}

function explain({ status, waitReason, nextAttemptAt, because }: DeliveryRow): string {
  return describeDelivery({ status, waitReason, nextAttemptAtMs: nextAttemptAt?.getTime() ?? null, because });
}

/** While an attempt is in flight the due time in the row is the end of its lease, which is nobody's business. */
function waitOf({
  status,
  waitReason,
  nextAttemptAt,
}: DeliveryRow): Pick<DeliveryAnswer, 'waitReason' | 'nextAttemptAt'> {
  if (status !== 'pending' && status !== 'waiting' && status !== 'held') return {};
  return {
    ...(waitReason === null ? {} : { waitReason }),
    ...(nextAttemptAt === null ? {} : { nextAttemptAt: nextAttemptAt.toISOString() }),
  };
}

function commandOf(pendingCommand: CommandKind | null): Pick<DeliveryAnswer, 'pendingCommand'> {
  return pendingCommand === null ? {} : { pendingCommand };
}
