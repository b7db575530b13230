import {
  LOW_SUCCESS_RATE,
  SHOWN_ERRORS,
  type DeliveriesByOutcome,
  type EndpointHealth,
  type EndpointTrouble,
  type ErrorPattern,
  type ResponseTimes,
  type Stats,
  type TroubledEndpoint,
  type Waiting,
} from '#libs/contracts/http';
import { floorTime, percentileMs, type StatsFrame } from '#libs/domain';
import type { EndpointSum, entities, StatsPart, WaitingCount } from '#libs/persistence';
import { presentGate, statusOf } from '../endpoints/endpoint-gate-presenter.js';

type Endpoint = entities.EndpointEntity;

/** So many failed attempts in a row are more than a receiver that was restarted. */
export const FAILING_IN_A_ROW = 3;

/** Everything that ended in some time, added up. */
interface Sum {
  succeeded: number;
  failed: number;
  cancelled: number;
  attempts: number;
  retries: number;
  histogram: Map<number, number>;
}

/** What ended in the time of a frame, with its rates, response times and errors. */
export function presentRates(sum: Sum, parts: readonly StatsPart[]) {
  const tried = sum.succeeded + sum.failed;
  return {
    successRate: successRate(sum),
    attempts: sum.attempts,
    attemptsPerDelivery: tried === 0 ? null : round(sum.attempts / tried),
    retries: sum.retries,
    retryRate: sum.attempts === 0 ? null : round(sum.retries / sum.attempts),
    responseTimeMs: responseTimes(sum.histogram),
    errors: presentErrors(parts),
  };
}

/** Deliveries that ended, by outcome. */
export function presentOutcomes({
  succeeded,
  failed,
  cancelled,
}: Pick<Sum, 'succeeded' | 'failed' | 'cancelled'>): DeliveriesByOutcome {
  return { total: succeeded + failed + cancelled, succeeded, failed, cancelled };
}

/** Adds up what ended in the parts of a time. */
export function addUp(parts: readonly StatsPart[]): Sum {
  const sum: Sum = { succeeded: 0, failed: 0, cancelled: 0, attempts: 0, retries: 0, histogram: new Map() };
  for (const part of parts) {
    sum.succeeded += part.succeeded;
    sum.failed += part.failed;
    sum.cancelled += part.cancelled;
    sum.attempts += part.attempts;
    sum.retries += part.retries;
    for (const [index, bin] of part.bins.entries()) {
      sum.histogram.set(bin, (sum.histogram.get(bin) ?? 0) + (part.binCounts[index] ?? 0));
    }
  }
  return sum;
}

/** Every bucket of a frame, oldest first. */
export function presentBuckets({ fromMs, toMs, bucketMs }: StatsFrame, parts: readonly StatsPart[]): Stats['buckets'] {
  const byBucket = groupBy(parts, ({ bucketAt }) => floorTime(bucketAt.getTime(), bucketMs));
  const buckets: Stats['buckets'] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += bucketMs) {
    const { histogram, ...counts } = addUp(byBucket.get(atMs) ?? []);
    const { p50, p95, p99 } = responseTimes(histogram);
    buckets.push({ at: new Date(atMs).toISOString(), ...counts, p50Ms: p50, p95Ms: p95, p99Ms: p99 });
  }
  return buckets;
}

/** What is not finished, and why. */
export function presentWaiting(counts: readonly WaitingCount[], isCapped: boolean): Waiting {
  return {
    total: counts.reduce((sum, { count }) => sum + count, 0),
    isCapped,
    reasons: counts.map(({ status, waitReason, count }) => ({
      status,
      ...(waitReason === null ? {} : { waitReason }),
      count,
    })),
  };
}

/** Endpoints that need attention, the worst first. */
export function presentTroubled(endpoints: readonly Endpoint[], sums: readonly EndpointSum[]): TroubledEndpoint[] {
  const byId = new Map(sums.map((sum) => [sum.endpointId, sum]));
  return endpoints
    .map((endpoint) => presentTroubledEndpoint(endpoint, byId.get(endpoint.id)))
    .toSorted((a, b) => b.deliveries.failed - a.deliveries.failed || b.consecutiveFailures - a.consecutiveFailures);
}

/** Endpoints of which too little succeeds. */
export function isLow(sum: Pick<EndpointSum, 'succeeded' | 'failed'>): boolean {
  const rate = successRate(sum);
  return rate !== null && rate < LOW_SUCCESS_RATE;
}

/** The breaker of an endpoint, from its gate. */
export function presentBreaker(endpoint: Endpoint): EndpointHealth['breaker'] {
  const { gate, gateReason, gateBecause, gateUntil, gateProbeId } = endpoint;
  const isDraining = gate === 'draining' && gateReason === 'breaker';
  if (gate !== 'broken' && !isDraining) return { state: 'closed' };
  return {
    state: isDraining || gateProbeId !== null ? 'half-open' : 'open',
    ...(gateBecause === '' ? {} : { because: gateBecause }),
    ...(gateUntil === null ? {} : { until: gateUntil.toISOString() }),
  };
}

function presentTroubledEndpoint(endpoint: Endpoint, sum: EndpointSum | undefined): TroubledEndpoint {
  const counts = sum ?? { succeeded: 0, failed: 0, cancelled: 0, attempts: 0 };
  const gate = presentGate(endpoint);
  const because = endpoint.disabledBecause ?? gate.because;
  return {
    endpointId: endpoint.id,
    url: endpoint.url,
    description: endpoint.description,
    status: statusOf(endpoint),
    gate: gate.state,
    troubles: troublesOf(endpoint, gate.state, isLow(counts)),
    ...(because === undefined ? {} : { because }),
    consecutiveFailures: endpoint.consecutiveFailures,
    failingSince: endpoint.failingSince?.toISOString() ?? null,
    deliveries: presentOutcomes(counts),
    successRate: successRate(counts),
    attempts: counts.attempts,
  };
}

function troublesOf(endpoint: Endpoint, gate: TroubledEndpoint['gate'], isLowRate: boolean): EndpointTrouble[] {
  const troubles: EndpointTrouble[] = [];
  if (endpoint.status === 'disabled') troubles.push('disabled');
  if (gate === 'paused' || gate === 'broken' || gate === 'throttled') troubles.push(gate);
  if (endpoint.consecutiveFailures >= FAILING_IN_A_ROW) troubles.push('failing');
  if (isLowRate) troubles.push('low-success-rate');
  return troubles;
}

function successRate({ succeeded, failed }: Pick<Sum, 'succeeded' | 'failed'>): number | null {
  return succeeded + failed === 0 ? null : round(succeeded / (succeeded + failed));
}

function responseTimes(histogram: ReadonlyMap<number, number>): ResponseTimes {
  return {
    p50: percentileMs(histogram, 0.5),
    p95: percentileMs(histogram, 0.95),
    p99: percentileMs(histogram, 0.99),
  };
}

function presentErrors(parts: readonly StatsPart[]): ErrorPattern[] {
  const byKind = groupBy(
    parts.flatMap(({ errors }) => errors),
    ({ kind, statusCode }) => `${kind} ${statusCode ?? ''}`,
  );
  return [...byKind.values()]
    .flatMap(([first, ...more]) => (first === undefined ? [] : [joinErrors(first, more)]))
    .toSorted((a, b) => b.count - a.count)
    .slice(0, SHOWN_ERRORS);
}

type RolledUpError = StatsPart['errors'][number];

function joinErrors(first: RolledUpError, more: readonly RolledUpError[]): ErrorPattern {
  const all = [first, ...more];
  return {
    kind: first.kind,
    ...(first.statusCode === null ? {} : { statusCode: first.statusCode }),
    count: all.reduce((sum, { count }) => sum + count, 0),
    lastAt: new Date(Math.max(...all.map(({ lastAtMs }) => lastAtMs))).toISOString(),
  };
}

/** Shares and averages to four digits: more would only look exact. */
function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
