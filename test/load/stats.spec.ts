import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../support/built-programs.js';
import { createTempDir, type TempDir } from '../support/temp-dir.js';
import type { StatsBenchReport } from './stats/stats-bench.js';

const ROOT = join(import.meta.dirname, '../..');

let temp: TempDir;
beforeAll(async () => {
  temp = await createTempDir();
  await ensureBuilt();
}, 300_000);
afterAll(() => temp.remove());

describe('npm run bench:stats', () => {
  it('fills, rolls up and measures', { timeout: 120_000 }, async () => {
    const json = join(temp.path, 'stats.json');
    const program = ['--import', './test/support/register-ts.mjs', 'test/load/stats-main.ts'];
    const sizes = ['--attempts', '2000', '--days', '1', '--endpoints', '3', '--waiting', '10', '--reads', '2'];
    const { stdout } = await promisify(execFile)(process.execPath, [...program, ...sizes, '--json', json], {
      cwd: ROOT,
    });
    const report = JSON.parse(await readFile(json, 'utf8')) as StatsBenchReport;
    expect(report.attempts).toBeGreaterThan(1_900);
    expect(report.rollups).toBeGreaterThan(100);
    const ofWeek = report.reads.find(({ path }) => path.endsWith('window=7d'));
    // Nine of ten attempts are of the tenant that is asked about.
    expect(ofWeek?.attempts).toBeGreaterThan(report.attempts * 0.85);
    expect(stdout).toContain('/webhooks/{id}/health?window=24h');
  });
});
