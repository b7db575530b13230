import { Controller, Get, Query } from '@nestjs/common';
import {
  auditListQuerySchema,
  auditListSchema,
  type AuditEntryAnswer,
  type AuditListQuery,
} from '#libs/contracts/http';
import { TenantAccess } from '../http/access.js';
import { Operation } from '../http/operation.js';
import { CurrentTenant } from '../http/principal.js';
import { AuditService } from './audit.service.js';

/** Who changed what of a tenant. */
@Controller('api/v1/audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @TenantAccess('owner')
  @Operation({
    id: 'listAudit',
    tag: 'Audit log',
    summary: 'List who changed what, newest first',
    description:
      "Every change through the API, every look at the secrets of an endpoint, and every sign-in and sign-out with the tenant's keys. Events that are posted are no changes. No entry holds a secret or a payload.",
    response: auditListSchema,
    responseDescription: 'One page.',
    example: {
      data: [
        {
          id: 'aud_01kcf5w8x0abcdefghjkmnpqrs',
          tenantId: 'ten_01kcf5w8x0zyxwvtsrqpnmkjhg',
          at: '2026-03-01T12:00:00.000Z',
          actor: 'key_01kcf5w8x0aabbccddeeffgghh',
          actorName: 'operations team',
          action: 'endpoint.update',
          subject: 'ep_01kcf5w8x00123456789abcdef',
        },
      ],
      nextCursor: null,
    },
    problems: ['validation-failed', 'invalid-cursor'],
  })
  async list(
    @CurrentTenant() tenantId: string,
    @Query({ schema: auditListQuerySchema }) query: AuditListQuery,
  ): Promise<{ data: AuditEntryAnswer[]; nextCursor: string | null }> {
    return this.audit.list(tenantId, query);
  }
}
