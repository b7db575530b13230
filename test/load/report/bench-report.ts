import type { Lane } from '#libs/contracts';
import { cpus, totalmem } from 'node:os';
import type { BenchOptions } from '../bench-options.js';
import type { FloorFigures } from '../floors/floors.js';
import type { Percentiles } from '../measure/percentiles.js';
import type { Figures } from './figures.js';

/** The product beside its floor in the same run. */
export interface Ratio {
  /** `delivered/s`: product by floor, 1 would mean that our share costs nothing. `p50`: how many times the floor's. */
  of: 'delivered/s' | 'p50';
  value: number;
}

/** What one scenario has shown of one lane. */
export interface ScenarioResult {
  scenario: string;
  lane: Lane;
  /** Events answered 202. */
  accepted: number;
  /** Events accepted a second, from the first post to the last answer. */
  acceptedPerSecond: number;
  /** Deliveries that arrived. */
  deliveries: number;
  /** From the first post (of a backlog: from the resume) to the last arrival; null where nothing is to arrive. */
  deliveredPerSecond: number | null;
  /** From post (of a backlog: from the resume) to arrival; null where nothing arrived. */
  latencyMs: Percentiles | null;
  ratio: Ratio | null;
  /** Deliveries of accepted events that the receiver has never seen; must be 0. */
  lost: number;
  /** Requests of deliveries that had been answered 200 before. */
  duplicates: number;
  /** Deliveries that Postgres does not have as this scenario should leave them; must be 0. */
  notSucceeded: number;
  /** In milliseconds, up to the last write. */
  cpuMsPerDelivery: Figures;
  /** The most resident memory of each process in this scenario, in MB. */
  peakMemoryMb: Figures;
  /** What this scenario alone measures, each with its unit in the name. */
  details: Record<string, number>;
  /** Why the run must count as failed; empty when all is well. */
  failures: string[];
}

/** All that the benchmark has measured. */
export interface BenchReport {
  options: BenchOptions;
  machine: { cores: number; memoryMb: number; platform: string; node: string };
  /** By the lane in whose turn they were measured. */
  floors: Partial<Record<Lane, FloorFigures[]>>;
  results: ScenarioResult[];
}

/** The machine of this run. */
export function thisMachine(): BenchReport['machine'] {
  return {
    cores: cpus().length,
    memoryMb: Math.round(totalmem() / 2 ** 20),
    platform: `${process.platform}-${process.arch}`,
    node: process.versions.node,
  };
}
