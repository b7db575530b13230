import type {
  DispatchableDelivery,
  EndpointGateRepository,
  ExpressRepository,
  LineRepository,
  OperationRepository,
  RelayRepository,
} from '#libs/persistence';
import type { Logger, Metrics } from '#libs/observability';
import type { DeliveryWorkflows } from '#libs/temporal';
import { labelsOf, workflowInput } from './durable-lane.js';

/** What the reconciler works with. */
export interface ReconcilerOptions {
  repository: RelayRepository;
  claims: ExpressRepository;
  gates: EndpointGateRepository;
  lines: LineRepository;
  operations: OperationRepository;
  workflows: DeliveryWorkflows;
  metrics: Metrics;
  logger: Logger;
  /** How long past its due time a delivery counts as overdue, in milliseconds. */
  overdueMs: number;
}

/** Any number that nothing else in the database uses as an advisory lock. */
const LOCK = 0x45565243;
const PAGE = 500;
/** Starts in flight at once: a sweep must leave Temporal room for the deliveries that are due. */
const CONCURRENT_STARTS = 20;
const MARKER = 'engine-marker-run-id';

/**
 * Closes every gap that a crash can leave between Postgres and Temporal. The row is the truth: a delivery that should
 * have moved and did not gets a workflow, which goes on from the row. Only one worker reconciles at a time.
 */
export class Reconciler {
  private readonly startedAt = new Date();
  private stopping = false;

  constructor(private readonly options: ReconcilerOptions) {}

  /**
   * Looks once; what needs Postgres alone comes first and is done with Temporal away too. What it gives back to the
   * backlog the relay finds by its poll.
   */
  async round(): Promise<void> {
    await this.options.repository.exclusively(LOCK, async () => {
      const overdue = new Date(Date.now() - this.options.overdueMs);
      await this.endHoldsWithoutReason(overdue);
      await this.sweepIfTemporalLostItsData();
      await this.restartOverdue(overdue, 'overdue');
    });
  }

  /**
   * The first look of a process: what an earlier one committed but did not hand over is due, though not yet overdue.
   * What came due since this process began is its own relay's.
   */
  async firstRound(): Promise<void> {
    await this.options.repository.exclusively(LOCK, async () => {
      await this.endHoldsWithoutReason(this.startedAt);
      await this.sweepIfTemporalLostItsData();
      await this.restartOverdue(this.startedAt, 'start');
    });
  }

  /** Ends the round under way after the starts that are being made. */
  stop(): void {
    this.stopping = true;
  }

  private async restartOverdue(before: Date, reason: string): Promise<void> {
    let page: DispatchableDelivery[] = [];
    do {
      page = await this.options.repository.findOverdue(before, page.at(-1) ?? null, PAGE);
      await this.restart(page, reason);
    } while (page.length === PAGE);
  }

  /** Leases that are over, gates and bulk operations that should have moved, and lines whose head is held though nobody is before it. */
  private async endHoldsWithoutReason(before: Date): Promise<void> {
    const { claims, gates, lines, operations, metrics, logger } = this.options;
    for (const [reason, count] of [
      ['lease', await claims.giveBackExpired(new Date())],
      ['gate', await gates.wakeOverdue(before)],
      ['line', await lines.moveStuck()],
      ['operation', await operations.wakeOverdue(before)],
    ] as const) {
      if (count === 0) continue;
      metrics.deliveriesReconciled(reason, count);
      logger.info({ count, reason }, 'reconciled');
    }
  }

  private async sweepIfTemporalLostItsData(): Promise<void> {
    const { repository, workflows, logger } = this.options;
    const known = await repository.readSetting(MARKER);
    const found = await workflows.findMarker();
    if (found !== null && found === known) return;
    if (known !== null) logger.warn('Temporal does not know its marker any more: checking every unfinished delivery');
    const runId = found ?? (await workflows.startMarker());
    let swept = 0;
    for (let afterId = ''; ;) {
      const page = await repository.findUnfinished(afterId, PAGE);
      await this.restart(page, 'sweep');
      swept += page.length;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) break;
      afterId = last.id;
      logger.info({ swept }, 'checking unfinished deliveries');
    }
    await this.options.gates.wakeAll();
    await this.options.operations.wakeAll();
    // Written last: a sweep that was interrupted is done again.
    await repository.writeSetting(MARKER, runId);
    if (swept > 0) logger.info({ swept }, 'every unfinished delivery has a workflow');
  }

  private async restart(deliveries: DispatchableDelivery[], reason: string): Promise<void> {
    const { workflows, metrics, logger } = this.options;
    const rest = [...deliveries];
    // One that runs and is overdue waits for something its row no longer says.
    const running = reason === 'overdue' ? 'wake' : 'leave';
    const worker = async (): Promise<void> => {
      for (let delivery = rest.shift(); delivery !== undefined; delivery = rest.shift()) {
        if (this.stopping) throw new Error('the worker stops; the next round of any worker goes on');
        await workflows.ensureRunning(workflowInput(delivery, workflows.queues), labelsOf(delivery), running);
      }
    };
    const outcomes = await Promise.allSettled(Array.from({ length: CONCURRENT_STARTS }, worker));
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
    if (deliveries.length === 0) return;
    metrics.deliveriesReconciled(reason, deliveries.length);
    logger.info({ deliveries: deliveries.length, reason }, 'reconciled');
  }
}
