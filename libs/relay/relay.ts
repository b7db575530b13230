import { LANES, type Lane } from '#libs/contracts';
import { matchSubscription, type MatchableEvent } from '#libs/domain';
import type { Logger, Metrics } from '#libs/observability';
import {
  envelopeOf,
  idOf,
  joinEndpoints,
  ROWS_OF_ONE_TENANT,
  SCHEDULED_BECAUSE,
  type ClaimedAttempt,
  type DispatchableDelivery,
  type ExpressRepository,
  type JoinedDeliveries,
  type MatchableEndpoint,
  type NewDelivery,
  type OutboxRow,
  type RelayedRow,
  type RelayRepository,
  type TenantEndpoints,
} from '#libs/persistence';
import type { EntityManager } from 'typeorm';
import type { AttemptLane, WorkflowLane } from './lane.js';
import type { OutboxIntake } from './outbox-intake.js';

/** What the relay works with. */
export interface RelayOptions {
  repository: RelayRepository;
  claims: ExpressRepository;
  intake: OutboxIntake;
  durable: WorkflowLane;
  express: AttemptLane;
  metrics: Metrics;
  logger: Logger;
  /** Outbox rows per transaction. */
  batchSize: number;
}

/** How long handing over to workflows pauses after a failure (Temporal away): accepting and the express lane go on. */
const PAUSE_AFTER_FAILURE_MS = 1_000;

/** A round costs a transaction: with less than this share of a lane free it waits for more room. */
const ROOM_WORTH_A_ROUND = 0.25;

/** Deliveries that wait for a time of their own and are handed to workflows in one round. */
const WAITING_A_ROUND = 100;

/** What a claimed batch of the outbox is to become. */
interface FanOut {
  rows: readonly OutboxRow[];
  /** Those that are done with it, with the version of the tenant's endpoints that they were matched with. */
  relayed: readonly RelayedRow[];
  deliveries: JoinedDeliveries;
  /** For workflows. */
  dispatched: readonly DispatchableDelivery[];
  /** Endpoints whose deliveries the express lane may claim. */
  expressEndpoints: readonly string[];
  /**
   * Whether it has to be on disk before anybody acts on it: a workflow must not meet a delivery that a crash has undone,
   * nor an event that the next round sends. An attempt of the express lane may: it is made again then, as after any crash.
   */
  durable: boolean;
}

/**
 * Turns accepted events into deliveries and hands these to their lanes. Several relays may run at once: each works on
 * rows that it has locked. A crash at any point repeats a step and changes nothing: what is not committed is claimed
 * again, what is committed but not handed over is found by the reconciler.
 */
export class Relay {
  private readonly endpoints = new Map<string, TenantEndpoints>();
  private lastTenant = '';
  private pausedUntilMs = 0;
  private readonly lastBacklog: Record<Lane, string> = { durable: '', express: '' };
  /** Lanes for which the last look at the outbox, or at the backlog, left something for lack of their room. */
  private leftInOutbox = new Set<Lane>();
  private leftInBacklog = new Set<Lane>();

  constructor(private readonly options: RelayOptions) {}

  /** True when work waits for room and enough has become free to be worth a round. */
  get canGoOn(): boolean {
    return [...this.leftInOutbox, ...this.leftInBacklog].some((lane) => {
      const { room, capacity } = this.options[lane];
      return room >= capacity * ROOM_WORTH_A_ROUND;
    });
  }

  /**
   * Fans out a batch of the outbox and hands its deliveries over, as far as there is room. While the durable lane has
   * none, only tenants that use the express lane are served.
   * @returns true when there may be more to do at once
   */
  async fanOut(): Promise<boolean> {
    const { express, batchSize } = this.options;
    const room = Math.min(batchSize, this.durableRoom);
    const isRest = room === 0 || (await this.fanOutBatch(room, false));
    this.leftInOutbox = new Set(isRest ? ['durable'] : []);
    const expressRoom = Math.min(batchSize, express.room);
    if (isRest && expressRoom > 0 && (await this.fanOutBatch(expressRoom, true))) this.leftInOutbox.add('express');
    return this.canGoOn;
  }

  /**
   * Hands over what found no room when it was made, and what waits for a time of its own and has no workflow yet.
   * @returns true when there may be more to do at once
   */
  async dispatchBacklog(): Promise<boolean> {
    const { repository, claims } = this.options;
    const moreWaiting = await this.handOverWaiting();
    const backlogs: Record<Lane, string[]> = { durable: [], express: [] };
    for (const { endpointId, express } of await repository.findBacklogs()) {
      backlogs[this.laneOf(endpointId, express)].push(endpointId);
    }
    this.leftInBacklog = new Set(LANES.filter((lane) => backlogs[lane].length > 0));
    const claimed = await claims.claimBacklog(this.shareRoom('express', backlogs.express), new Date());
    this.begin(claimed);
    const taken = await repository.takeBacklog(this.shareRoom('durable', backlogs.durable));
    await this.handOver(taken);
    return moreWaiting || (claimed.length + taken.length > 0 && this.canGoOn);
  }

  /** The lane of an endpoint's deliveries now. */
  private laneOf(endpointId: string, isExpress: boolean): Lane {
    return isExpress && this.options.express.takes(endpointId) ? 'express' : 'durable';
  }

  private get durableRoom(): number {
    return this.isPaused ? 0 : this.options.durable.room;
  }

  private get isPaused(): boolean {
    return Date.now() < this.pausedUntilMs;
  }

  /**
   * Claims a batch, makes its deliveries, and hands them over.
   * @returns whether there may be more
   */
  private async fanOutBatch(limit: number, onlyExpress: boolean): Promise<boolean> {
    const { repository, claims, metrics } = this.options;
    const { worked, last, after } = await repository.inPipelinedTransaction({
      work: async (manager) =>
        this.planFanOut(manager, await repository.claimOutboxBatch(manager, limit, this.lastTenant, onlyExpress)),
      last: (manager, { relayed, deliveries, durable }) =>
        repository.finishBatch(manager, relayed, deliveries, durable),
      afterwards: (manager, { expressEndpoints }) => claims.loadEndpoints(manager, expressEndpoints, new Date()),
    });
    const { rows, dispatched } = worked;
    if (rows.length > 0) metrics.relayBatchTaken(rows.length);
    this.begin(joinEndpoints(last.claimed, after));
    await this.handOver(dispatched.filter(({ id }) => !last.held.has(id)));
    return rows.length === limit || hasCappedTenant(rows);
  }

  /** Finds out what deliveries claimed rows make, and which of these have room in their lane right now. */
  private async planFanOut(manager: EntityManager, rows: OutboxRow[]): Promise<FanOut> {
    const { repository, intake } = this.options;
    this.lastTenant = rows.at(-1)?.tenantId ?? this.lastTenant;
    await this.refreshEndpoints(manager, rows);
    const relayed: RelayedRow[] = [];
    const deliveries: NewDelivery[] = [];
    const dispatched: DispatchableDelivery[] = [];
    const takeRoom = this.roomTaker();
    for (const row of rows) {
      const tenant = this.endpoints.get(row.tenantId);
      if (row.acceptedAt === null || row.externalId === null || tenant === undefined) {
        await intake.take(manager, row);
        continue;
      }
      relayed.push({ row, version: tenant.version });
      for (const endpoint of tenant.endpoints) {
        if (!matchSubscription(endpoint, matchable(row)).matched) continue;
        const later = row.deliverAt !== null && row.deliverAt.getTime() > Date.now();
        // A delivery that waits for its own time takes no room meanwhile.
        const lane = later ? 'durable' : takeRoom(endpoint);
        const delivery = newDelivery(row, row.acceptedAt, row.externalId, endpoint, lane);
        deliveries.push(delivery);
        if (lane === 'durable') dispatched.push(dispatchable(delivery, endpoint, later));
      }
    }
    const expressed = deliveries.filter(({ lane }) => lane === 'express');
    return {
      rows,
      relayed,
      deliveries: await repository.joinLines(manager, deliveries),
      dispatched,
      expressEndpoints: [...new Set(expressed.map(({ endpointId }) => endpointId))],
      durable: dispatched.length > 0 || relayed.length < rows.length,
    };
  }

  /** Gives the room of the lanes out to the deliveries of one batch; null where their lane has none for them. */
  private roomTaker(): (endpoint: MatchableEndpoint) => Lane | null {
    const rooms = { durable: this.durableRoom, express: this.options.express.room };
    const ofEndpoint = new Map<string, { lane: Lane; room: number }>();
    return ({ id, express }) => {
      let own = ofEndpoint.get(id);
      if (own === undefined) {
        const lane = this.laneOf(id, express);
        own = { lane, room: this.options[lane].roomFor(id) };
        ofEndpoint.set(id, own);
      }
      if (own.room === 0 || rooms[own.lane] === 0) {
        this.leftInBacklog.add(own.lane);
        return null;
      }
      own.room--;
      rooms[own.lane]--;
      return own.lane;
    };
  }

  /** Each backlog of a lane gets its share, beginning after the one that was served last: none may take all the room. */
  private shareRoom(lane: Lane, endpointIds: readonly string[]): Map<string, number> {
    const rooms = new Map<string, number>();
    let left = lane === 'durable' ? this.durableRoom : this.options.express.room;
    const share = Math.ceil(left / Math.max(1, endpointIds.length));
    for (const id of rotate(endpointIds, this.lastBacklog[lane])) {
      const own = Math.min(left, share, this.options[lane].roomFor(id));
      if (own <= 0) continue;
      rooms.set(id, own);
      this.lastBacklog[lane] = id;
      left -= own;
    }
    return rooms;
  }

  /** Hands claims to the express lane. */
  private begin(claims: readonly ClaimedAttempt[]): void {
    if (claims.length === 0) return;
    this.options.express.deliver(claims);
    this.options.metrics.deliveriesHandedOver('express', claims.length);
  }

  /** @returns whether there may be more */
  private async handOverWaiting(): Promise<boolean> {
    if (this.isPaused) return false;
    const waiting = await this.options.repository.takeWaiting(WAITING_A_ROUND);
    await this.handOver(waiting);
    return waiting.length === WAITING_A_ROUND && !this.isPaused;
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
    await this.options.durable.deliver(delivery);
  }

  /** Hands deliveries to workflows; those that could not be go back to the backlog. */
  private async handOver(deliveries: readonly DispatchableDelivery[]): Promise<void> {
    if (deliveries.length === 0) return;
    const before = new Map<string, Promise<unknown>>();
    const outcomes = await Promise.allSettled(
      deliveries.map((delivery) => {
        // What a gate lets go goes out in the order of the events: one after the other, though not waiting for answers.
        const { endpointId } = delivery;
        const inOrder = delivery.nextTrigger === 'resume' ? before.get(endpointId) : undefined;
        const handed =
          inOrder === undefined ? this.options.durable.deliver(delivery) : this.deliverAfter(inOrder, delivery);
        if (delivery.nextTrigger === 'resume') before.set(endpointId, handed);
        return handed;
      }),
    );
    const refused = deliveries.filter((_, index) => outcomes[index]?.status === 'rejected');
    this.options.metrics.deliveriesHandedOver('durable', deliveries.length - refused.length);
    if (refused.length === 0) return;
    const cause = outcomes.find((outcome) => outcome.status === 'rejected');
    this.options.logger.warn(
      { err: cause?.status === 'rejected' ? cause.reason : undefined, deliveries: refused.length },
      'deliveries could not be handed over; they stay in Postgres and are tried again',
    );
    this.pausedUntilMs = Date.now() + PAUSE_AFTER_FAILURE_MS;
    this.leftInBacklog.add('durable');
    await this.options.repository.returnToBacklog(refused);
  }
}

/** True when a tenant got as many rows as one may get of a round while others wait: it may have more. */
function hasCappedTenant(rows: readonly OutboxRow[]): boolean {
  const counts = new Map<string, number>();
  for (const { tenantId, othersWait } of rows) if (othersWait) counts.set(tenantId, (counts.get(tenantId) ?? 0) + 1);
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
  lane: Lane | null,
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
    lane,
  };
}

/** What decides about a row's event. */
function matchable({ type, channels, source }: OutboxRow): MatchableEvent {
  return { type: type ?? '', channels, source: source ?? 'outbox' };
}

function dispatchable(delivery: NewDelivery, endpoint: MatchableEndpoint, later: boolean): DispatchableDelivery {
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
