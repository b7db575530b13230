import type { AttemptMode } from '#libs/contracts';

/** Limits of one worker. */
export interface EndpointTrafficOptions {
  /** Attempts of one endpoint in flight; default 20. */
  endpointConcurrency: number;
  /** Of these, so many as local activities; default 8. */
  localAttemptsPerEndpoint: number;
}

/** Of a fast endpoint so many local attempts may be on their way for each that is being made. */
const QUEUED_PER_LOCAL_SLOT = 6;
/** An endpoint this slow never gets a local attempt: it would keep a workflow-task slot for the whole call. */
const LOCAL_P95_MS = 1_000;
/** From here on its attempts go to the queue of the slow ones. */
const SLOW_P95_MS = 2_000;
/** So many failures in a row make an endpoint troubled: slow queue, small room. */
const TROUBLED_FAILURES = 3;
/** Durations that the p95 is taken from. */
const WINDOW = 40;
/**
 * A first attempt that is not heard of (another worker made it) stops counting after twice the endpoint's usual time,
 * within these bounds.
 */
const FORGET_AFTER_MS = { minimum: 5_000, maximum: 60_000 };

/** A failing endpoint is asked no more often, however fast it fails: its backlog must not eat the worker's time. */
const FAILING_PER_SECOND = 5;

/**
 * A slow endpoint whose attempts end together would begin the next ones together, and that burst would be felt by all
 * others: what it can take is spread over time, with so much to spare.
 */
const SLOW_SPARE = 2;

interface Traffic {
  durationsMs: number[];
  /** Of these; null until somebody asks. */
  p95Ms: number | null;
  consecutiveFailures: number;
  /** Deliveries whose attempt is being made. */
  active: Set<string>;
  /** First attempts handed out in the present second, and which second that is. */
  second: { number: number; dispatched: number };
  /** First attempts handed to a lane and not heard of yet: delivery → until when it counts (ms since the epoch). */
  dispatched: Map<string, number>;
}

/**
 * What one worker has seen of each endpoint lately: how fast it answers, whether it fails, and how many attempts are in
 * flight. Held in memory only: losing it costs a few attempts in the wrong place, nothing else.
 */
export class EndpointTraffic {
  private readonly endpoints = new Map<string, Traffic>();
  private freed: () => void = () => undefined;
  private dispatchedTotal = 0;
  private forgotAt = 0;

  constructor(private readonly options: EndpointTrafficOptions) {}

  /** Calls `listener` whenever room may have become free. */
  onFreed(listener: () => void): void {
    this.freed = listener;
  }

  /** First attempts handed out by this worker and not heard of yet. */
  get inFlight(): number {
    // Forgetting looks at every endpoint, so not at every question.
    if (thisSecond() !== this.forgotAt) {
      this.forgotAt = thisSecond();
      for (const traffic of this.endpoints.values()) this.forget(traffic);
    }
    return this.dispatchedTotal;
  }

  /** Where an attempt of this endpoint is best made now. */
  modeFor(endpointId: string): AttemptMode {
    const slots = this.options.localAttemptsPerEndpoint;
    const traffic = this.endpoints.get(endpointId);
    if (traffic === undefined) return slots > 0 ? 'local' : 'normal';
    const p95Ms = p95Of(traffic);
    if (p95Ms > SLOW_P95_MS || traffic.consecutiveFailures >= TROUBLED_FAILURES) return 'slow';
    // Of an endpoint that never answered yet, every attempt handed out may turn out to hold its slot for long.
    const isKnown = traffic.durationsMs.length > 0;
    const hasSlot = isKnown
      ? traffic.active.size < slots && traffic.dispatched.size < slots * QUEUED_PER_LOCAL_SLOT
      : traffic.dispatched.size < slots;
    return p95Ms < LOCAL_P95_MS && hasSlot ? 'local' : 'normal';
  }

  /**
   * How many more first attempts of this endpoint may be handed out now. A healthy endpoint is limited by the worker's
   * room alone; a slow or failing one may not fill it.
   */
  roomFor(endpointId: string): number {
    const traffic = this.endpoints.get(endpointId);
    if (traffic === undefined) return Number.POSITIVE_INFINITY;
    this.forget(traffic);
    // As many as may be are being made: it hangs, whatever it did before.
    if (traffic.active.size >= this.options.endpointConcurrency) return 0;
    const failing = traffic.consecutiveFailures >= TROUBLED_FAILURES;
    const p95Ms = p95Of(traffic);
    const slow = p95Ms >= LOCAL_P95_MS;
    // Before the first answer nothing is known: an endpoint that turns out slow must not have got all the room.
    const unknown = traffic.durationsMs.length === 0;
    if (!failing && !slow && !unknown) return Number.POSITIVE_INFINITY;
    const room = this.options.endpointConcurrency - traffic.dispatched.size;
    const dispatched = traffic.second.number === thisSecond() ? traffic.second.dispatched : 0;
    const perSecond = [
      ...(failing ? [FAILING_PER_SECOND] : []),
      ...(slow ? [Math.ceil((SLOW_SPARE * this.options.endpointConcurrency * 1_000) / p95Ms)] : []),
    ];
    return Math.max(0, Math.min(room, ...perSecond.map((most) => most - dispatched)));
  }

  /**
   * How long nearly all attempts of this endpoint take, in milliseconds.
   * @returns null when none has ended yet
   */
  usualDurationMs(endpointId: string): number | null {
    const traffic = this.endpoints.get(endpointId);
    return traffic === undefined || traffic.durationsMs.length === 0 ? null : p95Of(traffic);
  }

  /** A first attempt is handed to its lane. */
  dispatch(endpointId: string, deliveryId: string): void {
    const traffic = this.trafficOf(endpointId);
    const second = thisSecond();
    traffic.second = {
      number: second,
      dispatched: traffic.second.number === second ? traffic.second.dispatched + 1 : 1,
    };
    const { minimum, maximum } = FORGET_AFTER_MS;
    const forgetAfterMs = Math.min(maximum, Math.max(minimum, 2 * p95Of(traffic)));
    if (!traffic.dispatched.has(deliveryId)) this.dispatchedTotal++;
    traffic.dispatched.set(deliveryId, Date.now() + forgetAfterMs);
  }

  /** A first attempt is over, or was not begun at all. */
  settle(endpointId: string, deliveryId: string): void {
    const traffic = this.endpoints.get(endpointId);
    if (traffic?.dispatched.delete(deliveryId) !== true) return;
    this.dispatchedTotal--;
    this.freed();
  }

  /**
   * An attempt begins.
   * @returns false when as many are in flight as may be: it must wait for a later slot
   */
  enter(endpointId: string, deliveryId: string): boolean {
    const traffic = this.trafficOf(endpointId);
    if (traffic.active.size >= this.options.endpointConcurrency) return false;
    traffic.active.add(deliveryId);
    return true;
  }

  /** An attempt is over, whatever came of it. */
  leave(endpointId: string, deliveryId: string): void {
    this.endpoints.get(endpointId)?.active.delete(deliveryId);
    this.settle(endpointId, deliveryId);
  }

  /** Remembers how an attempt went. */
  observe(endpointId: string, durationMs: number, succeeded: boolean): void {
    const traffic = this.trafficOf(endpointId);
    traffic.durationsMs.push(durationMs);
    if (traffic.durationsMs.length > WINDOW) traffic.durationsMs.shift();
    traffic.p95Ms = null;
    traffic.consecutiveFailures = succeeded ? 0 : traffic.consecutiveFailures + 1;
  }

  private trafficOf(endpointId: string): Traffic {
    const known = this.endpoints.get(endpointId);
    if (known !== undefined) return known;
    const traffic: Traffic = {
      durationsMs: [],
      p95Ms: null,
      consecutiveFailures: 0,
      active: new Set(),
      second: { number: 0, dispatched: 0 },
      dispatched: new Map(),
    };
    this.endpoints.set(endpointId, traffic);
    return traffic;
  }

  private forget(traffic: Traffic): void {
    const now = Date.now();
    for (const [deliveryId, untilMs] of traffic.dispatched) {
      if (untilMs >= now || traffic.active.has(deliveryId)) continue;
      traffic.dispatched.delete(deliveryId);
      this.dispatchedTotal--;
    }
  }
}

function thisSecond(): number {
  return Math.floor(Date.now() / 1000);
}

/** Kept until the next attempt ends: it is asked several times an attempt, and sorts. */
function p95Of(traffic: Traffic): number {
  return (traffic.p95Ms ??= percentile95(traffic.durationsMs));
}

function percentile95(durationsMs: readonly number[]): number {
  if (durationsMs.length === 0) return 0;
  const sorted = durationsMs.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
}
