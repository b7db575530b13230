import type { Logger } from '@temporalio/common';
import { makeTelemetryFilterString, Runtime } from '@temporalio/worker';

/**
 * Sets up Temporal's native core for this process, before anything else of Temporal's: signals are left to the program,
 * and everything that the SDK and its core log goes to our logger.
 * @param logger takes the SDK's lines
 */
export function installTemporalRuntime(logger: Logger): void {
  Runtime.install({
    shutdownSignals: [],
    logger,
    telemetryOptions: { logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) } },
  });
}
