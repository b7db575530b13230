import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '#libs/persistence';
import { clearDeadTestRuns, createTestRunDir } from '../../support/test-run-dir.js';
import { thisMachine } from '../report/bench-report.js';
import { textTable } from '../report/text-table.js';
import { benchTables, type TablesReport } from './tables-bench.js';

const USAGE = `Usage: npm run bench:tables -- [options]

  --millions <n>   millions of deliveries, fractions too (1)
  --months <n>     months that they are spread over (12)
  --rounds <n>     how often each statement is timed in each database (300)
  --json <file>    write all figures as JSON, too
`;

function render({ deliveries, months, rounds, filling, figures }: TablesReport): string {
  const { cores, memoryMb, platform } = thisMachine();
  const ms = (value: number): string => value.toFixed(2);
  return [
    `${cores} cores, ${memoryMb} MB, ${platform}; ${deliveries} deliveries over ${months} months, filled in ` +
      `${filling.seconds} s, ${filling.sizeMb} MB; ${rounds} rounds, milliseconds`,
    '',
    ...textTable(
      ['', 'empty p50', 'p95', 'full p50', 'p95', 'full by empty'],
      figures.map(({ statement, empty, full, ratio }) => [
        statement,
        ms(empty.p50),
        ms(empty.p95),
        ms(full.p50),
        ms(full.p95),
        ms(ratio),
      ]),
    ),
  ].join('\n');
}

/** A number above zero. */
function numberOf(name: string, value: string): number {
  const number = Number(value);
  if (!(number > 0)) throw new Error(`--${name} must be a number above zero`);
  return number;
}

/** `npm run bench:tables`: how much slower statements are in large tables than in empty ones. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      millions: { type: 'string', default: '1' },
      months: { type: 'string', default: '12' },
      rounds: { type: 'string', default: '300' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const options = {
    deliveries: Math.round(numberOf('millions', values.millions) * 1_000_000),
    months: Math.round(numberOf('months', values.months)),
    rounds: Math.round(numberOf('rounds', values.rounds)),
  };
  const onProgress = (message: string): void => void process.stderr.write(`[bench:tables] ${message}\n`);
  await clearDeadTestRuns();
  const run = await createTestRunDir();
  const postgres = await startEmbeddedPostgres({ dataDir: join(run.dataDir, 'postgres'), port: 0 });
  try {
    const report = await benchTables(postgres.url, options, onProgress);
    process.stdout.write(`\n${render(report)}\n`);
    if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
  } finally {
    await postgres.stop();
    await run.release();
    await rm(run.dataDir, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`the benchmark failed: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
