import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { ensureBuilt } from '../support/built-programs.js';
import '../support/provided-context.js';
import { createTempDir, type TempDir } from '../support/temp-dir.js';
import { readOptions } from './bench-options.js';
import type { BenchReport } from './bench-report.js';
import { percentiles } from './percentiles.js';

const ROOT = join(import.meta.dirname, '../..');

let temp: TempDir;

beforeAll(async () => {
  temp = await createTempDir();
  await ensureBuilt();
}, 300_000);

afterAll(() => temp.remove());

describe('npm run bench', () => {
  test('measures floor and product in one run, and loses nothing', { timeout: 180_000 }, async () => {
    const json = join(temp.path, 'bench.json');
    const sizes = ['--events', '30', '--seconds', '2', '--warm-up', '5', '--endpoints', '3', '--rounds', '2'];
    const program = ['--import', './test/support/register-ts.mjs', 'test/load/main.ts', ...sizes, '--json', json];
    const { stdout } = await promisify(execFile)(process.execPath, program, {
      cwd: ROOT,
      env: { ...process.env, TEMPORAL_CLI_PATH: inject('temporalCliPath') },
    });

    const report = JSON.parse(await readFile(json, 'utf8')) as BenchReport;
    // 5 to warm up, 30 in the flood, 2 seconds at 20/s.
    expect(report.events).toEqual({ accepted: 75, lost: 0, duplicates: 0, notSucceeded: 0 });
    const { options: _, machine: __, ...figures } = report;
    // JSON has no NaN and no Infinity: they are written as null.
    const leaves = [...leavesOf(figures)];
    expect(leaves.length).toBeGreaterThan(40);
    for (const [path, value] of leaves) expect(value, path).toBeTypeOf('number');
    const { throughput, latencyMs, cpuMsPerDelivery, peakMemoryMb } = report;
    expect(throughput.rounds).toHaveLength(2);
    expect(throughput.ratio).toBeCloseTo(throughput.productPerSecond / throughput.floorPerSecond);
    for (const { p50, p95, p99, max } of [latencyMs.productFromPost, latencyMs.floor]) {
      expect(p50).toBeGreaterThan(0);
      expect([p95, p99, max]).toEqual([p95, p99, max].toSorted((a, b) => a - b));
      expect(p95).toBeGreaterThanOrEqual(p50);
    }
    for (const name of ['api', 'worker', 'temporal', 'postgres'] as const) {
      expect(cpuMsPerDelivery.flood.product[name], name).toBeGreaterThan(0);
      expect(peakMemoryMb[name], name).toBeGreaterThan(10);
    }
    expect(stdout).toContain('accepted 75, lost 0, duplicates 0, not succeeded 0');
  });

  test('a wrong option is an error that names it', () => {
    expect(() => readOptions(['--events', 'many'])).toThrow('--events must be a whole number above zero');
    expect(() => readOptions(['--event', '3'])).toThrow('--event');
    expect(readOptions(['--help'])).toBeNull();
  });

  test('percentiles are values that were measured, by nearest rank', () => {
    const values = Array.from({ length: 200 }, (_, index) => 200 - index);
    expect(percentiles(values)).toEqual({ p50: 100, p95: 190, p99: 198, max: 200 });
    expect(percentiles([7])).toEqual({ p50: 7, p95: 7, p99: 7, max: 7 });
    expect(() => percentiles([])).toThrow(RangeError);
  });
});

/** Every value that is no object, with the path to it. */
function* leavesOf(value: unknown, path = ''): Generator<[string, unknown]> {
  if (typeof value !== 'object' || value === null) {
    yield [path, value];
    return;
  }
  for (const [name, inner] of Object.entries(value)) yield* leavesOf(inner, `${path}.${name}`);
}
