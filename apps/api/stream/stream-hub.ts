import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Logger } from '#libs/observability';
import { ChangeFeedRepository, type Change, type FeedPosition } from '#libs/persistence';
import { LOGGER } from '../tokens.js';
import {
  endBefore,
  furthest,
  isBehind,
  messagesBehind,
  messagesOf,
  type PlacedMessage,
  type ResumePoint,
} from './stream-messages.js';

/** How often the database is asked, in milliseconds, while somebody listens. */
const POLL_MS = 500;

/** After a failure it is asked again only then. */
const RETRY_MS = 2_000;

/** Changes that are read at once. */
const PAGE_CHANGES = 1_000;

/** What lies longer ago or is more than this is not caught up with. */
const CATCH_UP_MS = 10 * 60_000;
const CATCH_UP_CHANGES = 10_000;

/** Somebody who follows the changes of a tenant. */
export interface Listener {
  tenantId: string;
  /** Gets messages in their order, each once. */
  tell(messages: readonly PlacedMessage[]): void;
  /** Waits until what was told has left; asked only while somebody is told of what he has missed. */
  drained(): Promise<void>;
  /** Some messages will not come: there are too many, or they are too old. */
  gap(): void;
  /** The program stops. */
  stop(): void;
}

/** Reads changes once for all who listen to them, and only while somebody does. */
@Injectable()
export class StreamHub implements BeforeApplicationShutdown {
  /** Those who listen; where another process of the API has told somebody more than we are at, what he knows. */
  private readonly listeners = new Map<Listener, ResumePoint | null>();
  /** Those who are still told of what they have missed. */
  private joining = 0;
  /** Everything up to here was told to those who listen; null while nobody does. */
  private position: FeedPosition | null = null;
  /** A page that is being read for the tenants that had listeners when it was begun. */
  private page: Promise<boolean> | null = null;
  private polling: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(
    private readonly feed: ChangeFeedRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Up to where somebody was told everything; null while he is told of what he has missed, or knows more than we do. */
  positionOf(listener: Listener): FeedPosition | null {
    return this.listeners.get(listener) === null ? this.position : null;
  }

  /**
   * Lets somebody listen, from now on or from where he was.
   * @param resume null for from now on
   * @param isGone whether he has left meanwhile
   */
  async add(listener: Listener, resume: ResumePoint | null, isGone: () => boolean): Promise<void> {
    this.joining++;
    try {
      await this.join(listener, resume, isGone);
    } finally {
      this.joining--;
      this.rest();
    }
  }

  private async join(listener: Listener, resume: ResumePoint | null, isGone: () => boolean): Promise<void> {
    let known = resume;
    let changes = 0;
    while (!this.stopped && !isGone()) {
      if (this.page !== null) {
        // It may have been begun without this tenant.
        await this.page.catch(() => false);
        continue;
      }
      if (this.position === null) {
        const untilMs = await this.feed.completeUntil();
        this.position ??= endBefore(untilMs);
        continue;
      }
      // Those who listen already may have been told more meanwhile, so the end is looked at anew in every round.
      const end = this.position;
      known ??= { after: end, within: null };
      const missedMs = end.atMs - known.after.atMs;
      if (!isBehind(end, known.after) && -missedMs <= CATCH_UP_MS) {
        this.listeners.set(listener, isBehind(furthest(known), end) ? known : null);
        this.schedule(POLL_MS);
        return;
      }
      if (Math.abs(missedMs) > CATCH_UP_MS || changes > CATCH_UP_CHANGES) {
        listener.gap();
        known = { after: end, within: null };
        continue;
      }
      const point = known;
      const read = await this.feed.readChanges([listener.tenantId], point.after, end.atMs + 1, PAGE_CHANGES);
      const due = read.filter(({ position }) => !isBehind(position, end));
      listener.tell(due.flatMap((change) => messagesBehind(change, point)));
      await listener.drained();
      changes += due.length;
      const last = due.at(-1);
      known = { ...point, after: due.length < PAGE_CHANGES || last === undefined ? end : last.position };
    }
    if (this.stopped) listener.stop();
  }

  /** He has left. */
  remove(listener: Listener): void {
    this.listeners.delete(listener);
    this.rest();
  }

  /** Tells everybody, so that their connections do not keep the server from closing. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    for (const listener of [...this.listeners.keys()]) listener.stop();
    await this.polling;
  }

  /** While nobody listens nothing is asked, and whoever comes next begins anew. */
  private rest(): void {
    if (this.listeners.size > 0 || this.joining > 0 || this.polling !== null) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.position = null;
  }

  private schedule(afterMs: number): void {
    if (this.polling !== null || this.timer !== null || this.stopped) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.polling = this.poll().then((nextMs) => {
        this.polling = null;
        if (this.listeners.size > 0) this.schedule(nextMs);
        this.rest();
      });
    }, afterMs);
  }

  /** @returns when to ask again, in milliseconds */
  private async poll(): Promise<number> {
    try {
      const untilMs = await this.feed.completeUntil();
      let isMore = true;
      while (isMore && this.listeners.size > 0 && !this.stopped) {
        this.page = this.tellPage(untilMs);
        // oxlint-disable-next-line no-await-in-loop -- a page begins where the one before has ended
        isMore = await this.page.finally(() => {
          this.page = null;
        });
      }
      return POLL_MS;
    } catch (error) {
      this.logger.warn({ err: error }, 'the stream of changes cannot be read; it is tried again');
      return RETRY_MS;
    }
  }

  /** @returns whether there may be more */
  private async tellPage(untilMs: number): Promise<boolean> {
    const after = this.position;
    if (after === null) return false;
    const tenants = [...new Set([...this.listeners.keys()].map(({ tenantId }) => tenantId))];
    const changes = await this.feed.readChanges(tenants, after, untilMs, PAGE_CHANGES);
    const isFull = changes.length === PAGE_CHANGES;
    const last = changes.at(-1);
    if (isFull && last !== undefined) this.position = last.position;
    else if (untilMs - 1 > after.atMs) this.position = endBefore(untilMs);
    this.tell(tenants, changes);
    this.forgetKnown();
    return isFull;
  }

  private tell(tenants: readonly string[], changes: readonly Change[]): void {
    for (const tenantId of tenants) {
      const own = changes.filter(({ delivery }) => delivery.tenantId === tenantId);
      if (own.length === 0) continue;
      const messages = own.flatMap(messagesOf);
      for (const [listener, known] of [...this.listeners]) {
        if (listener.tenantId !== tenantId) continue;
        listener.tell(known === null ? messages : own.flatMap((change) => messagesBehind(change, known)));
      }
    }
  }

  /** Who knew more than we do is one like any other as soon as we are as far. */
  private forgetKnown(): void {
    const { position } = this;
    if (position === null) return;
    for (const [listener, known] of this.listeners) {
      if (known !== null && !isBehind(furthest(known), position)) this.listeners.set(listener, null);
    }
  }
}
