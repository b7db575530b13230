import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repoRoot } from '#libs/processes';
import { PINNED_CLI_VERSION } from './cli-version.js';
import { runTool } from './run-tool.js';

/** Without a byte for this long, the network counts as closed. The SDK itself would wait for minutes. */
const DEFAULT_STALL_TIMEOUT_MS = 15_000;

/**
 * Lets the SDK download the CLI as it does for its own test environment, and start it once. It runs in a process of its
 * own: it can be ended when nothing arrives, and leaves alone the SDK's runtime, which a program may install only once.
 */
const DOWNLOAD_PROGRAM = `
const [, testingModule, downloadDir, version] = process.argv;
const { TestWorkflowEnvironment } = await import(testingModule);
const executable = { type: 'cached-download', downloadDir, version };
const environment = await TestWorkflowEnvironment.createLocal({ server: { executable } });
await environment.teardown();
`;

/** Where to download to, and how patiently. */
export interface SdkDownloadOptions {
  readonly cacheDir: string;
  /** For proxy variables. */
  readonly environment: NodeJS.ProcessEnv;
  readonly onProgress?: (message: string) => void;
  /** Milliseconds without progress after which it is given up. @default 15000 */
  readonly stallTimeoutMs?: number;
}

/**
 * Downloads the pinned Temporal CLI from https://temporal.download with the SDK's downloader.
 *
 * @returns the path of the binary, which the caller moves away.
 * @throws Error when the SDK's testing package is not installed, or the download fails or stalls.
 */
export async function downloadTemporalCli(options: SdkDownloadOptions): Promise<string> {
  const { cacheDir, environment, onProgress, stallTimeoutMs = DEFAULT_STALL_TIMEOUT_MS } = options;
  const downloadDir = join(cacheDir, 'download');
  const testingModule = pathToFileURL(findTestingModule()).href;
  // What an aborted download left would be waited for.
  await rm(downloadDir, { recursive: true, force: true });
  await mkdir(downloadDir, { recursive: true });
  onProgress?.('Temporal CLI: downloading it');
  let bytes = 0;
  let progressAt = Date.now();
  try {
    await runTool({
      command: process.execPath,
      args: ['--input-type=module', '--eval', DOWNLOAD_PROGRAM, testingModule, downloadDir, `v${PINNED_CLI_VERSION}`],
      cwd: repoRoot(),
      env: environment,
      onTick: async () => {
        const now = await bytesIn(downloadDir);
        if (now !== bytes) [bytes, progressAt] = [now, Date.now()];
        return Date.now() - progressAt > stallTimeoutMs ? `nothing arrived for ${stallTimeoutMs} ms` : undefined;
      },
    });
    const [file] = await readdir(downloadDir);
    if (file === undefined) throw new Error('the download ended without a file');
    const made = join(cacheDir, `temporal.${randomUUID()}.tmp`);
    await rename(join(downloadDir, file), made);
    return made;
  } finally {
    await rm(downloadDir, { recursive: true, force: true });
  }
}

function findTestingModule(): string {
  try {
    const require = createRequire(import.meta.url);
    return require.resolve('@temporalio/testing');
  } catch (error) {
    throw new Error('the development package @temporalio/testing is not installed', { cause: error });
  }
}

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
