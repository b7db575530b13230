import { matchSubscription, type MatchableEvent } from '#libs/domain';
import type { Logger, Metrics } from '#libs/observability';
import {
  envelopeOf,
  idOf,
  ROWS_OF_ONE_TENANT,
  SCHEDULED_BECAUSE,
  type DispatchableDelivery,
  type MatchableEndpoint,
  type NewDelivery,
  type OutboxRow,
  type RelayRepository,
  type TenantEndpoints,
} from '#libs/persistence';
import type { EntityManager } from 'typeorm';
import type { Lane } from './lane.js';
import type { OutboxIntake } from './outbox-intake.js';

/** What the relay works with. */
export interface RelayOptions {
  repository: RelayRepository;
  intake: OutboxIntake;
  lane: Lane;
  metrics: Metrics;
  logger: Logger;
  /** Outbox rows per transaction. */
  batchSize: number;
}

/** How long handing over pauses after a failure (Temporal away): accepting goes on meanwhile. */
const PAUSE_AFTER_FAILURE_MS = 1_000;

/** A round costs a transaction: with less than this share of the lane free it waits for more room. */
const ROOM_WORTH_A_ROUND = 0.25;

/**
 * Turns accepted events into deliveries and hands these to their lane. Several relays may run at once: each works on
 * rows that it has locked. A crash at any point repeats a step and changes nothing: what is not committed is claimed
 * again, what is committed but not handed over is found by the reconciler.
 */
export class Relay {
  private readonly endpoints = new Map<string, TenantEndpoints>();
  private lastTenant = '';
  private pausedUntilMs = 0;
  private lastBacklog = '';
  private readonly notStarted: DispatchableDelivery[] = [];
  /** True when the last look at the outbox, or at the backlog, left something for lack of room. */
  private leftOver = { outbox: false, backlog: false };

  constructor(private readonly options: RelayOptions) {}

  /** True when work waits for room and enough has become free to be worth a round. */
  get canGoOn(): boolean {
    const { lane } = this.options;
    return (this.leftOver.outbox || this.leftOver.backlog) && lane.room >= lane.capacity * ROOM_WORTH_A_ROUND;
  }

  /**
   * Fans out a batch of the outbox and hands its deliveries over, as far as there is room.
   * @returns true when there may be more to do at once
   */
  async fanOut(): Promise<boolean> {
    const { repository, lane, metrics } = this.options;
    const limit = this.isPaused ? 0 : Math.min(this.options.batchSize, lane.room);
    if (limit === 0) {
      this.leftOver.outbox = true;
      return false;
    }
    const { claimed, cappedTenant, dispatched } = await repository.inTransaction(async (manager) => {
      const rows = await repository.claimOutboxBatch(manager, limit, this.lastTenant);
      const cappedTenant = hasCappedTenant(rows);
      if (rows.length === 0) return { claimed: 0, cappedTenant, dispatched: [] };
      return { claimed: rows.length, cappedTenant, dispatched: await this.fanOutRows(manager, rows) };
    });
    this.leftOver.outbox = claimed === limit || cappedTenant;
    if (claimed > 0) metrics.relayBatchTaken(claimed);
    await this.handOver(dispatched);
    return this.leftOver.outbox && lane.room >= lane.capacity * ROOM_WORTH_A_ROUND;
  }

  /**
   * Hands over deliveries that found no room when they were made.
   * @returns true when there may be more to do at once
   */
  async dispatchBacklog(): Promise<boolean> {
    const { repository, lane } = this.options;
    let room = this.isPaused ? 0 : lane.room;
    if (room === 0) return false;
    await this.handOver(this.notStarted.splice(0));
    const backlogs = await repository.findBacklogs();
    this.leftOver.backlog = backlogs.length > 0;
    // Each gets its share, beginning after the one that was served last: none may take all the room.
    const share = Math.ceil(room / Math.max(1, backlogs.length));
    const rooms = new Map<string, number>();
    for (const endpointId of rotate(backlogs, this.lastBacklog)) {
      const own = Math.min(room, share, lane.roomFor(endpointId));
      if (own === 0) continue;
      rooms.set(endpointId, own);
      this.lastBacklog = endpointId;
      room -= own;
      if (room === 0) break;
    }
    if (rooms.size === 0) return false;
    const taken = await repository.takeBacklog(rooms);
    await this.handOver(taken);
    return taken.length > 0 && lane.room >= lane.capacity * ROOM_WORTH_A_ROUND;
  }

  private get isPaused(): boolean {
    return Date.now() < this.pausedUntilMs;
  }

  /** Makes the deliveries of claimed rows; returns those that have room in their lane right now. */
  private async fanOutRows(manager: EntityManager, rows: OutboxRow[]): Promise<DispatchableDelivery[]> {
    const { repository, intake, lane } = this.options;
    this.lastTenant = rows.at(-1)?.tenantId ?? '';
    await this.refreshEndpoints(manager, rows);
    const relayed: { row: OutboxRow; version: number }[] = [];
    const deliveries: NewDelivery[] = [];
    const dispatched: DispatchableDelivery[] = [];
    const taken = new Map<string, number>();
    for (const row of rows) {
      const tenant = this.endpoints.get(row.tenantId);
      if (row.acceptedAt === null || row.externalId === null || tenant === undefined) {
        await intake.take(manager, row);
        continue;
      }
      relayed.push({ row, version: tenant.version });
      for (const endpoint of tenant.endpoints) {
        if (!matchSubscription(endpoint, matchable(row)).matched) continue;
        const used = taken.get(endpoint.id) ?? 0;
        const hasRoom = dispatched.length < lane.room && used < lane.roomFor(endpoint.id);
        const delivery = newDelivery(row, row.acceptedAt, row.externalId, endpoint, hasRoom);
        deliveries.push(delivery);
        if (!hasRoom && !isLater(delivery)) {
          this.leftOver.backlog = true;
          continue;
        }
        taken.set(endpoint.id, used + 1);
        dispatched.push(dispatchable(delivery, endpoint));
      }
    }
    const held = await repository.finishBatch(manager, relayed, deliveries);
    return dispatched.filter(({ id }) => !held.has(id));
  }

  /** Loads the endpoints of tenants whose cached ones are of another version than the claim saw. */
  private async refreshEndpoints(manager: EntityManager, rows: OutboxRow[]): Promise<void> {
    const stale = new Set(
      rows
        .filter((row) => row.externalId !== null && this.endpoints.get(row.tenantId)?.version !== row.endpointsVersion)
        .map((row) => row.tenantId),
    );
    if (stale.size === 0) return;
    for (const [tenantId, loaded] of await this.options.repository.loadEndpoints(manager, [...stale])) {
      this.endpoints.set(tenantId, loaded);
    }
  }

  private async deliverAfter(before: Promise<unknown>, delivery: DispatchableDelivery): Promise<void> {
    await before.catch(() => undefined);
    await this.options.lane.deliver(delivery);
  }

  /** Hands deliveries to the lane; those that it does not take go back to the backlog. */
  private async handOver(deliveries: DispatchableDelivery[]): Promise<void> {
    if (deliveries.length === 0) return;
    const before = new Map<string, Promise<unknown>>();
    const outcomes = await Promise.allSettled(
      deliveries.map((delivery) => {
        // What a gate lets go goes out in the order of the events: one after the other, though not waiting for answers.
        const { endpointId } = delivery;
        const inOrder = delivery.nextTrigger === 'resume' ? before.get(endpointId) : undefined;
        const handed =
          inOrder === undefined ? this.options.lane.deliver(delivery) : this.deliverAfter(inOrder, delivery);
        if (delivery.nextTrigger === 'resume') before.set(endpointId, handed);
        return handed;
      }),
    );
    const refused = deliveries.filter((_, index) => outcomes[index]?.status === 'rejected');
    if (refused.length === 0) return;
    const cause = outcomes.find((outcome) => outcome.status === 'rejected');
    this.options.logger.warn(
      { err: cause?.status === 'rejected' ? cause.reason : undefined, deliveries: refused.length },
      'deliveries could not be handed over; they stay in Postgres and are tried again',
    );
    this.pausedUntilMs = Date.now() + PAUSE_AFTER_FAILURE_MS;
    this.leftOver.backlog = true;
    // Those that wait for their own time are in no backlog. Forgotten with the process, they are found as overdue.
    this.notStarted.push(...refused.filter((delivery) => delivery.status === 'waiting'));
    await this.options.repository.returnToBacklog(refused.map((delivery) => delivery.id));
  }
}

/** True when a tenant got as many rows as one may get of a round: it may have more. */
function hasCappedTenant(rows: readonly OutboxRow[]): boolean {
  const counts = new Map<string, number>();
  for (const { tenantId } of rows) counts.set(tenantId, (counts.get(tenantId) ?? 0) + 1);
  return [...counts.values()].some((count) => count >= ROWS_OF_ONE_TENANT);
}

/** The ids in their order, beginning after `last`. */
function rotate(ids: readonly string[], last: string): string[] {
  return [...ids.filter((id) => id > last), ...ids.filter((id) => id <= last)];
}

function newDelivery(
  row: OutboxRow,
  acceptedAt: Date,
  externalId: string | number,
  endpoint: MatchableEndpoint,
  dispatched: boolean,
): NewDelivery {
  return {
    tenantId: row.tenantId,
    endpointId: endpoint.id,
    eventId: row.eventId ?? '',
    eventAcceptedAt: acceptedAt,
    eventType: row.type ?? '',
    generation: 0,
    envelope: envelopeOf(endpoint, externalId),
    trigger: 'schedule',
    deliverAt: row.deliverAt,
    expiresAt: row.expiresAt,
    orderingKey: row.orderingKey,
    ordered: endpoint.ordered && row.orderingKey !== null,
    position: row.seq,
    dispatched,
  };
}

/** What decides about a row's event. */
function matchable({ type, channels, source }: OutboxRow): MatchableEvent {
  return { type: type ?? '', channels, source: source ?? 'outbox' };
}

function isLater(delivery: NewDelivery): boolean {
  return delivery.deliverAt !== null && delivery.deliverAt.getTime() > Date.now();
}

function dispatchable(delivery: NewDelivery, endpoint: MatchableEndpoint): DispatchableDelivery {
  const later = isLater(delivery);
  return {
    id: idOf(delivery),
    tenantId: delivery.tenantId,
    endpointId: delivery.endpointId,
    eventType: delivery.eventType,
    url: endpoint.url,
    attemptCount: 0,
    stateVersion: 0,
    status: later ? 'waiting' : 'pending',
    nextAttemptAt: delivery.deliverAt,
    waitReason: later ? 'scheduled' : null,
    nextTrigger: delivery.trigger,
    because: later ? SCHEDULED_BECAUSE : '',
  };
}
