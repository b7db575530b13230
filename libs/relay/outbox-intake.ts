import { createHash } from 'node:crypto';
import { EventConflictError, type EventStoreRepository, type OutboxRow, type RelayRepository } from '#libs/persistence';
import type { AdmissionRules, CandidateEvent } from '#libs/admission';
import type { Logger } from '#libs/observability';
import type { EntityManager } from 'typeorm';
import { isWellFormed, outboxRowProblem } from './outbox-row-problem.js';

/**
 * Makes events of outbox rows that another program inserted, or sets them aside with the reason. Never blocks the batch.
 */
export class OutboxIntake {
  constructor(
    private readonly repository: RelayRepository,
    private readonly events: EventStoreRepository,
    private readonly rules: AdmissionRules,
    private readonly logger: Logger,
  ) {}

  /** Takes one row in; its event gets an outbox row of its own, which a later round relays. */
  async take(manager: EntityManager, row: OutboxRow): Promise<void> {
    const problem = await this.accept(row);
    if (problem === null) return this.repository.forgetOutboxRow(manager, row.seq);
    this.logger.warn({ tenantId: row.tenantId, seq: row.seq, problem }, 'outbox row rejected');
    await this.repository.rejectOutboxRow(manager, row.seq, problem);
  }

  private async accept(row: OutboxRow): Promise<string | null> {
    if (row.externalId === null) return `tenant "${row.tenantId}" does not exist`;
    const malformed = outboxRowProblem(row);
    if (!isWellFormed(row, malformed)) return malformed;
    const { type, data } = row;
    const problem = await this.problemOf(row.tenantId, { type, data, ...(row.channels && { channels: row.channels }) });
    if (problem !== null) return problem;
    try {
      await this.events.acceptEvents([
        {
          tenantId: row.tenantId,
          type,
          data,
          source: 'outbox',
          ...identityOf(row),
          ...(row.created === null ? {} : { created: row.created }),
          ...(row.channels === null ? {} : { channels: row.channels }),
          ...(row.deliverAt === null ? {} : { deliverAt: row.deliverAt }),
          ...(row.expiresAt === null ? {} : { expiresAt: row.expiresAt }),
          ...(row.orderingKey === null ? {} : { orderingKey: row.orderingKey }),
        },
      ]);
      return null;
    } catch (error) {
      if (error instanceof EventConflictError) return error.detail;
      throw error;
    }
  }

  private async problemOf(tenantId: string, event: CandidateEvent): Promise<string | null> {
    const problems = await this.rules.judge(tenantId, [event]);
    if (problems === null) return `tenant "${tenantId}" does not exist`;
    const errors = problems.get(0)?.errors ?? [];
    return errors.length === 0 ? null : errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
  }
}

/**
 * What makes a repeated intake of the same row harmless: its own id or key; where it has neither, an id made of the row.
 */
function identityOf(row: OutboxRow): { id?: string; idempotencyKey?: string } {
  if (row.eventId !== null || row.idempotencyKey !== null) {
    return {
      ...(row.eventId === null ? {} : { id: row.eventId }),
      ...(row.idempotencyKey === null ? {} : { idempotencyKey: row.idempotencyKey }),
    };
  }
  const digest = createHash('sha256')
    .update(`${row.seq}\n${Number(row.insertedAt)}`)
    .digest('hex');
  return { id: `evt_outbox_${digest.slice(0, 32)}` };
}
