import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { StreamQuery } from '#libs/contracts/http';
import { Authenticator } from '../http/authenticator.js';
import { ProblemException } from '../http/problem.exception.js';
import { EventStream } from './event-stream.js';
import { StreamHub, type Listener } from './stream-hub.js';
import { idOfPosition, resumePoint, type PlacedMessage } from './stream-messages.js';

/** Streams of one tenant at a time, in one process of the API. */
const STREAMS_OF_ONE_TENANT = 20;

/** How often a comment is sent, and the key looked at again. */
const BEAT_MS = 15_000;

const GAP = 'What happened meanwhile is too much or too long ago to be told here: look at the list of deliveries.';

/** Whom a stream is for, and what of. */
export interface StreamWish {
  tenantId: string;
  query: StreamQuery;
  lastEventId: string | undefined;
}

/** Streams of what happens to deliveries. */
@Injectable()
export class StreamService {
  /** Begun and not ended, by tenant. */
  private readonly open = new Map<string, number>();

  constructor(
    private readonly hub: StreamHub,
    private readonly authenticator: Authenticator,
  ) {}

  /**
   * Answers a request with a stream; returns when it has begun.
   * @throws ProblemException 429 where the tenant has too many
   */
  async follow({ tenantId, query, lastEventId }: StreamWish, reply: FastifyReply): Promise<void> {
    const open = this.open.get(tenantId) ?? 0;
    if (open >= STREAMS_OF_ONE_TENANT) {
      throw new ProblemException('too-many-streams', `The tenant has ${open} streams open.`, {
        headers: { 'retry-after': '10' },
      });
    }
    this.open.set(tenantId, open + 1);
    const { request } = reply;
    reply.hijack();
    const stream = new EventStream(reply.raw);
    const listener: Listener = {
      tenantId,
      tell: (messages) => stream.send(messages.filter((placed) => isWanted(placed, query))),
      drained: () => stream.drained(),
      gap: () => stream.note({ reason: 'gap', detail: GAP }),
      stop: () => stream.end({ reason: 'stopping', detail: 'The server stops: resume in a moment.' }),
    };
    const beat = setInterval(() => {
      this.beat(stream, listener);
      void this.authenticator.authenticate(request).catch((error: unknown) => {
        // Another failure, such as a database that is away, is no reason to end.
        if (error instanceof ProblemException && error.getStatus() < 500) {
          stream.end({ reason: 'signed-out', detail: error.message });
        }
      });
    }, BEAT_MS);
    reply.raw.on('close', () => {
      clearInterval(beat);
      this.hub.remove(listener);
      const left = (this.open.get(tenantId) ?? 1) - 1;
      if (left > 0) this.open.set(tenantId, left);
      else this.open.delete(tenantId);
    });
    stream.open({ 'x-content-type-options': 'nosniff' });
    const resume = lastEventId === undefined || lastEventId === '' ? null : resumePoint(lastEventId);
    if (resume === null && lastEventId !== undefined && lastEventId !== '') listener.gap();
    try {
      await this.hub.add(listener, resume, () => stream.isOver);
      this.beat(stream, listener);
    } catch {
      // The head is sent, so no problem document can be: the client comes back.
      reply.raw.destroy();
    }
  }

  private beat(stream: EventStream, listener: Listener): void {
    const position = this.hub.positionOf(listener);
    stream.beat(position === null ? null : idOfPosition(position));
  }
}

function isWanted({ message }: PlacedMessage, { endpointId, status, eventType }: StreamQuery): boolean {
  return (
    (endpointId === undefined || message.endpointId === endpointId) &&
    (status === undefined || message.delivery.status === status) &&
    (eventType === undefined || message.eventType === eventType)
  );
}
