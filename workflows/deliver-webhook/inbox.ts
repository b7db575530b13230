import type { ByHandCommand, CommandKind, CommandSignal } from '#libs/contracts/delivery';

/**
 * Commands that a run has been told of. A signal from the relay only says that rows are waiting; a signal sent by hand
 * and a cancellation request have no row and are carried along.
 */
export class Inbox {
  private byHand: ByHandCommand[] = [];
  private woken = false;
  private cancelRequested = false;
  private handed = 0;

  /** @param runId makes the ids of commands given by hand distinct from those of other runs */
  constructor(private readonly runId: string) {}

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
    if (signal?.commandId === undefined) this.hand(kind, attemptsSeen, 'temporal-signal', signal?.at);
  }

  /**
   * Takes in a request to cancel the workflow.
   * @param attemptsSeen attempts that the run knows of now
   */
  requestCancel(attemptsSeen: number): void {
    this.woken = true;
    this.cancelRequested = true;
    this.hand('cancel', attemptsSeen, 'temporal-cancel');
  }

  /** Empties the inbox. */
  takeAll(): ByHandCommand[] {
    const taken = this.byHand;
    this.byHand = [];
    this.woken = false;
    return taken;
  }

  /** The id is the same when the run is replayed, or its last task is done again: the command counts once. */
  private hand(kind: CommandKind, attemptsSeen: number, actor: ByHandCommand['actor'], at?: string): void {
    this.handed += 1;
    const id = `hand_${this.runId}_${String(this.handed).padStart(4, '0')}`;
    const untilMs = at === undefined ? Number.NaN : Date.parse(at);
    this.byHand.push({ id, kind, attemptsSeen, actor, ...(Number.isNaN(untilMs) ? {} : { untilMs }) });
  }
}
