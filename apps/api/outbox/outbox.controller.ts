import { Controller, Get, Query } from '@nestjs/common';
import {
  pageQuerySchema,
  rejectedOutboxListSchema,
  type PageQuery,
  type RejectedOutboxRow,
} from '#libs/contracts/http';
import { TenantAccess } from '../http/access.js';
import { Operation } from '../http/operation.js';
import { CurrentTenant } from '../http/principal.js';
import { OutboxService } from './outbox.service.js';

/** Rows of `integration_outbox` that could not become events. */
@Controller('api/v1/outbox')
export class OutboxController {
  constructor(private readonly outbox: OutboxService) {}

  @Get('rejected')
  @TenantAccess('owner', 'viewer')
  @Operation({
    id: 'listRejectedOutboxRows',
    tag: 'Outbox',
    summary: 'List outbox rows that could not become events',
    description:
      'Other programs may insert events into the table `integration_outbox` in their own transactions; see `docs/outbox.md`. A row that is not valid is set aside with the reason and never blocks others.',
    response: rejectedOutboxListSchema,
    responseDescription: 'One page.',
    example: {
      data: [
        {
          seq: '42',
          tenantId: 'ten_01kcf5w8x0zyxwvtsrqpnmkjhg',
          eventId: null,
          type: 'order.created',
          idempotencyKey: 'order-o-1001',
          insertedAt: '2026-03-01T12:00:00.000Z',
          rejectedAt: '2026-03-01T12:00:00.250Z',
          reason: 'data must be JSON text',
        },
      ],
      nextCursor: null,
    },
    problems: ['validation-failed', 'invalid-cursor'],
  })
  async listRejected(
    @CurrentTenant() tenantId: string,
    @Query({ schema: pageQuerySchema }) query: PageQuery,
  ): Promise<{ data: RejectedOutboxRow[]; nextCursor: string | null }> {
    return this.outbox.listRejected(tenantId, query);
  }
}
