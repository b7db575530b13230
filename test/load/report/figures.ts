import type { ByProcess } from '../measure/cpu-meter.js';
import type { MeteredName } from '../measure/metered.js';

/** Figures for some of the processes. */
export type Figures = Partial<Record<MeteredName, number>>;

/** CPU time per delivery of each of the processes, in milliseconds, over several turns. */
export function cpuPer(names: readonly MeteredName[], turns: readonly ByProcess[], count: number): Figures {
  return figuresFor(names, (name) => turns.reduce((sum, cpuMs) => sum + cpuMs[name], 0) / Math.max(1, count));
}

/** A figure for each of the processes. */
export function figuresFor(names: readonly MeteredName[], figureOf: (name: MeteredName) => number): Figures {
  return Object.fromEntries(names.map((name) => [name, figureOf(name)]));
}
