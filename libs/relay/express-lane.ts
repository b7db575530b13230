import type { AttemptMaker, EndpointTraffic } from '#activities';
import type { DeliveryStep } from '#libs/contracts';
import type { Logger } from '#libs/observability';
import type { ClaimedAttempt, ExpressRepository } from '#libs/persistence';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AttemptLane } from './lane.js';

/** What the lane works with. */
export interface ExpressLaneOptions {
  /** Makes attempts without workflows behind them. */
  maker: AttemptMaker;
  repository: ExpressRepository;
  traffic: EndpointTraffic;
  /** Deliveries that this worker has in its hands at once. */
  capacity: number;
  /** Attempts of one endpoint in flight at once. */
  endpointConcurrency: number;
  logger: Logger;
}

/**
 * What was claimed and finds no place among its endpoint's attempts for so long is given back: its lease must still
 * cover the whole attempt, and a command that came meanwhile must not be overtaken by more.
 */
const LONGEST_QUEUE_MS = 1_000;
/** So much of that is planned for; the rest is for endpoints that get slower. */
const PLANNED_QUEUE_MS = 500;
/** An endpoint that uses all its places and has finished nothing for so long hangs, whatever it did before. */
const HANGS_AFTER_MS = 250;
/** No endpoint may have more of the lane, however fast it is: it may begin to hang. */
const SHARE_OF_ONE_ENDPOINT = 0.5;

/** Pauses between tries to write down an attempt that was made. */
const RECORD_RETRY_MS = { first: 200, longest: 10_000 };

interface Claim {
  claimed: ClaimedAttempt;
  claimedAtMs: number;
}

/** What the lane holds of one endpoint. */
interface EndpointQueue {
  waiting: Claim[];
  running: number;
  finishedAtMs: number;
  /** Looks again at what waits: nobody tells of places that workflows leave, nor that a wait has become too long. */
  look: NodeJS.Timeout | null;
}

/**
 * The express lane: makes the first attempt of a delivery in the relay's own process, by the same code that workflows
 * use. What is finished by it never becomes a workflow. What must wait on its own is left in Postgres as `waiting` and
 * handed to a workflow by the relay's next look; what a gate holds stays a row until the gate hands it back.
 *
 * The claim's lease keeps others away meanwhile. A process that dies loses nothing: when the lease is over the
 * reconciler gives the delivery back to the backlog.
 */
export class ExpressLane implements AttemptLane {
  private readonly queues = new Map<string, EndpointQueue>();
  private readonly running = new Set<Promise<void>>();
  private held = 0;
  private stopping = false;
  private freed: (leftWork: boolean) => void = () => undefined;

  constructor(private readonly options: ExpressLaneOptions) {}

  get capacity(): number {
    return this.options.capacity;
  }

  get room(): number {
    return this.stopping ? 0 : Math.max(0, this.capacity - this.held);
  }

  /** Calls `listener` whenever room has become free; `leftWork` when that delivery is now the relay's again. */
  onFreed(listener: (leftWork: boolean) => void): void {
    this.freed = listener;
  }

  /** Not those of slow and failing endpoints: they would fill it, and have task queues of their own. */
  takes(endpointId: string): boolean {
    return this.options.traffic.modeFor(endpointId) !== 'slow';
  }

  roomFor(endpointId: string): number {
    const { traffic, endpointConcurrency } = this.options;
    const queue = this.queues.get(endpointId);
    const own = queue === undefined ? 0 : queue.running + queue.waiting.length;
    if (queue !== undefined && queue.running >= endpointConcurrency && Date.now() - queue.finishedAtMs > HANGS_AFTER_MS)
      return 0;
    const usualMs = traffic.usualDurationMs(endpointId);
    // Of an endpoint that never answered yet nothing is queued: it may turn out slow.
    const turns = usualMs === null ? 1 : Math.max(1, Math.floor(PLANNED_QUEUE_MS / Math.max(1, usualMs)));
    const most = Math.min(endpointConcurrency * turns, Math.ceil(this.capacity * SHARE_OF_ONE_ENDPOINT));
    return Math.max(0, Math.min(this.room, most - own));
  }

  deliver(claims: readonly ClaimedAttempt[]): void {
    const claimedAtMs = Date.now();
    const endpoints = new Set<string>();
    for (const claimed of claims) {
      const queue = this.queueOf(claimed.endpoint_id);
      queue.waiting.push({ claimed, claimedAtMs });
      endpoints.add(claimed.endpoint_id);
      this.held++;
    }
    for (const endpointId of endpoints) this.begin(endpointId);
  }

  /** Begins no more, gives back what waits for a place, and ends when every attempt in flight is over. */
  async stop(): Promise<void> {
    this.stopping = true;
    const waiting = [...this.queues.values()].flatMap((queue) => queue.waiting.splice(0));
    this.held -= waiting.length;
    await this.giveBack(waiting.map(({ claimed }) => claimed));
    await Promise.all(this.running);
  }

  private queueOf(endpointId: string): EndpointQueue {
    const known = this.queues.get(endpointId);
    if (known !== undefined) return known;
    const queue: EndpointQueue = { waiting: [], running: 0, finishedAtMs: Date.now(), look: null };
    this.queues.set(endpointId, queue);
    return queue;
  }

  /** Begins attempts of an endpoint while it has places. */
  private begin(endpointId: string): void {
    const queue = this.queues.get(endpointId);
    if (queue === undefined) return;
    const late: ClaimedAttempt[] = [];
    for (let claim = queue.waiting[0]; claim !== undefined; claim = queue.waiting[0]) {
      const { claimed, claimedAtMs } = claim;
      if (Date.now() - claimedAtMs > LONGEST_QUEUE_MS) {
        queue.waiting.shift();
        late.push(claimed);
        continue;
      }
      if (!this.options.traffic.enter(endpointId, claimed.id)) break;
      queue.waiting.shift();
      queue.running++;
      const attempt = this.attempt(claimed, queue).finally(() => this.running.delete(attempt));
      this.running.add(attempt);
    }
    if (late.length > 0) this.returnLate(late);
    if (queue.waiting.length > 0) {
      queue.look ??= setTimeout(() => {
        queue.look = null;
        this.begin(endpointId);
      }, HANGS_AFTER_MS);
    } else if (queue.running === 0) {
      this.queues.delete(endpointId);
    }
  }

  private returnLate(late: readonly ClaimedAttempt[]): void {
    this.held -= late.length;
    const returning = this.giveBack(late).finally(() => {
      this.running.delete(returning);
      this.freed(true);
    });
    this.running.add(returning);
  }

  private async attempt(claimed: ClaimedAttempt, queue: EndpointQueue): Promise<void> {
    const { traffic } = this.options;
    let leftWork = false;
    try {
      leftWork = isWork(await this.makeAndRecord(claimed));
    } finally {
      traffic.leave(claimed.endpoint_id, claimed.id);
      queue.running--;
      queue.finishedAtMs = Date.now();
      this.held--;
      this.begin(claimed.endpoint_id);
      this.freed(leftWork);
    }
  }

  /** Makes an attempt and sees to it that it is written down, however often that takes. */
  private async makeAndRecord(claimed: ClaimedAttempt): Promise<DeliveryStep | null> {
    const { maker, logger } = this.options;
    const { id: deliveryId, endpoint_id: endpointId } = claimed;
    try {
      let step = await maker.make(claimed);
      // A process that stops tries once more: after the lease the attempt is made again, as after a crash.
      for (let tries = 1, last = false; step.kind === 'record' && !last; tries++) {
        last = this.stopping;
        await sleep(Math.min(RECORD_RETRY_MS.first * 2 ** (tries - 1), RECORD_RETRY_MS.longest));
        step = await this.recordAgain(deliveryId, endpointId, step);
      }
      return step;
    } catch (error) {
      // Nothing was sent: what fails after the request is told by a step.
      logger.error({ err: error, deliveryId }, 'an attempt could not be made; it goes back to the backlog');
      await this.giveBack([claimed]);
      return null;
    }
  }

  private async recordAgain(
    deliveryId: string,
    endpointId: string,
    step: DeliveryStep & { kind: 'record' },
  ): Promise<DeliveryStep> {
    const { attempt, stateVersion } = step;
    try {
      return await this.options.maker.recordAttempt({ deliveryId, endpointId, attempt, stateVersion });
    } catch (error) {
      this.options.logger.warn({ err: error, deliveryId }, 'the record of an attempt could not be written');
      return step;
    }
  }

  /** Claims that cannot be given back (the database is away) are given back when their leases are over. */
  private async giveBack(claims: readonly ClaimedAttempt[]): Promise<void> {
    if (claims.length === 0) return;
    await this.options.repository.giveBack(claims).catch((error: unknown) => {
      this.options.logger.warn(
        { err: error, deliveries: claims.length },
        'claims are left until their leases are over',
      );
    });
  }
}

/** Whether the relay has to go on with the delivery: hand it to a workflow, or take it from the backlog again. */
function isWork(step: DeliveryStep | null): boolean {
  return step === null || step.kind === 'attempt' || step.kind === 'wait';
}
