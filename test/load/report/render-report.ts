import type { FloorFigures } from '../floors/floors.js';
import { METERED, OWN_PROCESSES } from '../measure/metered.js';
import type { Percentiles } from '../measure/percentiles.js';
import type { BenchReport, Ratio, ScenarioResult } from './bench-report.js';
import type { Figures } from './figures.js';
import { textTable } from './text-table.js';

const NONE = '-';
const FLOOR_LETTER = { workflow: '(a) workflow', pipeline: '(b) pipeline' } as const;

/** The report for a terminal. */
export function renderReport({ machine, results, floors }: BenchReport): string {
  const floorFigures = Object.entries(floors).flatMap(([lane, figures]) =>
    figures.map((figure) => ({ label: `floor ${FLOOR_LETTER[figure.floor]} ${figure.part}, beside ${lane}`, figure })),
  );
  return [
    `${machine.cores} cores, ${machine.memoryMb} MB, ${machine.platform}, Node ${machine.node}; everything on this machine`,
    '',
    ...throughputTable(results, floorFigures),
    '',
    ...processTable('CPU ms per delivery', 2, [
      ...results.map((result) => ({ label: labelOf(result), figures: result.cpuMsPerDelivery, total: true })),
      ...floorFigures.map(({ label, figure }) => ({ label, figures: figure.cpuMsPerDelivery, total: false })),
    ]),
    '',
    ...processTable(
      'peak memory, MB',
      0,
      results.map((result) => ({ label: labelOf(result), figures: result.peakMemoryMb, total: false })),
    ),
    ...detailLines(results),
    ...floorFigures
      .filter(({ figure }) => figure.spoilt > 0)
      .map(({ label, figure }) => `${label}: ${figure.spoilt} starts were not eager, so it was not the floor`),
    '',
    ...verdict(results),
  ].join('\n');
}

/** Why the run failed: in words, one to a line; empty when it did not. */
export function failuresOf(results: readonly ScenarioResult[]): string[] {
  return results.flatMap((result) => result.failures.map((failure) => `${labelOf(result)}: ${failure}`));
}

function verdict(results: readonly ScenarioResult[]): string[] {
  const failures = failuresOf(results);
  const sum = (valueOf: (result: ScenarioResult) => number): number =>
    results.reduce((total, result) => total + valueOf(result), 0);
  return [
    `accepted ${sum(({ accepted }) => accepted)}, lost ${sum(({ lost }) => lost)}, duplicates ${sum(({ duplicates }) => duplicates)}, not succeeded ${sum(({ notSucceeded }) => notSucceeded)}`,
    ...failures.map((failure) => `FAILED: ${failure}`),
  ];
}

function throughputTable(
  results: readonly ScenarioResult[],
  floors: readonly { label: string; figure: FloorFigures }[],
): string[] {
  const head = [
    '',
    'deliveries',
    'accepted/s',
    'delivered/s',
    'by floor',
    'p50 ms',
    'p95',
    'p99',
    'max',
    'lost',
    'dup',
  ];
  return textTable(head, [
    ...results.map((result) => [
      labelOf(result),
      String(result.deliveries),
      result.acceptedPerSecond.toFixed(1),
      result.deliveredPerSecond?.toFixed(1) ?? NONE,
      ratioText(result.ratio),
      ...inShort(result.latencyMs),
      String(result.lost),
      String(result.duplicates),
    ]),
    ...floors.map(({ label, figure }) => [
      label,
      String(figure.count),
      NONE,
      figure.perSecond.toFixed(1),
      NONE,
      ...inShort(figure.latencyMs),
      NONE,
      NONE,
    ]),
  ]);
}

function processTable(
  title: string,
  digits: number,
  rows: readonly { label: string; figures: Figures; total: boolean }[],
): string[] {
  const names = METERED.filter((name) => rows.some(({ figures }) => figures[name] !== undefined));
  const withTotal = rows.some(({ total }) => total);
  return textTable(
    [title, ...names, ...(withTotal ? ['own'] : [])],
    rows.map(({ label, figures, total }) => [
      label,
      ...names.map((name) => figures[name]?.toFixed(digits) ?? NONE),
      ...(withTotal ? [total ? ownTotal(figures).toFixed(digits) : NONE] : []),
    ]),
  );
}

function ownTotal(figures: Figures): number {
  return OWN_PROCESSES.reduce((sum, name) => sum + (figures[name] ?? 0), 0);
}

function detailLines(results: readonly ScenarioResult[]): string[] {
  return results.flatMap((result) => {
    const details = Object.entries(result.details);
    if (details.length === 0) return [];
    return [
      '',
      ...textTable(
        [labelOf(result), ''],
        details.map(([name, value]) => [`  ${name}`, String(round(value))]),
      ),
    ];
  });
}

function labelOf({ scenario, lane }: ScenarioResult): string {
  return `${lane}: ${scenario}`;
}

function ratioText(ratio: Ratio | null): string {
  if (ratio === null) return NONE;
  return ratio.of === 'p50' ? `p50 × ${ratio.value.toFixed(1)}` : ratio.value.toFixed(2);
}

function inShort(latencyMs: Percentiles | null): string[] {
  if (latencyMs === null) return [NONE, NONE, NONE, NONE];
  const { p50, p95, p99, max } = latencyMs;
  return [p50, p95, p99, max].map((value) => value.toFixed(1));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
