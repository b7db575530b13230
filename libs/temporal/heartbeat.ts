import type { Context } from '@temporalio/activity';
import type { ActivityInterceptors } from '@temporalio/worker';

/** So many heartbeats fit into the time after which a silent activity counts as lost. */
const HEARTBEATS_PER_TIMEOUT = 3;

/**
 * Makes an activity with a heartbeat time-out tell that its worker lives, as long as it runs. An activity that ends
 * before the first heartbeat is due costs Temporal nothing.
 * @param context the activity's
 */
export function heartbeat(context: Context): ActivityInterceptors {
  const { heartbeatTimeoutMs } = context.info;
  if (heartbeatTimeoutMs === undefined) return {};
  return {
    inbound: {
      execute: async (input, next) => {
        const timer = setInterval(() => context.heartbeat(), heartbeatTimeoutMs / HEARTBEATS_PER_TIMEOUT);
        try {
          return await next(input);
        } finally {
          clearInterval(timer);
        }
      },
    },
  };
}
