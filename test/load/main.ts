import { writeFile } from 'node:fs/promises';
import { resolveTemporalCli } from '#libs/temporal';
import { bench } from './bench.js';
import { readOptions, USAGE, type BenchOptions } from './bench-options.js';
import { renderReport } from './bench-report.js';
import { BenchStack } from './bench-stack.js';

/** The whole run is given up after this long. */
const RUN_TIMEOUT_MS = 15 * 60_000;

function onProgress(message: string): void {
  process.stderr.write(`[bench] ${message}\n`);
}

/**
 * `npm run bench`: prints what the product and the bare floor do in one run.
 * @returns the exit code: 1 when an event was lost
 */
async function run(options: BenchOptions, stack: BenchStack, cliPath: string): Promise<number> {
  const starting = stack.start({ cliPath, profile: options.profile, onProgress });
  const interrupted = new Promise<number>((resolve) => {
    let given = false;
    // Ctrl-C comes twice under npm, from the terminal and from npm: the second must not cut the stopping short.
    const give = (why: string, code: number): void => {
      if (given) return;
      given = true;
      onProgress(`${why}: stopping everything`);
      // What is just being started must have been, or nobody would stop it.
      void starting.catch(() => undefined).then(() => resolve(code));
    };
    // The shell's convention: 128 and the signal's number.
    process.on('SIGINT', () => give('interrupted', 130));
    process.on('SIGTERM', () => give('asked to end', 143));
    setTimeout(() => give(`not done after ${RUN_TIMEOUT_MS / 60_000} minutes`, 1), RUN_TIMEOUT_MS).unref();
  });
  const measured = starting.then(async () => {
    const report = await bench(stack, options, onProgress);
    process.stdout.write(`\n${renderReport(report)}\n`);
    if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
    return report.events.lost === 0 && report.events.notSucceeded === 0 ? 0 : 1;
  });
  return Promise.race([measured, interrupted]);
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(USAGE);
    return 0;
  }
  const explicitPath = process.env['TEMPORAL_CLI_PATH'] || undefined;
  const cli = await resolveTemporalCli({ ...(explicitPath === undefined ? {} : { explicitPath }), onProgress });
  const stack = new BenchStack();
  try {
    return await run(options, stack, cli.path);
  } finally {
    await stack.stop();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`the benchmark failed: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
