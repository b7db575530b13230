import type { Lane } from '#libs/contracts';
import type { Arrivals } from '../measure/arrivals.js';
import type { ByProcess, CpuMeter } from '../measure/cpu-meter.js';
import type { MeteredName } from '../measure/metered.js';
import { percentiles, type Percentiles } from '../measure/percentiles.js';
import { cpuPer, type Figures } from '../report/figures.js';
import type { FloorChild } from './floor-child.js';
import type { FloorRequest } from './floor-protocol.js';

/** What no product on this machine can be faster than: a bare workflow, or a bare insert and POST. */
export type FloorName = 'workflow' | 'pipeline';

/** The floor that a lane is held against. */
export const FLOOR_OF_LANE: Readonly<Record<Lane, FloorName>> = { durable: 'workflow', express: 'pipeline' };

/** All that works for a floor; the rest of the machine's processes should idle meanwhile. */
const PROCESSES_OF: Readonly<Record<FloorName, readonly MeteredName[]>> = {
  workflow: ['workflow-floor', 'temporal'],
  pipeline: ['pipeline', 'postgres', 'receiver'],
};

/** What one floor did in one way of asking, over all turns of the run. */
export interface FloorFigures {
  floor: FloorName;
  /** `flood`, or the pace. */
  part: string;
  count: number;
  /** Done a second; at a steady pace that pace, if the floor keeps it. */
  perSecond: number;
  /** From the start of a workflow to the first line of its activity; from the insert to the arrival. Not of floods. */
  latencyMs: Percentiles | null;
  cpuMsPerDelivery: Figures;
  /** Workflows that were not started eagerly: any more than 0, and the floor was not the floor. */
  spoilt: number;
}

/** How {@link Floors} asks. */
export interface FloorsOptions {
  childOf: (floor: FloorName) => FloorChild;
  arrivals: Arrivals;
  meter: CpuMeter;
  inFlight: Readonly<Record<FloorName, number>>;
}

interface Turn {
  count: number;
  elapsedMs: number;
  latenciesMs: number[];
  cpuMs: ByProcess;
  spoilt: number;
}

/** Measures the floors, in turns with the product, and remembers all turns. */
export class Floors {
  private readonly turns = new Map<string, { floor: FloorName; part: string; turns: Turn[] }>();

  constructor(private readonly options: FloorsOptions) {}

  /** As fast as it goes. */
  async flood(floor: FloorName, count: number): Promise<void> {
    await this.turn(floor, 'flood', { do: 'flood', count, inFlight: this.options.inFlight[floor] });
  }

  /** At a steady pace. */
  async rate(floor: FloorName, perSecond: number, count: number): Promise<void> {
    await this.turn(floor, `${perSecond}/s`, { do: 'rate', count, perSecond });
  }

  /** Does it, and forgets it. */
  async warmUp(floor: FloorName, count: number): Promise<void> {
    await this.options.childOf(floor).measure({ do: 'flood', count, inFlight: this.options.inFlight[floor] });
  }

  /** How many it did a second in its floods; null before the first. */
  perSecondOf(floor: FloorName): number | null {
    return this.figuresOf(floor, 'flood')?.perSecond ?? null;
  }

  /** Its latencies at a pace; null before they are measured. */
  latencyOf(floor: FloorName, perSecond: number): Percentiles | null {
    return this.figuresOf(floor, `${perSecond}/s`)?.latencyMs ?? null;
  }

  /** All that has been measured. */
  get figures(): FloorFigures[] {
    return [...this.turns.values()].flatMap(({ floor, part }) => this.figuresOf(floor, part) ?? []);
  }

  private figuresOf(floor: FloorName, part: string): FloorFigures | undefined {
    const turns = this.turns.get(`${floor} ${part}`)?.turns;
    if (turns === undefined) return undefined;
    const sum = (valueOf: (turn: Turn) => number): number => turns.reduce((total, turn) => total + valueOf(turn), 0);
    const count = sum((turn) => turn.count);
    const latencies = turns.flatMap(({ latenciesMs }) => latenciesMs);
    return {
      floor,
      part,
      count,
      perSecond: (count * 1000) / sum((turn) => turn.elapsedMs),
      latencyMs: latencies.length === 0 || part === 'flood' ? null : percentiles(latencies),
      cpuMsPerDelivery: cpuPer(
        PROCESSES_OF[floor],
        turns.map(({ cpuMs }) => cpuMs),
        count,
      ),
      spoilt: sum((turn) => turn.spoilt),
    };
  }

  private async turn(floor: FloorName, part: string, request: FloorRequest): Promise<void> {
    const { childOf, arrivals, meter } = this.options;
    const { result, cost } = await meter.during(() => childOf(floor).measure(request));
    const seenMs = await Promise.all(
      result.starts.map(async ([key, startedMs]) => {
        const atMs = await arrivals.of(key);
        if (atMs === null) throw new Error(`the receiver has not told of the floor's ${key}`);
        return atMs - startedMs;
      }),
    );
    const known = this.turns.get(`${floor} ${part}`) ?? { floor, part, turns: [] };
    known.turns.push({ ...result, latenciesMs: [...result.latenciesMs, ...seenMs], cpuMs: cost.cpuMs });
    this.turns.set(`${floor} ${part}`, known);
  }
}
