import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { repoRoot } from '#libs/processes';
import { PINNED_CLI_VERSION } from './cli-version.js';
import { runTool } from './run-tool.js';

const PACKAGE = 'github.com/temporalio/cli';
const TELL_EVERY_SECONDS = 10;

/** Where to build, and whom to tell. */
export interface GoBuildOptions {
  /** The finished binary is put into this folder, under a name that nobody else uses. */
  readonly cacheDir: string;
  /** For `PATH` (where `go` is looked for) and Go's own variables. */
  readonly environment: NodeJS.ProcessEnv;
  readonly onProgress?: (message: string) => void;
}

/**
 * Builds the Temporal CLI from the Go module that tools/temporal pins, its checksums included (go.sum). Takes four
 * minutes on two cores the first time.
 *
 * @returns the path of the binary, which the caller moves away.
 * @throws Error when Go is missing or the build fails.
 */
export async function buildTemporalCli({ cacheDir, environment, onProgress }: GoBuildOptions): Promise<string> {
  const made = join(cacheDir, `temporal.${randomUUID()}.tmp`);
  onProgress?.('Temporal CLI: building it with Go, once; this takes some minutes');
  try {
    await runTool({
      command: 'go',
      args: [
        'build',
        // Built from another module, there is no version control state that could be stamped.
        '-buildvcs=false',
        `-ldflags=-s -w -X ${PACKAGE}/internal/temporalcli.Version=${PINNED_CLI_VERSION}`,
        '-o',
        made,
        `${PACKAGE}/cmd/temporal`,
      ],
      cwd: join(repoRoot(), 'tools', 'temporal'),
      env: environment,
      onTick: (seconds) => {
        if (seconds % TELL_EVERY_SECONDS === 0) onProgress?.(`Temporal CLI: still building, ${seconds} s`);
        return undefined;
      },
    });
    return made;
  } catch (error) {
    await rm(made, { force: true });
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new Error('there is no `go` on PATH', { cause: error });
    }
    throw error;
  }
}
