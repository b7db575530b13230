import { Injectable } from '@nestjs/common';
import type { PageQuery, RejectedOutboxRow } from '#libs/contracts/http';
import { EventQueryRepository } from '#libs/persistence';
import { page, pageRequest } from '../http/pagination.js';
import { ProblemException } from '../http/problem.exception.js';

type Row = Awaited<ReturnType<EventQueryRepository['listRejectedOutboxRows']>>[number];

/** Shows what other programs inserted into the outbox and could not become an event. */
@Injectable()
export class OutboxService {
  constructor(private readonly queries: EventQueryRepository) {}

  /** A page of a tenant's rejected rows, newest first. */
  async listRejected(
    tenantId: string,
    query: PageQuery,
  ): Promise<{ data: RejectedOutboxRow[]; nextCursor: string | null }> {
    const { after, fetch } = pageRequest(query);
    const beforeSeq = after === null ? null : checkedSeq(after.id);
    const rows = await this.queries.listRejectedOutboxRows(tenantId, { beforeSeq, fetch });
    return page(rows, query, ({ insertedAt, seq }) => ({ createdAt: insertedAt, id: seq }), present);
  }
}

/** A cursor of another list holds an id that is no number, or none that fits a bigint. */
function checkedSeq(id: string): string {
  if (/^\d{1,18}$/.test(id)) return id;
  throw new ProblemException('invalid-cursor', 'Give the "nextCursor" of an earlier answer, or none.', {
    errors: [{ path: 'cursor', message: 'is not a cursor of this list' }],
  });
}

function present(row: Row): RejectedOutboxRow {
  const { seq, tenantId, eventId, type, idempotencyKey, insertedAt, rejectedAt, rejectReason } = row;
  return {
    seq,
    tenantId,
    eventId,
    type,
    idempotencyKey,
    insertedAt: insertedAt.toISOString(),
    rejectedAt: (rejectedAt ?? insertedAt).toISOString(),
    reason: rejectReason ?? 'no reason was written down',
  };
}
