import type { Logger } from '#libs/observability';
import type { WakeUp, WakeUpRepository } from '#libs/persistence';
import type { PacedWorkflows } from '#libs/temporal';

/** Wake-ups sent in one round. */
const ROUND = 100;
/** A wake-up that stands so long after it was taken was taken by a process that died. */
const RESEND_AFTER_MS = 30_000;

/** Wakes paced workflows whose rows have changed. */
export class WakeUpSender {
  constructor(
    private readonly wakeUps: WakeUpRepository,
    private readonly workflows: PacedWorkflows,
    private readonly logger: Logger,
  ) {}

  /**
   * Sends what is not sent yet.
   * @returns true when there may be more
   */
  async round(): Promise<boolean> {
    const taken = await this.wakeUps.takeUnsent(new Date(Date.now() - RESEND_AFTER_MS), ROUND);
    const sent = await Promise.all(taken.map((wakeUp) => this.send(wakeUp)));
    return taken.length === ROUND && sent.every(Boolean);
  }

  private async send(wakeUp: WakeUp): Promise<boolean> {
    try {
      await this.workflows.wake(wakeUp.workflow, { id: wakeUp.subjectId, tenantId: wakeUp.tenantId });
    } catch (error) {
      this.logger.warn({ err: error, ...wakeUp }, 'a workflow could not be woken; it is tried again');
      await this.wakeUps.giveBack(wakeUp);
      return false;
    }
    await this.wakeUps.forget(wakeUp);
    return true;
  }
}
