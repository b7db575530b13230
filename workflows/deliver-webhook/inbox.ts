import type { ByHandCommand, CommandKind, CommandSignal } from '#libs/contracts/delivery';

/**
 * Commands that a run has been told of. A signal from the relay only says that rows are waiting; a signal sent by hand
 * and a cancellation request have no row and are carried along.
 */
export class Inbox {
  private byHand: ByHandCommand[] = [];
  private woken = false;
  private cancelRequested = false;

  /** True when nothing is to be applied. */
  get isEmpty(): boolean {
    return !this.woken;
  }

  /** True when someone asked Temporal to cancel this workflow. */
  get wasCancelRequested(): boolean {
    return this.cancelRequested;
  }

  /**
   * Takes in a signal.
   * @param attemptsSeen attempts that the run knows of now
   */
  receive(kind: CommandKind, signal: CommandSignal | undefined, attemptsSeen: number): void {
    this.woken = true;
    if (signal?.commandId === undefined) this.byHand.push({ kind, attemptsSeen, actor: 'temporal-signal' });
  }

  /**
   * Takes in a request to cancel the workflow.
   * @param attemptsSeen attempts that the run knows of now
   */
  requestCancel(attemptsSeen: number): void {
    this.woken = true;
    this.cancelRequested = true;
    this.byHand.push({ kind: 'cancel', attemptsSeen, actor: 'temporal-cancel' });
  }

  /** Empties the inbox. */
  takeAll(): ByHandCommand[] {
    const taken = this.byHand;
    this.byHand = [];
    this.woken = false;
    return taken;
  }
}
