import { execFile, type ExecFileException } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { ensureBuilt } from '../support/built-programs.js';
import '../support/provided-context.js';
import { createTempDir, type TempDir } from '../support/temp-dir.js';
import { readOptions } from './bench-options.js';
import { LANES } from '#libs/contracts';
import { percentiles } from './measure/percentiles.js';
import type { BenchReport } from './report/bench-report.js';
import { SCENARIO_NAMES } from './scenario-names.js';

const ROOT = join(import.meta.dirname, '../..');
/** Each scenario at a size that shows that it works, and nothing else. */
const TINY = {
  events: 20,
  rounds: 2,
  'warm-up': 5,
  endpoints: 3,
  batch: 7,
  'low-rate': 10,
  'high-rate': 20,
  seconds: 0.5,
  'high-rate-seconds': 0.5,
  'fan-outs': 1,
  'fan-out-endpoints': 5,
  'failing-events': 20,
  backlog: 20,
  waiting: 40,
  'rest-seconds': 0.5,
  'scale-out-events': 20,
  'cpu-percent': 50,
  minutes: 0.02,
  'memory-limit-mb': 10_000,
};

let temp: TempDir;

beforeAll(async () => {
  temp = await createTempDir();
  await ensureBuilt();
}, 300_000);

afterAll(() => temp.remove());

describe('npm run bench', () => {
  test('measures every scenario beside the floors, and loses nothing', { timeout: 300_000 }, async () => {
    const json = join(temp.path, 'bench.json');
    const sizes = Object.entries(TINY).flatMap(([name, size]) => [`--${name}`, String(size)]);
    const { stdout } = await runBench([...sizes, '--only', SCENARIO_NAMES.join(','), '--json', json]);

    const report = JSON.parse(await readFile(json, 'utf8')) as BenchReport;
    for (const lane of LANES) {
      const scenarios = report.results.filter((result) => result.lane === lane).map(({ scenario }) => scenario);
      expect(scenarios).toEqual([
        'flood',
        'burst',
        'batch-flood',
        'rate 10/s',
        'rate 20/s',
        'fan-out',
        'failing-tenth',
        'slow-receiver, the fast',
        'slow-receiver, the slow',
        'backlog',
        'scale-out, one worker',
        'scale-out, two workers',
        expect.stringMatching(/^soak \d+\/s$/),
        ...(lane === LANES.at(-1) ? ['waiting'] : []),
      ]);
      expect(report.floors[lane]?.map(({ floor, part }) => `${floor} ${part}`)).toEqual(
        expect.arrayContaining(['workflow flood', 'pipeline flood']),
      );
    }
    for (const result of report.results) {
      const { scenario, lost, duplicates, notSucceeded, failures } = result;
      expect({ lost, duplicates, notSucceeded, failures }, scenario).toEqual(NOTHING_WRONG);
      expect(result.accepted, scenario).toBeGreaterThan(0);
      for (const name of ['api', 'worker', 'temporal', 'postgres'] as const) {
        expect(result.cpuMsPerDelivery[name], `${scenario}: ${name}`).toBeTypeOf('number');
        expect(result.peakMemoryMb[name], `${scenario}: ${name}`).toBeGreaterThan(10);
      }
      if (scenario === 'waiting') continue;
      expect(result.deliveredPerSecond, scenario).toBeGreaterThan(0);
      const { p50 = 0, p95 = 0, p99 = 0, max = 0 } = result.latencyMs ?? {};
      expect(p50, scenario).toBeGreaterThan(0);
      expect([p50, p95, p99, max], scenario).toEqual([p50, p95, p99, max].toSorted((a, b) => a - b));
    }
    expect(deliveriesOf(report, 'flood')).toBe(20);
    expect(deliveriesOf(report, 'fan-out')).toBe(5);
    expect(deliveriesOf(report, 'backlog')).toBe(20);
    const two = report.results.find(({ scenario }) => scenario === 'scale-out, two workers');
    const rows = [1, 2].map((worker) => two?.details[`outbox rows taken by worker ${worker}`] ?? 0);
    expect(rows.reduce((sum, taken) => sum + taken, 0)).toBe(20);
    expect(stdout).toContain('lost 0, duplicates 0, not succeeded 0');
  });

  test('a wrong option is an error that names it', () => {
    expect(() => readOptions(['--events', 'many'])).toThrow('--events must be a whole number above zero');
    expect(() => readOptions(['--seconds=-1'])).toThrow('--seconds must be a number above zero');
    expect(() => readOptions(['--event', '3'])).toThrow('--event');
    expect(() => readOptions(['--only', 'flood,fludd'])).toThrow('--only knows no fludd; there are flood, burst');
    expect(() => readOptions(['--lane', 'slow'])).toThrow('--lane must be durable or express');
    expect(readOptions(['--help'])).toBeNull();
  });

  test('what is not named has its default; scenarios run in their order', () => {
    expect(readOptions([])).toMatchObject({ lanes: LANES, sizes: {} });
    expect(readOptions(['--only', 'waiting,flood', '--lane', 'express', '--backlog', '7'])).toMatchObject({
      lanes: ['express'],
      scenarios: ['flood', 'waiting'],
      sizes: { backlog: 7 },
    });
  });

  test('percentiles are values that were measured, by nearest rank', () => {
    const values = Array.from({ length: 200 }, (_, index) => 200 - index);
    expect(percentiles(values)).toEqual({ p50: 100, p95: 190, p99: 198, max: 200 });
    expect(percentiles([7])).toEqual({ p50: 7, p95: 7, p99: 7, max: 7 });
    expect(() => percentiles([])).toThrow(RangeError);
  });
});

const NOTHING_WRONG = { lost: 0, duplicates: 0, notSucceeded: 0, failures: [] };

async function runBench(options: readonly string[]): Promise<{ stdout: string }> {
  const program = ['--import', './test/support/register-ts.mjs', 'test/load/main.ts', ...options];
  return promisify(execFile)(process.execPath, program, {
    cwd: ROOT,
    env: { ...process.env, TEMPORAL_CLI_PATH: inject('temporalCliPath') },
  }).catch((error: ExecFileException) => {
    throw new Error(`the benchmark ended with ${String(error.code)}\n${error.stdout ?? ''}\n${error.stderr ?? ''}`);
  });
}

function deliveriesOf({ results }: BenchReport, scenario: string): number | undefined {
  return results.find((result) => result.scenario === scenario)?.deliveries;
}
