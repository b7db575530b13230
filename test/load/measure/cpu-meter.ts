import { METERED, type MeteredName, type ProcessName } from './metered.js';
import { forgetPeak, usageOf, usageOfFamily, type Usage } from './process-usage.js';

/** A figure for each process. */
export type ByProcess = Record<MeteredName, number>;

/** Tells which processes are to be read; there may be several of one name. */
export interface ProcessList {
  pidsOf(name: ProcessName): readonly number[];
}

/** What some work cost. */
export interface Cost {
  /** User and system time of each process, in milliseconds. */
  cpuMs: ByProcess;
  /** The most memory that each was seen to hold meanwhile, in bytes; of several processes of one name, the largest. */
  peakBytes: ByProcess;
}

/** The part of a cost that falls on some of the deliveries, where it is not to be told apart; peaks are of all. */
export function shareOf({ cpuMs, peakBytes }: Cost, part: number, whole: number): Cost {
  return { cpuMs: byProcess((name) => (cpuMs[name] * part) / Math.max(1, whole)), peakBytes };
}

/** Postgres has no peak of its own to ask for, so it is looked at so often. */
const SAMPLE_INTERVAL_MS = 2_000;

/** Reads CPU time and memory of every process. */
export class CpuMeter {
  constructor(private readonly processes: ProcessList) {}

  /** What `work` cost each process. Two such calls may not run at once: the peaks would be of both. */
  async during<T>(work: () => Promise<T>): Promise<{ result: T; cost: Cost }> {
    for (const name of METERED) this.pidsOf(name).forEach(forgetPeak);
    const before = this.read();
    let postgresPeakBytes = before.postgres.memoryBytes;
    const sampler = setInterval(() => {
      postgresPeakBytes = Math.max(postgresPeakBytes, this.look()?.postgres.memoryBytes ?? 0);
    }, SAMPLE_INTERVAL_MS);
    try {
      const result = await work();
      const after = this.read();
      return {
        result,
        cost: {
          cpuMs: byProcess((name) => after[name].cpuMs - before[name].cpuMs),
          peakBytes: byProcess((name) => Math.max(after[name].peakBytes, name === 'postgres' ? postgresPeakBytes : 0)),
        },
      };
    } finally {
      clearInterval(sampler);
    }
  }

  /** CPU time since its start, and memory, of each process; of several of one name the sum and the largest. */
  read(): Record<MeteredName, Usage> {
    return Object.fromEntries(METERED.map((name) => [name, this.usageOf(name)])) as Record<MeteredName, Usage>;
  }

  /** As {@link read}, for timers: undefined when a process is not there, because the run is being ended. */
  look(): Record<MeteredName, Usage> | undefined {
    try {
      return this.read();
    } catch {
      return undefined;
    }
  }

  private usageOf(name: MeteredName): Usage {
    const each = this.pidsOf(name).map(name === 'postgres' ? usageOfFamily : usageOf);
    return {
      cpuMs: each.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
      memoryBytes: Math.max(0, ...each.map(({ memoryBytes }) => memoryBytes)),
      peakBytes: Math.max(0, ...each.map(({ peakBytes }) => peakBytes)),
    };
  }

  private pidsOf(name: MeteredName): readonly number[] {
    return name === 'generator' ? [process.pid] : this.processes.pidsOf(name);
  }
}

function byProcess(figureOf: (name: MeteredName) => number): ByProcess {
  return Object.fromEntries(METERED.map((name) => [name, figureOf(name)])) as ByProcess;
}
