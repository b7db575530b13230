import { isFinal, type WaitReason } from '#libs/contracts';
import type { TimelineEntry } from '#libs/contracts/http';
import { parseRetryAfterMs } from '#libs/domain';
import type { DeliveryStory, DeliveryWithCommand } from '#libs/persistence';

type DeliveryRow = Pick<
  DeliveryWithCommand['delivery'],
  'status' | 'because' | 'createdAt' | 'completedAt' | 'generation'
>;
type AttemptRow = Pick<
  DeliveryStory['attempts'][number],
  | 'number'
  | 'trigger'
  | 'startedAt'
  | 'durationMs'
  | 'statusCode'
  | 'errorKind'
  | 'error'
  | 'responseHeaders'
  | 'nextAttemptAt'
>;
type CommandRow = Pick<DeliveryStory['timeline'][number], 'at' | 'kind' | 'detail' | 'actor'>;

/** How far a wait may lie from what `Retry-After` asked for and still be taken for it: the header has whole seconds. */
const RETRY_AFTER_SLACK_MS = 1000;

/**
 * The history of a delivery, oldest first. Creation, attempts, waits and the end are read from the rows that hold them
 * anyway; only what commands did has rows of its own.
 * @param delivery the delivery as it is
 * @param deliverAt when its event asked to be sent; null for at once
 * @param attempts in their order
 * @param commands in their order
 */
export function deliveryTimeline(
  delivery: DeliveryRow,
  deliverAt: Date | null,
  attempts: readonly AttemptRow[],
  commands: readonly CommandRow[],
): TimelineEntry[] {
  const entries: TimelineEntry[] = [
    { at: delivery.createdAt.toISOString(), kind: 'created', detail: creationDetail(delivery.generation, attempts[0]) },
  ];
  if (deliverAt !== null && delivery.generation === 0 && deliverAt > delivery.createdAt) {
    entries.push(waitEntry(delivery.createdAt, deliverAt, 'scheduled', 'the event asked for this time'));
  }
  for (const attempt of attempts) entries.push(...attemptEntries(attempt));
  // An end that no attempt and no command led to has a line of its own, for the stream; here the delivery's row tells it.
  for (const { at, kind, detail, actor } of commands.filter((command) => !isEnd(command))) {
    entries.push({ at: at.toISOString(), kind, detail, ...(actor === null ? {} : { actor }) });
  }
  if (isFinal(delivery.status) && delivery.completedAt !== null) {
    entries.push({ at: delivery.completedAt.toISOString(), kind: delivery.status, detail: delivery.because });
  }
  // Equal times keep the order above: an attempt stands before the wait or the end that it led to.
  return entries.toSorted((a, b) => Number(a.at > b.at) - Number(a.at < b.at));
}

function isEnd({ kind }: CommandRow): boolean {
  return kind === 'succeeded' || kind === 'failed' || kind === 'cancelled';
}

/**
 * Why a delivery was made.
 * @param first its first attempt, as far as there is one
 */
export function creationDetail(generation: number, first: Pick<AttemptRow, 'trigger'> | undefined): string {
  if (first?.trigger === 'test') return 'made by a test';
  return generation === 0 ? 'the event matched the endpoint' : `replay ${generation} of the event`;
}

/** What an attempt is in the history of its delivery: itself, and the wait that it led to. */
export function attemptEntries(attempt: AttemptRow): TimelineEntry[] {
  const { number, trigger, startedAt, durationMs, statusCode, errorKind, error, nextAttemptAt } = attempt;
  const met =
    errorKind === null ? `the receiver answered ${statusCode ?? '2xx'}` : `${errorKind}: ${error ?? errorKind}`;
  const why = trigger === 'schedule' ? '' : ` (${trigger})`;
  const entry = {
    at: startedAt.toISOString(),
    kind: 'attempt',
    detail: `attempt ${number}${why}: ${met}, after ${durationMs} ms`,
  };
  if (nextAttemptAt === null) return [entry];
  const endedAt = new Date(startedAt.getTime() + durationMs);
  return [entry, waitEntry(endedAt, nextAttemptAt, waitReason(attempt, endedAt, nextAttemptAt), error ?? met)];
}

/** The reason of a wait is not kept once it is over; the receiver's answer tells whether it asked for this one. */
function waitReason({ responseHeaders }: AttemptRow, endedAt: Date, nextAttemptAt: Date): WaitReason {
  const retryAfter = responseHeaders?.['retry-after'];
  if (retryAfter === undefined) return 'backoff';
  const askedMs = parseRetryAfterMs(retryAfter, endedAt.getTime());
  const waitedMs = nextAttemptAt.getTime() - endedAt.getTime();
  return askedMs !== null && askedMs > 0 && Math.abs(askedMs - waitedMs) <= RETRY_AFTER_SLACK_MS
    ? 'retry-after'
    : 'backoff';
}

function waitEntry(at: Date, until: Date, reason: WaitReason, because: string): TimelineEntry {
  return {
    at: at.toISOString(),
    kind: 'waiting',
    detail: `${reason} until ${until.toISOString()}: ${because}`,
    reason,
    until: until.toISOString(),
  };
}
