import type { BenchOptions } from './bench-options.js';
import type { MeteredName } from './cpu-meter.js';
import type { Percentiles } from './percentiles.js';

/** Figures for some of the processes. */
export type Figures = Partial<Record<MeteredName, number>>;

/** CPU time per delivery and per bare workflow, in milliseconds. */
export interface CpuFigures {
  product: Figures;
  floor: Figures;
  /** Of the product's own processes: without receiver and load generator, which in production run elsewhere. */
  productTotal: number;
  floorTotal: number;
  /** Floor by product: the ratio of speeds that CPU time alone would allow. Other load on the machine hardly moves it. */
  ratio: number;
}

/** All that the benchmark has measured. */
export interface BenchReport {
  options: BenchOptions;
  machine: { cores: number; memoryMb: number; platform: string; node: string };
  /** The flood. */
  throughput: {
    /** Deliveries a second: from the first post to the last arrival. */
    productPerSecond: number;
    /** Bare workflows a second: from the first start until the last one was closed. */
    floorPerSecond: number;
    /** Product by floor; 1 would mean that our share costs nothing. */
    ratio: number;
    rounds: { productPerSecond: number; floorPerSecond: number; ratio: number }[];
  };
  /** At the steady pace, in milliseconds. */
  latencyMs: {
    /** From the answer 202 to the arrival. */
    productFromAccept: Percentiles;
    /** From the post to the arrival. */
    productFromPost: Percentiles;
    /** From the start of a bare workflow to the first line of its activity. */
    floor: Percentiles;
  };
  cpuMsPerDelivery: Record<'flood' | 'rate', CpuFigures>;
  /** The most memory that each of the product's processes was seen to hold, in MB. */
  peakMemoryMb: Figures;
  events: {
    /** Answered 202, warm-up included. */
    accepted: number;
    /** Accepted and never seen by the receiver. */
    lost: number;
    /** Arrivals of an event that had arrived before. */
    duplicates: number;
    /** Deliveries that Postgres does not call succeeded. */
    notSucceeded: number;
  };
  /** Starts of bare workflows that were not eager; any more than 0, and the floor was not the floor. */
  floorStartsNotEager: number;
}

/** The report for a terminal. */
export function renderReport(report: BenchReport): string {
  const { throughput, latencyMs, cpuMsPerDelivery, peakMemoryMb, events, machine, options } = report;
  const rounds = throughput.rounds.map(({ ratio }) => ratio.toFixed(2)).join(', ');
  return [
    `${machine.cores} cores, ${machine.memoryMb} MB, ${machine.platform}, Node ${machine.node}; everything on this machine`,
    '',
    ...table(
      [`flood: ${options.inFlight} in flight (floor ${options.floorInFlight})`, 'product', 'bare floor', 'ratio'],
      [
        [
          'deliveries, workflows a second',
          throughput.productPerSecond.toFixed(1),
          throughput.floorPerSecond.toFixed(1),
          `${throughput.ratio.toFixed(2)} (rounds: ${rounds})`,
        ],
      ],
    ),
    '',
    ...table(
      [`latency at ${options.rate}/s, ms`, 'p50', 'p95', 'p99', 'max'],
      [
        ['product, accepted to arrival', ...inShort(latencyMs.productFromAccept)],
        ['product, posted to arrival', ...inShort(latencyMs.productFromPost)],
        ['bare floor, start to activity', ...inShort(latencyMs.floor)],
      ],
    ),
    '',
    ...cpuTable('CPU ms per delivery, flood', cpuMsPerDelivery.flood),
    '',
    ...cpuTable(`CPU ms per delivery, at ${options.rate}/s`, cpuMsPerDelivery.rate),
    '',
    ...table(
      ['peak memory', ...Object.keys(peakMemoryMb)],
      [['MB', ...Object.values(peakMemoryMb).map((megabytes) => megabytes.toFixed(0))]],
    ),
    '',
    ...(report.floorStartsNotEager === 0
      ? []
      : [`starts of the floor that were not eager: ${report.floorStartsNotEager}`]),
    `accepted ${events.accepted}, lost ${events.lost}, duplicates ${events.duplicates}, not succeeded ${events.notSucceeded}`,
  ].join('\n');
}

function cpuTable(title: string, { product, floor, productTotal, floorTotal, ratio }: CpuFigures): string[] {
  const names = [...new Set([...Object.keys(product), ...Object.keys(floor)])];
  const row = (label: string, figures: Figures, total: number, ratio: string): string[] => {
    const byName = new Map(Object.entries(figures));
    return [label, ...names.map((name) => byName.get(name)?.toFixed(2) ?? '-'), total.toFixed(2), ratio];
  };
  return table(
    [title, ...names, 'own', 'ratio'],
    [row('product', product, productTotal, ratio.toFixed(2)), row('bare floor', floor, floorTotal, '')],
  );
}

function inShort({ p50, p95, p99, max }: Percentiles): string[] {
  return [p50, p95, p99, max].map((value) => value.toFixed(1));
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}
