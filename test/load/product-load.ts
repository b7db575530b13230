import { Pool } from 'undici';
import type { Arrivals } from './arrivals.js';
import { nowMs } from './clock.js';
import { closedLoop, openLoop } from './pacing.js';

/** Who posts, and what. */
export interface ProductLoadOptions {
  apiUrl: string;
  /** A publisher's key. */
  key: string;
  /** Each event is of the next one of these types; each type has one endpoint, so an event is one delivery. */
  eventTypes: readonly string[];
  arrivals: Arrivals;
  /** Connections to the API. */
  connections: number;
}

/** What came of some load on the product. */
export interface ProductResult {
  /** From the first post to the last arrival, in milliseconds. */
  elapsedMs: number;
  /** From each post to its arrival, in milliseconds. */
  fromPostMs: number[];
  /** From each answer 202 to the arrival, in milliseconds. */
  fromAcceptMs: number[];
  /** Ids of accepted events that did not arrive. */
  lost: string[];
}

/** Posts events to the API and waits for their arrival at the receiver. */
export class ProductLoad {
  private readonly pool: Pool;
  private sequence = 0;
  private acceptedCount = 0;

  constructor(private readonly options: ProductLoadOptions) {
    this.pool = new Pool(options.apiUrl, { connections: options.connections, pipelining: 1 });
  }

  /** `inFlight` events at once, each from its post to its arrival. Throws when the API refuses one. */
  async flood(count: number, inFlight: number): Promise<ProductResult> {
    return this.measure((one) => closedLoop(count, inFlight, one));
  }

  /** A steady pace, however long each takes. Throws when the API refuses one. */
  async rate(count: number, perSecond: number): Promise<ProductResult> {
    return this.measure((one) => openLoop(count, perSecond, one));
  }

  /** How many events were answered 202. */
  get accepted(): number {
    return this.acceptedCount;
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private async measure(pace: (one: () => Promise<void>) => Promise<void>): Promise<ProductResult> {
    const result: ProductResult = { elapsedMs: 0, fromPostMs: [], fromAcceptMs: [], lost: [] };
    const beganMs = nowMs();
    await pace(async () => {
      const postedMs = nowMs();
      const eventId = await this.post();
      const acceptedMs = nowMs();
      const arrivedMs = await this.options.arrivals.of(eventId);
      if (arrivedMs === null) {
        result.lost.push(eventId);
        return;
      }
      result.fromPostMs.push(arrivedMs - postedMs);
      result.fromAcceptMs.push(arrivedMs - acceptedMs);
      result.elapsedMs = Math.max(result.elapsedMs, arrivedMs - beganMs);
    });
    return result;
  }

  private async post(): Promise<string> {
    const { key, eventTypes } = this.options;
    this.sequence += 1;
    const { statusCode, body } = await this.pool.request({
      method: 'POST',
      path: '/api/v1/events',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        type: eventTypes[this.sequence % eventTypes.length],
        data: order(this.sequence),
      }),
    });
    const text = await body.text();
    if (statusCode !== 202) throw new Error(`the API answered ${statusCode} to an event: ${text}`);
    this.acceptedCount += 1;
    return (JSON.parse(text) as { id: string }).id;
  }
}

/** An order of the size that such events have, about 400 bytes. */
function order(number: number): unknown {
  return {
    orderId: `o-${number}`,
    currency: 'EUR',
    total: 129.9 + number,
    customer: { id: `c-${number % 97}`, name: 'Ada Lovelace', email: 'ada@customer.example' },
    items: [1, 2, 3].map((line) => ({ line, sku: `sku-${number % 31}-${line}`, quantity: line, price: 43.3 })),
    shippingAddress: { street: '12 St James’s Square', city: 'London', postcode: 'SW1Y 4LB', country: 'GB' },
  };
}
