import { setTimeout as delay } from 'node:timers/promises';
import { countOf } from '../measure/bench-record.js';
import type { Cost } from '../measure/cpu-meter.js';
import { OWN_PROCESSES, PRODUCT_PROCESSES, type MeteredName } from '../measure/metered.js';
import type { Usage } from '../measure/process-usage.js';
import { cpuPer, figuresFor } from '../report/figures.js';
import { oneTypeEach, onStage, type Scenario, type ScenarioContext } from './scenario.js';

const ENDPOINTS = 32;
const BATCH = 100;
const REQUESTS_IN_FLIGHT = 2;
/** Longer than any run. */
const RETRY_POLICY = { schedule: ['24h'] };
/** What has just come to rest still tidies up: caches, vacuum. */
const SETTLE_MS = 3_000;

/**
 * Many deliveries in backoff: each has failed once and is due tomorrow. What do they cost while they wait? In either lane
 * what waits is the same workflow. They are left waiting: nothing may come after this.
 */
export const waiting: Scenario = {
  oncePerRun: true,
  run: async (context) => {
    const { lane, sizes, record, meter, stack, onProgress } = context;
    const count = sizes.waiting;
    const settings = { retryPolicy: RETRY_POLICY };
    const endpoints = oneTypeEach(ENDPOINTS, { behaviour: 'down', settings });
    const options = { name: 'waiting', endpoints, connections: REQUESTS_IN_FLIGHT };
    return onStage(context, options, async ({ tenant, load }) => {
      const refusedAgainBefore = stack.arrivals.refusedAgain;
      const duplicatesBefore = stack.arrivals.duplicates;
      const { result, cost } = await meter.during(async () => {
        const accepted = await load().batches(count, REQUESTS_IN_FLIGHT, BATCH, 'leave');
        onProgress(`${count} are accepted: waiting until all have failed once`);
        const { deliveries } = await record.waitFor(tenant.id, (state) => {
          return state.inOutbox === 0 && (state.deliveries['waiting backoff'] ?? 0) === count;
        });
        return { accepted, waiting: countOf(deliveries, (state) => state === 'waiting backoff') };
      });
      onProgress(`all wait: looking at them for ${sizes['rest-seconds']} s`);
      const rest = await lookAtRest(context);
      const notWaiting = count - result.waiting;
      return [
        {
          scenario: 'waiting',
          lane,
          accepted: count,
          acceptedPerSecond: (count * 1_000) / result.accepted.acceptElapsedMs,
          deliveries: 0,
          deliveredPerSecond: null,
          latencyMs: null,
          ratio: null,
          lost: notWaiting,
          duplicates: stack.arrivals.refusedAgain - refusedAgainBefore + stack.arrivals.duplicates - duplicatesBefore,
          notSucceeded: notWaiting,
          cpuMsPerDelivery: cpuPer(PRODUCT_PROCESSES, [cost.cpuMs], count),
          peakMemoryMb: peaks(cost),
          details: rest,
          failures: notWaiting === 0 ? [] : [`${notWaiting} deliveries do not wait`],
        },
      ];
    });
  },
};

async function lookAtRest({ meter, sizes }: ScenarioContext): Promise<Record<string, number>> {
  await delay(SETTLE_MS);
  const before = meter.read();
  await delay(sizes['rest-seconds'] * 1_000);
  const after = meter.read();
  const each = (what: string, figureOf: (name: MeteredName) => number): [string, number][] =>
    OWN_PROCESSES.map((name) => [`${what}, ${name}`, figureOf(name)]);
  const memoryMb = (usage: Usage): number => usage.memoryBytes / 2 ** 20;
  return Object.fromEntries([
    ...each('CPU ms a second at rest', (name) => (after[name].cpuMs - before[name].cpuMs) / sizes['rest-seconds']),
    ...each('memory MB at rest', (name) => memoryMb(after[name])),
    ...each('memory MB grown at rest', (name) => memoryMb(after[name]) - memoryMb(before[name])),
  ]);
}

function peaks({ peakBytes }: Cost): Partial<Record<MeteredName, number>> {
  return figuresFor(OWN_PROCESSES, (name) => peakBytes[name] / 2 ** 20);
}
