import { isFinal, type CommandKind } from '#libs/contracts';
import { ended, type DeliveryChange, type DeliveryState } from './delivery-state.js';

/** A command as the transition sees it. */
export interface DeliveryCommand {
  kind: CommandKind;
  /**
   * Attempts that were recorded when the command was given. One more recorded since means that the command met an
   * attempt in flight: nothing else is claimed while a command waits.
   */
  attemptsSeen: number;
  /** Given with a cancellation. */
  reason?: string;
}

/** What a command does to a delivery. */
export interface TransitionResult {
  change: DeliveryChange;
  /** What the timeline says about it. */
  note: string;
}

/**
 * Applies one command to a delivery that has no attempt in flight: the command table of the API contract.
 * @param delivery the delivery as it is
 * @param command what is asked of it
 * @param nowMs milliseconds since the epoch
 */
export function transition(delivery: DeliveryState, command: DeliveryCommand, nowMs: number): TransitionResult {
  const metAttempt = command.attemptsSeen < delivery.attemptCount;
  switch (command.kind) {
    case 'cancel':
      // Only an attempt that succeeded outruns a cancellation; one that failed for good while it came ends as cancelled.
      if (isFinal(delivery.status) && !(metAttempt && delivery.status === 'failed')) {
        return { change: {}, note: `cancel came too late: the delivery has already ${finalWord(delivery.status)}` };
      }
      return {
        change: ended('cancelled', command.reason ?? 'on request'),
        note: 'cancelled',
      };
    case 'redeliver':
      if (metAttempt) return { change: {}, note: 'redeliver counted once with the attempt that was in flight' };
      return {
        change: {
          status: 'pending',
          nextAttemptAtMs: nowMs,
          waitReason: null,
          nextTrigger: 'redeliver',
          because: 'redeliver was asked for',
          ...(isFinal(delivery.status) ? { scheduleStep: 0 } : {}),
        },
        note: isFinal(delivery.status) ? 'redelivered: its retry schedule starts again' : 'redelivered now',
      };
  }
}

function finalWord(status: 'succeeded' | 'failed' | 'cancelled'): string {
  return status === 'cancelled' ? 'been cancelled' : status;
}
