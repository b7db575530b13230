import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { streamDataSchema, streamQuerySchema, type StreamQuery } from '#libs/contracts/http';
import { TenantAccess } from '../http/access.js';
import { Operation } from '../http/operation.js';
import { CurrentTenant } from '../http/principal.js';
import { TenantInQuery } from '../http/tenant-in-query.js';
import { STREAM_MESSAGE_EXAMPLE } from './stream-examples.js';
import { StreamService } from './stream.service.js';

/** Tells what happens while it happens. */
@Controller('api/v1/stream')
export class StreamController {
  constructor(private readonly streams: StreamService) {}

  @Get()
  @TenantAccess('owner', 'viewer')
  @TenantInQuery()
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The id of the last message that the client has: the stream goes on behind it. Browsers send it.',
    schema: { type: 'string', maxLength: 256 },
  })
  @Operation({
    id: 'streamDeliveries',
    tag: 'Deliveries',
    summary: 'Follow attempts and changes of deliveries as they happen',
    description:
      'Server-sent events: one `attempt` for every attempt that has ended and one `change` for every other line of a timeline, each with its `id`; the data is the JSON shown here. `note` tells about the stream itself (schema `StreamNote`: `{reason, detail}`). Without `Last-Event-ID` it begins with what happens from now on. Comments keep the connection alive.',
    response: streamDataSchema,
    mediaType: 'text/event-stream',
    responseDescription: 'The stream; it does not end by itself.',
    example: STREAM_MESSAGE_EXAMPLE,
    problems: ['validation-failed', 'too-many-streams'],
  })
  async follow(
    @CurrentTenant() tenantId: string,
    @Query({ schema: streamQuerySchema }) query: StreamQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.streams.follow({ tenantId, query, lastEventId }, reply);
  }
}
