import { Injectable } from '@nestjs/common';
import type { AuditEntryAnswer, AuditListQuery } from '#libs/contracts/http';
import { AuditRepository, type NamedAuditEntry } from '#libs/persistence';
import { page, pageRequest } from '../http/pagination.js';

/** Shows who changed what. */
@Injectable()
export class AuditService {
  constructor(private readonly audit: AuditRepository) {}

  /** A page of a tenant's audit log, newest first. */
  async list(
    tenantId: string,
    query: AuditListQuery,
  ): Promise<{ data: AuditEntryAnswer[]; nextCursor: string | null }> {
    const { limit: _limit, cursor: _cursor, from, to, ...equal } = query;
    const search = {
      ...equal,
      ...(from === undefined ? {} : { from: new Date(from) }),
      ...(to === undefined ? {} : { to: new Date(to) }),
    };
    const rows = await this.audit.list(tenantId, search, pageRequest(query));
    return page(
      rows,
      query,
      ({ entry }) => entry,
      (row) => present(tenantId, row),
    );
  }
}

function present(tenantId: string, { entry, actorName }: NamedAuditEntry): AuditEntryAnswer {
  const { id, createdAt, actor, action, subject } = entry;
  return { id, tenantId, at: createdAt.toISOString(), actor, actorName, action, subject };
}
