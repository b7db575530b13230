import { PROCESSES, type BenchStack, type ProcessName } from './bench-stack.js';
import { usageOf, usageOfFamily, type Usage } from './process-usage.js';

/** The processes of the benchmark, and the load generator, which is the benchmark itself. */
export type MeteredName = ProcessName | 'generator';

/** A figure for each process. */
export type ByProcess = Record<MeteredName, number>;

const METERED: readonly MeteredName[] = [...PROCESSES, 'generator'];

/** Reads CPU time and memory of every process. */
export class CpuMeter {
  private readonly peaks = zero();

  constructor(private readonly stack: BenchStack) {}

  /** What `work` cost each process, in milliseconds of CPU time. */
  async during<T>(work: () => Promise<T>): Promise<{ result: T; cpuMs: ByProcess }> {
    const before = await this.read();
    const result = await work();
    const after = await this.read();
    const cpuMs = zero();
    for (const name of METERED) cpuMs[name] = after[name] - before[name];
    return { result, cpuMs };
  }

  /** The most memory that each was seen to hold, in bytes. */
  get peakBytes(): ByProcess {
    return { ...this.peaks };
  }

  private async read(): Promise<ByProcess> {
    const cpuMs = zero();
    for (const name of METERED) {
      const usage = await this.usage(name);
      cpuMs[name] = usage.cpuMs;
      this.peaks[name] = Math.max(this.peaks[name], usage.memoryBytes);
    }
    return cpuMs;
  }

  private async usage(name: MeteredName): Promise<Usage> {
    if (name === 'generator') return usageOf(process.pid);
    return name === 'postgres' ? usageOfFamily(this.stack.pidOf(name)) : usageOf(this.stack.pidOf(name));
  }
}

function zero(): ByProcess {
  return { api: 0, worker: 0, temporal: 0, postgres: 0, receiver: 0, floor: 0, generator: 0 };
}
