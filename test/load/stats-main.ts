import 'reflect-metadata';
import { rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '#libs/persistence';
import { clearDeadTestRuns, createTestRunDir } from '../support/test-run-dir.js';
import { textTable } from './report/text-table.js';
import { statsBench, type StatsBenchReport } from './stats/stats-bench.js';

// Measures how long the API takes to answer with statistics: `npm run bench:stats`, see docs/benchmarks.md.

const { values } = parseArgs({
  options: {
    attempts: { type: 'string', default: '5000000' },
    days: { type: 'string', default: '7' },
    endpoints: { type: 'string', default: '50' },
    waiting: { type: 'string', default: '100000' },
    reads: { type: 'string', default: '50' },
    'database-url': { type: 'string' },
    json: { type: 'string' },
  },
});

function numberOf(name: 'attempts' | 'days' | 'endpoints' | 'waiting' | 'reads'): number {
  const number = Number(values[name]);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} must be a whole number of at least 1`);
  return number;
}

function onProgress(message: string): void {
  process.stderr.write(`[bench:stats] ${message}\n`);
}

function render(report: StatsBenchReport): string {
  const { attempts, deliveries, rollups, rollUpSeconds, directSeconds } = report;
  return [
    ...textTable(
      ['GET', 'attempts', 'p50 ms', 'p95', 'p99', 'max'],
      report.reads.map(({ path, attempts: counted, ms }) => [
        path.replace('/api/v1', ''),
        String(counted),
        ...[ms.p50, ms.p95, ms.p99, ms.max].map((value) => value.toFixed(1)),
      ]),
    ),
    '',
    `${attempts} attempts of ${deliveries} deliveries; ${rollups} roll-ups, made in ${rollUpSeconds.toFixed(1)} s`,
    `the figures of seven days from the attempts themselves: ${directSeconds.toFixed(1)} s`,
  ].join('\n');
}

/** Runs on a database that is given and may have been filled by an earlier run, or on one of its own. */
async function withDatabase(run: (databaseUrl: string) => Promise<void>): Promise<void> {
  const given = values['database-url'];
  if (given !== undefined) return run(given);
  await clearDeadTestRuns();
  const testRun = await createTestRunDir();
  const { dataDir } = testRun;
  try {
    const postgres = await startEmbeddedPostgres({ dataDir, port: 0 });
    try {
      await run(postgres.url);
    } finally {
      await postgres.stop();
    }
  } finally {
    await testRun.release();
    await rm(dataDir, { recursive: true, force: true });
  }
}

await withDatabase(async (databaseUrl) => {
  const report = await statsBench({
    databaseUrl,
    attempts: numberOf('attempts'),
    days: numberOf('days'),
    endpoints: numberOf('endpoints'),
    waiting: numberOf('waiting'),
    reads: numberOf('reads'),
    onProgress,
  });
  process.stdout.write(`${render(report)}\n`);
  if (values.json !== undefined) await writeFile(values.json, JSON.stringify(report, null, 2));
});
