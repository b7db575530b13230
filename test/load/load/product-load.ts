import type { Arrivals } from '../measure/arrivals.js';
import { nowMs } from '../measure/clock.js';
import { closedLoop, openLoop } from '../measure/pacing.js';
import { bodiesOf, type BenchTenant } from './bench-tenant.js';
import type { Poster } from './poster.js';

/** What came of some load on the product. */
export interface LoadResult {
  /** Events answered 202. */
  accepted: number;
  /** From the first post to the last answer, in milliseconds. */
  acceptElapsedMs: number;
  /** From the first post, or that opening, to the last arrival, in milliseconds. */
  elapsedMs: number;
  /** From each post to its arrival at each endpoint, or from the opening of a {@link Dam}, in milliseconds. */
  fromPostMs: number[];
  /** Deliveries of accepted events that did not arrive. */
  lost: number;
}

/** Who posts to whom. */
export interface ProductLoadOptions {
  tenant: BenchTenant;
  poster: Poster;
  arrivals: Arrivals;
  /** Each event is of the next one of these. @default all types of the tenant */
  types?: readonly string[];
}

/** Something that keeps all deliveries back while the events are posted. Times of arrival then count from its opening. */
export interface Dam {
  /** Resolves when all are held. */
  full: () => Promise<void>;
  open: () => Promise<void>;
}

/** Posts one request and waits for no more than its answer; the promises of the answer are those of the arrivals. */
type Post = (index: number) => Promise<Promise<void>[]>;

interface Request {
  what: 'one' | 'batch';
  body: Buffer;
  /** Of the events, in their order. */
  types: string[];
}

const NOTHING: Request = { what: 'batch', body: Buffer.alloc(0), types: [] };

/** Posts events to the API and waits for their arrival at the receiver. Throws when the API refuses one. */
export class ProductLoad {
  private readonly types: readonly string[];
  private readonly bodies: Buffer[][];

  constructor(private readonly options: ProductLoadOptions) {
    this.types = options.types ?? options.tenant.types;
    this.bodies = this.types.map(bodiesOf);
  }

  /** `inFlight` events at once, each from its post to its arrival. */
  async closedByArrival(count: number, inFlight: number): Promise<LoadResult> {
    return this.measure(this.one, (post) =>
      closedLoop(count, inFlight, async (index) => void (await Promise.all(await post(index)))),
    );
  }

  /** `inFlight` posts at once, each from its post to its answer; then waits for all arrivals. */
  async closedByAnswer(count: number, inFlight: number): Promise<LoadResult> {
    return this.measure(this.one, (post) => closedLoop(count, inFlight, async (index) => void (await post(index))));
  }

  /**
   * As {@link closedByAnswer}, `size` events to a request; the last may be smaller.
   * @param then what comes when all are posted; `leave` for what will not arrive
   */
  async batches(
    count: number,
    inFlight: number,
    size: number,
    then: Dam | 'wait' | 'leave' = 'wait',
  ): Promise<LoadResult> {
    const batches = this.batchesOf(count, size);
    return this.measure(
      (index) => batches[index] ?? NOTHING,
      (post) => closedLoop(batches.length, inFlight, async (index) => void (await post(index))),
      then,
    );
  }

  /** A steady pace, however long each takes. */
  async openLoop(count: number, perSecond: number): Promise<LoadResult> {
    return this.measure(this.one, (post) =>
      openLoop(count, perSecond, async (index) => void (await Promise.all(await post(index)))),
    );
  }

  private async measure(
    requestOf: (index: number) => Request,
    pace: (post: Post) => Promise<void>,
    then: Dam | 'wait' | 'leave' = 'wait',
  ): Promise<LoadResult> {
    const { tenant, poster, arrivals } = this.options;
    const result: LoadResult = { accepted: 0, acceptElapsedMs: 0, elapsedMs: 0, fromPostMs: [], lost: 0 };
    let beganMs = nowMs();
    const arrival = async (key: string, sinceMs: number): Promise<void> => {
      // One that was given up may have come after all.
      const atMs = (await arrivals.of(key)) ?? arrivals.at(key);
      if (atMs === undefined) {
        result.lost += 1;
        return;
      }
      result.fromPostMs.push(atMs - sinceMs);
      result.elapsedMs = Math.max(result.elapsedMs, atMs - beganMs);
    };
    const arriving: Promise<void>[] = [];
    const dammed: string[] = [];
    await pace(async (index) => {
      const { what, body, types } = requestOf(index);
      const postedMs = nowMs();
      const eventIds = await poster.post(what, body);
      if (eventIds.length !== types.length) throw new Error(`${types.length} events have got ${eventIds.length} ids`);
      result.acceptElapsedMs = nowMs() - beganMs;
      result.accepted += eventIds.length;
      const keys = eventIds.flatMap((eventId, item) =>
        tenant.endpointsOf(types[item] ?? '').map((endpoint) => `${eventId}/${endpoint}`),
      );
      if (then !== 'wait') {
        dammed.push(...keys);
        return [];
      }
      const own = keys.map((key) => arrival(key, postedMs));
      arriving.push(...own);
      return own;
    });
    if (typeof then === 'object') {
      await then.full();
      beganMs = nowMs();
      arriving.push(...dammed.map((key) => arrival(key, beganMs)));
      await then.open();
    }
    await Promise.all(arriving);
    return result;
  }

  private readonly one = (index: number): Request => {
    const type = index % this.types.length;
    const bodies = this.bodies[type] ?? [];
    const body = bodies[Math.floor(index / this.types.length) % bodies.length] ?? NOTHING.body;
    return { what: 'one', body, types: [this.types[type] ?? ''] };
  };

  private batchesOf(count: number, size: number): Request[] {
    return Array.from({ length: Math.ceil(count / size) }, (_, batch) => {
      const events = Array.from({ length: Math.min(size, count - batch * size) }, (_, item) => this.one(item));
      return {
        what: 'batch',
        body: Buffer.from(`{"events":[${events.map(({ body }) => body.toString()).join(',')}]}`),
        types: events.flatMap(({ types }) => types),
      };
    });
  }
}
