import { FLOOR_OF_LANE } from '../floors/floors.js';
import type { LoadResult } from '../load/product-load.js';
import type { Cost } from '../measure/cpu-meter.js';
import { OWN_PROCESSES, PRODUCT_PROCESSES } from '../measure/metered.js';
import { percentiles, type Percentiles } from '../measure/percentiles.js';
import type { Ratio, ScenarioResult } from '../report/bench-report.js';
import { cpuPer, figuresFor } from '../report/figures.js';
import type { ScenarioContext } from './scenario.js';

/** What a result says beyond the figures of its rounds. */
export interface ResultOptions {
  /** The floor's pace that this one's latency is held against. @default delivered/s against the floor's flood */
  perSecond?: number;
  /** @default the context's */
  lane?: ScenarioResult['lane'];
  details?: Record<string, number>;
  failures?: readonly string[];
}

/** Collects the rounds of one scenario, and makes its result of them. */
export class Measurement {
  private readonly rounds: LoadResult[] = [];
  private readonly costs: Cost[] = [];
  private readonly duplicatesBefore: number;
  private notSucceeded = 0;

  /** @param tenantId whose deliveries a round ends with */
  constructor(
    private readonly context: ScenarioContext,
    private readonly tenantId: string,
  ) {
    this.duplicatesBefore = context.stack.arrivals.duplicates;
  }

  /** Measures `work` up to the last write that it causes. */
  async round(work: () => Promise<LoadResult>): Promise<LoadResult> {
    const { meter } = this.context;
    const { result, cost } = await meter.during(async () => {
      const result = await work();
      await this.settle();
      return result;
    });
    this.add(result, cost);
    return result;
  }

  /** Adds what was measured elsewhere. */
  add(result: LoadResult, cost: Cost): void {
    this.rounds.push(result);
    this.costs.push(cost);
  }

  /** Waits for the last write. */
  async settle(): Promise<void> {
    this.notSucceeded = await this.context.record.settled(this.tenantId);
  }

  /** The result of all rounds. */
  result(scenario: string, options: ResultOptions = {}): ScenarioResult {
    const { stack, lane: ownLane } = this.context;
    const { lane = ownLane, details = {}, failures = [] } = options;
    const sum = (valueOf: (round: LoadResult) => number): number =>
      this.rounds.reduce((total, round) => total + valueOf(round), 0);
    const fromPostMs = this.rounds.flatMap((round) => round.fromPostMs);
    const accepted = sum((round) => round.accepted);
    const deliveredPerSecond = perSecond(
      fromPostMs.length,
      sum(({ elapsedMs }) => elapsedMs),
    );
    const latencyMs = fromPostMs.length === 0 ? null : percentiles(fromPostMs);
    const lost = sum((round) => round.lost);
    return {
      scenario,
      lane,
      accepted,
      acceptedPerSecond: perSecond(
        accepted,
        sum(({ acceptElapsedMs }) => acceptElapsedMs),
      ),
      deliveries: fromPostMs.length,
      deliveredPerSecond,
      latencyMs,
      ratio: this.ratio(lane, deliveredPerSecond, latencyMs, options.perSecond),
      lost,
      duplicates: stack.arrivals.duplicates - this.duplicatesBefore,
      notSucceeded: this.notSucceeded,
      cpuMsPerDelivery: cpuPer(
        PRODUCT_PROCESSES,
        this.costs.map(({ cpuMs }) => cpuMs),
        fromPostMs.length,
      ),
      peakMemoryMb: figuresFor(
        OWN_PROCESSES,
        (name) => Math.max(...this.costs.map(({ peakBytes }) => peakBytes[name])) / 2 ** 20,
      ),
      details,
      failures: [
        ...(lost > 0 ? [`${lost} deliveries were lost`] : []),
        ...(this.notSucceeded > 0 ? [`Postgres does not call ${this.notSucceeded} deliveries succeeded`] : []),
        ...failures,
      ],
    };
  }

  private ratio(
    lane: ScenarioResult['lane'],
    deliveredPerSecond: number,
    latencyMs: Percentiles | null,
    pace: number | undefined,
  ): Ratio | null {
    const { floors } = this.context;
    const floor = FLOOR_OF_LANE[lane];
    if (pace !== undefined) {
      const floorMs = floors.latencyOf(floor, pace);
      return latencyMs === null || floorMs === null ? null : { of: 'p50', value: latencyMs.p50 / floorMs.p50 };
    }
    const floorPerSecond = floors.perSecondOf(floor);
    return floorPerSecond === null ? null : { of: 'delivered/s', value: deliveredPerSecond / floorPerSecond };
  }
}

function perSecond(count: number, elapsedMs: number): number {
  return elapsedMs === 0 ? 0 : (count * 1000) / elapsedMs;
}
