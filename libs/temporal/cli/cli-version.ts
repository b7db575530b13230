import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const VERSION_TIMEOUT_MS = 10_000;

/** The version that tools/temporal/go.mod pins: what we build, and what we ask the download for. */
export const PINNED_CLI_VERSION = '1.8.2';

/** The oldest CLI whose dev server has what we use (`--sqlite-pragma`, fairness between tenants). */
export const OLDEST_CLI_VERSION = '1.4.0';

/** The server inside {@link OLDEST_CLI_VERSION}: a CLI built from source says `0.0.0-DEV`, so that this one decides. */
const OLDEST_SERVER_VERSION = '1.28.0';

/**
 * Runs `<path> --version` and returns the version of the Temporal CLI.
 *
 * @param environment the environment it is run with. @default this process's
 * @throws Error that says why it cannot be used: it does not run, is no Temporal CLI, or is too old.
 */
export async function readCliVersion(path: string, environment?: NodeJS.ProcessEnv): Promise<string> {
  let stdout: string;
  try {
    ({ stdout } = await run(path, ['--version'], { env: environment, timeout: VERSION_TIMEOUT_MS, windowsHide: true }));
  } catch (error) {
    throw new Error(`${path} --version cannot be run: ${firstLine(error)}`, { cause: error });
  }
  const found = /^temporal version (\S+) \(Server (\d+\.\d+\.\d+)/.exec(stdout.trim());
  const [, version, server] = found ?? [];
  if (version === undefined || server === undefined) {
    throw new Error(`${path} is not the Temporal CLI: --version answers ${JSON.stringify(stdout.slice(0, 100))}`);
  }
  const isNewEnough = version.startsWith('0.0.0-')
    ? !isOlder(server, OLDEST_SERVER_VERSION)
    : !isOlder(version, OLDEST_CLI_VERSION);
  if (!isNewEnough) {
    throw new Error(`${path} is version ${version} (server ${server}); ${OLDEST_CLI_VERSION} or later is needed`);
  }
  return version;
}

function isOlder(version: string, minimum: string): boolean {
  const [have, need] = [numbersOf(version), numbersOf(minimum)];
  const differing = need.findIndex((part, index) => have[index] !== part);
  return differing !== -1 && (have[differing] ?? 0) < (need[differing] ?? 0);
}

function numbersOf(version: string): number[] {
  return version.replace(/^v/, '').split(/[.+-]/, 3).map(Number);
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n', 1)[0] ?? '';
}
