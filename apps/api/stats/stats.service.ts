import { Injectable } from '@nestjs/common';
import {
  COUNTED_WAITING,
  SHOWN_ENDPOINTS,
  STATS_BUCKETS,
  type EndpointHealth,
  type EndpointHealthQuery,
  type Stats,
  type StatsBucket,
  type StatsQuery,
  type StatsWindow,
} from '#libs/contracts/http';
import { parseDurationMs } from '#libs/contracts';
import { EndpointRepository, StatsQueryRepository, type StatsReading, type StatsScope } from '#libs/persistence';
import { statusOf } from '../endpoints/endpoint-gate-presenter.js';
import { ProblemException } from '../http/problem.exception.js';
import {
  addUp,
  FAILING_IN_A_ROW,
  isLow,
  presentBreaker,
  presentBuckets,
  presentOutcomes,
  presentRates,
  presentTroubled,
  presentWaiting,
} from './stats-presenter.js';

const WINDOW_MS = { '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000 } as const satisfies Record<
  StatsWindow,
  number
>;

/** What ended in the last hour, day or week, and what waits now. */
@Injectable()
export class StatsService {
  constructor(
    private readonly stats: StatsQueryRepository,
    private readonly endpoints: EndpointRepository,
  ) {}

  /**
   * The overview of a tenant, or of one of its endpoints or event types.
   * @throws ProblemException 404 for an endpoint that the tenant does not have
   */
  async read(tenantId: string, query: StatsQuery): Promise<Stats> {
    const { window, endpointId, eventType } = query;
    const bucket = bucketOf(query);
    if (endpointId !== undefined) await this.endpoint(tenantId, endpointId);
    const [reading, { counts, isCapped }] = await Promise.all([
      this.readings(tenantId, scopeOf(endpointId, eventType), window, bucket, true),
      this.stats.countWaiting(tenantId, endpointId ?? null, COUNTED_WAITING),
    ]);
    const sum = addUp(reading.parts);
    const low = reading.endpoints.filter(isLow).map((one) => one.endpointId);
    const found = await this.stats.findTroubled(tenantId, FAILING_IN_A_ROW, low);
    const troubled = presentTroubled(
      endpointId === undefined ? found : found.filter(({ id }) => id === endpointId),
      reading.endpoints,
    );
    return {
      ...presentFrame(window, bucket, reading),
      deliveries: presentOutcomes(sum),
      ...presentRates(sum, reading.parts),
      waiting: presentWaiting(counts, isCapped),
      endpointsInTrouble: { total: troubled.length, data: troubled.slice(0, SHOWN_ENDPOINTS) },
      buckets: presentBuckets(reading.frame, reading.parts),
    };
  }

  /** @throws ProblemException 404 */
  async health(tenantId: string, endpointId: string, query: EndpointHealthQuery): Promise<EndpointHealth> {
    const endpoint = await this.endpoint(tenantId, endpointId);
    const { window } = query;
    const bucket = bucketOf(query);
    const [reading, { counts, isCapped }] = await Promise.all([
      this.readings(tenantId, scopeOf(endpointId), window, bucket, false),
      this.stats.countWaiting(tenantId, endpointId, COUNTED_WAITING),
    ]);
    const sum = addUp(reading.parts);
    const { total, succeeded, failed, cancelled } = presentOutcomes(sum);
    return {
      ...presentFrame(window, bucket, reading),
      endpointId,
      deliveries: total,
      succeeded,
      failed,
      cancelled,
      ...presentRates(sum, reading.parts),
      consecutiveFailures: endpoint.consecutiveFailures,
      failingSince: endpoint.failingSince?.toISOString() ?? null,
      status: statusOf(endpoint),
      breaker: presentBreaker(endpoint),
      waiting: presentWaiting(counts, isCapped),
      buckets: presentBuckets(reading.frame, reading.parts),
    };
  }

  private async endpoint(tenantId: string, id: string) {
    const endpoint = await this.endpoints.find(tenantId, id);
    if (endpoint === null) throw ProblemException.notFound('endpoint', id);
    return endpoint;
  }

  private readings(
    tenantId: string,
    scope: StatsScope,
    window: StatsWindow,
    bucket: StatsBucket,
    withEndpoints: boolean,
  ): Promise<StatsReading> {
    const span = { windowMs: WINDOW_MS[window], bucketMs: parseDurationMs(bucket) ?? WINDOW_MS['1h'] };
    return this.stats.read(tenantId, scope, span, withEndpoints);
  }
}

function bucketOf({ window, bucket }: EndpointHealthQuery): StatsBucket {
  return bucket ?? STATS_BUCKETS[window][0];
}

function scopeOf(endpointId?: string, eventType?: string): StatsScope {
  if (endpointId !== undefined) return { scope: 'endpoint', subject: endpointId };
  return eventType === undefined ? { scope: 'tenant', subject: '' } : { scope: 'event-type', subject: eventType };
}

function presentFrame(window: StatsWindow, bucket: StatsBucket, { frame, isComplete }: StatsReading) {
  return {
    window,
    bucket,
    from: new Date(frame.fromMs).toISOString(),
    to: new Date(frame.toMs).toISOString(),
    complete: isComplete,
  };
}
