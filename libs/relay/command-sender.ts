import type { CommandRepository, UnsentCommand } from '#libs/persistence';
import type { Logger, Metrics } from '#libs/observability';
import type { DeliveryWorkflows } from '#libs/temporal';
import { labelsOf, workflowInput } from './durable-lane.js';

/** Commands signalled in one round. */
const ROUND = 100;
/** A command that stands unapplied so long after its signal is signalled again: the signal was lost with its workflow. */
const RESEND_AFTER_MS = 60_000;

/** Wakes workflows whose deliveries have commands waiting. */
export class CommandSender {
  constructor(
    private readonly commands: CommandRepository,
    private readonly workflows: DeliveryWorkflows,
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  /**
   * Signals what is not signalled yet.
   * @returns true when there may be more
   */
  async round(): Promise<boolean> {
    const taken = await this.commands.takeUnsent(new Date(Date.now() - RESEND_AFTER_MS), ROUND);
    if (taken.length === 0) return false;
    const outcomes = await Promise.allSettled(taken.map((command) => this.send(command)));
    const failed = taken.filter((_, index) => outcomes[index]?.status === 'rejected');
    if (failed.length > 0) {
      const cause = outcomes.find((outcome) => outcome.status === 'rejected');
      this.logger.warn(
        { err: cause?.status === 'rejected' ? cause.reason : undefined, commands: failed.length },
        'commands could not be signalled; they are tried again',
      );
      await this.commands.returnUnsent(failed);
      return false;
    }
    return taken.length === ROUND;
  }

  private async send(command: UnsentCommand): Promise<void> {
    const input = workflowInput(command, this.workflows.queues);
    await this.workflows.command(command.kind, command.commandId, input, labelsOf(command));
    this.metrics.commandSent(command.kind);
  }
}
