import { attemptId } from '#libs/contracts';
import type { StreamMessage } from '#libs/contracts/http';
import { END_OF_TIME_KEY, type Change, type ChangedAttempt, type FeedPosition } from '#libs/persistence';
import { attemptEntries, creationDetail } from '../deliveries/delivery-timeline.js';
import { decodeCursor, encodeCursor } from '../http/pagination.js';
import { ProblemException } from '../http/problem.exception.js';

/** A message with its place in the stream. */
export interface PlacedMessage {
  /** What `Last-Event-ID` names. */
  id: string;
  message: StreamMessage;
}

/** Where a stream goes on. */
export interface ResumePoint {
  after: FeedPosition;
  /** The change in the middle of which it goes on, and how many of its messages are known; null for none. */
  within: { position: FeedPosition; told: number } | null;
}

/** Separates the key of a change from the number of its message; no key has one. */
const SEPARATOR = '!';

/** Sorts right before every key of its time. */
const START_OF_TIME_KEY = '!';

/** What is told of a change: one message for the change itself, and one for what came of an attempt. */
export function messagesOf({ position, delivery, what }: Change): PlacedMessage[] {
  const { deliveryId, eventId, eventType, endpointId } = delivery;
  const common = {
    deliveryId,
    eventId,
    eventType,
    endpointId,
    delivery: {
      status: delivery.status,
      ...(delivery.waitReason === null ? {} : { waitReason: delivery.waitReason }),
      ...(delivery.nextAttemptAt === null ? {} : { nextAttemptAt: delivery.nextAttemptAt.toISOString() }),
      attemptCount: delivery.attemptCount,
    },
  };
  switch (what.kind) {
    case 'created': {
      const at = new Date(position.atMs).toISOString();
      const detail = creationDetail(delivery.generation, undefined);
      return placed(position, [{ kind: 'created', at, detail, ...common }]);
    }
    case 'timeline': {
      const actor = what.actor === null ? {} : { actor: what.actor };
      return placed(position, [
        { kind: what.entry, at: what.at.toISOString(), detail: what.detail, ...actor, ...common },
      ]);
    }
    case 'attempt':
      return placed(
        position,
        attemptMessages(delivery, what.attempt).map((message) => ({ ...message, ...common })),
      );
  }
}

type Told = Pick<StreamMessage, 'kind' | 'at' | 'detail' | 'attempt'>;

function attemptMessages(delivery: Change['delivery'], attempt: ChangedAttempt): Told[] {
  const { number, trigger, startedAt, durationMs, outcome, statusCode, errorKind, error } = attempt;
  const endedAt = new Date(startedAt.getTime() + durationMs).toISOString();
  const responseHeaders = attempt.retryAfter === null ? null : { 'retry-after': attempt.retryAfter };
  const [made, wait] = attemptEntries({ ...attempt, responseHeaders });
  const told: Told[] = [
    {
      kind: 'attempt',
      at: endedAt,
      detail: made?.detail ?? '',
      attempt: {
        id: attemptId(delivery.deliveryId, number),
        number,
        trigger,
        startedAt: startedAt.toISOString(),
        durationMs,
        outcome,
        ...(statusCode === null ? {} : { statusCode }),
        ...(errorKind === null ? {} : { errorKind }),
        ...(error === null ? {} : { error }),
      },
    },
  ];
  if (wait !== undefined) told.push({ kind: wait.kind, at: wait.at, detail: wait.detail });
  if (outcome !== 'retry') {
    // The sentence of the row is about this attempt as long as nothing else has happened.
    const isLast = delivery.status === outcome && delivery.attemptCount === number;
    told.push({ kind: outcome, at: endedAt, detail: isLast ? delivery.because : (error ?? `by attempt ${number}`) });
  }
  return told;
}

/** Only the last message of a change is known by the change's own place: a resume behind another goes on within it. */
function placed({ atMs, key }: FeedPosition, messages: StreamMessage[]): PlacedMessage[] {
  return messages.map((message, index) => {
    const part = index === messages.length - 1 ? '' : `${SEPARATOR}${index + 1}`;
    return { id: encodeCursor({ createdAt: new Date(atMs), id: key + part }), message };
  });
}

/** The `id` of a place that has no message of its own. */
export function idOfPosition({ atMs, key }: FeedPosition): string {
  return encodeCursor({ createdAt: new Date(atMs), id: key });
}

/**
 * Where a stream goes on behind a message.
 * @param lastEventId what the client has sent
 * @returns null where it is no id of this stream
 */
export function resumePoint(lastEventId: string): ResumePoint | null {
  try {
    const { createdAt, id } = decodeCursor(lastEventId);
    const [key = '', part] = id.split(SEPARATOR);
    const atMs = createdAt.getTime();
    if (part === undefined) return { after: { atMs, key }, within: null };
    const within = { position: { atMs, key }, told: Number(part) || 0 };
    return { after: { atMs, key: START_OF_TIME_KEY }, within };
  } catch (error) {
    if (error instanceof ProblemException) return null;
    throw error;
  }
}

/** The messages of a change that lie behind the point at which a stream goes on. */
export function messagesBehind(change: Change, { after, within }: ResumePoint): PlacedMessage[] {
  if (!isBehind(change.position, after)) return [];
  const messages = messagesOf(change);
  if (within === null || isBehind(change.position, within.position)) return messages;
  return isBehind(within.position, change.position) ? [] : messages.slice(within.told);
}

/** The last place of which something is known where a stream goes on. */
export function furthest({ after, within }: ResumePoint): FeedPosition {
  return within !== null && isBehind(within.position, after) ? within.position : after;
}

/** Whether a place lies behind another. */
export function isBehind(one: FeedPosition, other: FeedPosition): boolean {
  return one.atMs === other.atMs ? one.key > other.key : one.atMs > other.atMs;
}

/** The last place before a time. */
export function endBefore(atMs: number): FeedPosition {
  return { atMs: atMs - 1, key: END_OF_TIME_KEY };
}
