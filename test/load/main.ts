import { writeFile } from 'node:fs/promises';
import { resolveTemporalCli } from '#libs/temporal';
import { bench } from './bench.js';
import { readOptions, usage, type BenchOptions } from './bench-options.js';
import { failuresOf, renderReport } from './report/render-report.js';
import { BenchStack } from './stack/bench-stack.js';

/** Something hangs when a run takes so long beyond what was asked for. */
const RUN_TIMEOUT_MS = 60 * 60_000;

function onProgress(message: string): void {
  process.stderr.write(`[bench] ${message}\n`);
}

/** Starts stacks one after the other, and stops the one that runs when the program is interrupted. */
class Stacks {
  private running: { stack: BenchStack; starting: Promise<void> } | undefined;
  private ended = false;

  constructor(
    private readonly cliPath: string,
    private readonly profile: string | undefined,
  ) {}

  async with<T>(use: (stack: BenchStack) => Promise<T>): Promise<T> {
    if (this.ended) throw new Error('the run has been ended');
    const stack = new BenchStack();
    const starting = stack.start({ cliPath: this.cliPath, profile: this.profile, onProgress });
    this.running = { stack, starting };
    try {
      await starting;
      return await use(stack);
    } finally {
      await stack.stop();
    }
  }

  async end(): Promise<void> {
    this.ended = true;
    // What is just being started must have been, or nobody would stop it.
    await this.running?.starting.catch(() => undefined);
    await this.running?.stack.stop();
  }
}

/** Resolves with an exit code when the run is to be given up. */
function interruption(minutes: number): Promise<number> {
  return new Promise((resolve) => {
    // Ctrl-C comes twice under npm, from the terminal and from npm: the second must not cut the stopping short.
    const give = (why: string, code: number): void => {
      onProgress(`${why}: stopping everything`);
      resolve(code);
    };
    // The shell's convention: 128 and the signal's number.
    process.on('SIGINT', () => give('interrupted', 130));
    process.on('SIGTERM', () => give('asked to end', 143));
    const timeoutMs = RUN_TIMEOUT_MS + minutes * 60_000;
    setTimeout(() => give(`not done after ${timeoutMs / 60_000} minutes`, 1), timeoutMs).unref();
  });
}

/**
 * `npm run bench`: prints what the product and the floors do in one run.
 * @returns the exit code: 1 when something was lost, or went on as it should not
 */
async function run(options: BenchOptions, stacks: Stacks): Promise<number> {
  const report = await bench(options, (use) => stacks.with(use), onProgress);
  process.stdout.write(`\n${renderReport(report)}\n`);
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
  return failuresOf(report.results).length === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(usage());
    return 0;
  }
  const explicitPath = process.env['TEMPORAL_CLI_PATH'] || undefined;
  const cli = await resolveTemporalCli({ ...(explicitPath === undefined ? {} : { explicitPath }), onProgress });
  const stacks = new Stacks(cli.path, options.profile);
  try {
    return await Promise.race([run(options, stacks), interruption(options.sizes.minutes ?? 0)]);
  } finally {
    await stacks.end();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const said = error instanceof Error ? error.stack : String(error);
    process.stderr.write(`the benchmark failed: ${said}\n`);
    process.exit(1);
  },
);
