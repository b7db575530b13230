import type { AttemptMode } from '#libs/contracts';

/** Limits of one worker. */
export interface EndpointTrafficOptions {
  /** Attempts of one endpoint in flight; default 20. */
  endpointConcurrency: number;
  /** Of these, so many as local activities; default 8. */
  localAttemptsPerEndpoint: number;
}

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

interface Traffic {
  durationsMs: number[];
  consecutiveFailures: number;
  /** Deliveries whose attempt is being made. */
  active: Set<string>;
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

  constructor(private readonly options: EndpointTrafficOptions) {}

  /** Calls `listener` whenever room may have become free. */
  onFreed(listener: () => void): void {
    this.freed = listener;
  }

  /** First attempts handed out by this worker and not heard of yet. */
  get inFlight(): number {
    let total = 0;
    for (const traffic of this.endpoints.values()) {
      this.forget(traffic);
      total += traffic.dispatched.size;
    }
    return total;
  }

  /** Where an attempt of this endpoint is best made now. */
  modeFor(endpointId: string): AttemptMode {
    const traffic = this.endpoints.get(endpointId);
    if (traffic === undefined) return 'local';
    const p95Ms = percentile95(traffic.durationsMs);
    if (p95Ms > SLOW_P95_MS || traffic.consecutiveFailures >= TROUBLED_FAILURES) return 'slow';
    const slots = this.options.localAttemptsPerEndpoint;
    return p95Ms < LOCAL_P95_MS && traffic.dispatched.size < slots && traffic.active.size < slots ? 'local' : 'normal';
  }

  /**
   * How many more first attempts of this endpoint may be handed out now. A healthy endpoint is limited by the worker's
   * room alone; a slow or failing one may not fill it.
   */
  roomFor(endpointId: string): number {
    const traffic = this.endpoints.get(endpointId);
    if (traffic === undefined) return Number.POSITIVE_INFINITY;
    this.forget(traffic);
    const troubled =
      traffic.consecutiveFailures >= TROUBLED_FAILURES || percentile95(traffic.durationsMs) >= LOCAL_P95_MS;
    // Before the first answer nothing is known: an endpoint that turns out slow must not have got all the room.
    const unknown = traffic.durationsMs.length === 0;
    if (!troubled && !unknown) return Number.POSITIVE_INFINITY;
    return Math.max(0, this.options.endpointConcurrency - traffic.dispatched.size);
  }

  /** A first attempt is handed to its lane. */
  dispatch(endpointId: string, deliveryId: string): void {
    const traffic = this.trafficOf(endpointId);
    const { minimum, maximum } = FORGET_AFTER_MS;
    const forgetAfterMs = Math.min(maximum, Math.max(minimum, 2 * percentile95(traffic.durationsMs)));
    traffic.dispatched.set(deliveryId, Date.now() + forgetAfterMs);
  }

  /** A first attempt is over, or was not begun at all. */
  settle(endpointId: string, deliveryId: string): void {
    const traffic = this.endpoints.get(endpointId);
    if (traffic?.dispatched.delete(deliveryId) === true) this.freed();
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
    traffic.consecutiveFailures = succeeded ? 0 : traffic.consecutiveFailures + 1;
  }

  private trafficOf(endpointId: string): Traffic {
    const known = this.endpoints.get(endpointId);
    if (known !== undefined) return known;
    const traffic: Traffic = { durationsMs: [], consecutiveFailures: 0, active: new Set(), dispatched: new Map() };
    this.endpoints.set(endpointId, traffic);
    return traffic;
  }

  private forget(traffic: Traffic): void {
    const now = Date.now();
    for (const [deliveryId, untilMs] of traffic.dispatched) if (untilMs < now) traffic.dispatched.delete(deliveryId);
  }
}

function percentile95(durationsMs: readonly number[]): number {
  if (durationsMs.length === 0) return 0;
  const sorted = durationsMs.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
}
