import { Body, Controller, Get, Header, Headers, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  acceptedBatchSchema,
  acceptedEventSchema,
  eventDetailSchema,
  eventListQuerySchema,
  eventListSchema,
  idempotencyKeySchema,
  newDeliveriesSchema,
  newEventBatchSchema,
  newEventSchema,
  replayEventSchema,
  type AcceptedEventAnswer,
  type DeliveryAnswer,
  type EventListQuery,
  type EventSummary,
  type NewEventBatchBody,
  type NewEventBody,
  type ReplayEventBody,
} from '#libs/contracts/http';
import { NEW_DELIVERY_EXAMPLE } from '../deliveries/delivery-examples.js';
import { TenantAccess } from '../http/access.js';
import { BodyLimit } from '../http/body-limit.js';
import type { JsonText } from '../http/json-body.js';
import { Operation } from '../http/operation.js';
import { PostEventRoute } from '../http/post-event-route.js';
import { BodyJson, CurrentPrincipal, CurrentTenant, type Principal } from '../http/principal.js';
import { validationProblem } from '../http/validation.pipe.js';
import { AcceptEventsService } from './accept-events.service.js';
import { ACCEPTED_EVENT_EXAMPLE, EVENT_EXAMPLE, EVENT_SUMMARY_EXAMPLE, NEW_EVENT_EXAMPLE } from './event-examples.js';
import { presentAccepted, presentBatchItem } from './event-presenter.js';
import { EventsService } from './events.service.js';

/** Problems of what events must be, beyond their schema. */
const EVENT_PROBLEMS = ['too-deep', 'event-not-allowed', 'schema-violation', 'event-conflict', 'tenant-limit'] as const;

const REPLAYED_HEADER = 'idempotent-replayed';

/** Documents the header; the handler checks it. */
function IdempotencyKeyHeader(covers: string): MethodDecorator {
  return ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: `Covers ${covers}: a repeat with the same key is answered with the original, for ever. 1 to 255 visible ASCII characters.`,
    schema: { type: 'string', maxLength: 255 },
  });
}

/** Accepts, shows and replays events. */
@Controller('api/v1/events')
export class EventsController {
  constructor(
    private readonly acceptEvents: AcceptEventsService,
    private readonly events: EventsService,
  ) {}

  @Post()
  @TenantAccess('owner', 'publisher')
  @PostEventRoute()
  @IdempotencyKeyHeader('the event')
  @Operation({
    id: 'postEvent',
    tag: 'Events',
    summary: 'Post an event',
    description:
      'Once answered, the event is stored and will be delivered to every endpoint that subscribes. `data` keeps the bytes it was posted with. Repeat a request whose answer was lost: `id` and `Idempotency-Key` make sure that it counts once.',
    status: HttpStatus.ACCEPTED,
    response: acceptedEventSchema,
    responseDescription: 'The event is accepted.',
    example: ACCEPTED_EVENT_EXAMPLE,
    requestExample: NEW_EVENT_EXAMPLE,
    otherResponses: [
      {
        status: HttpStatus.OK,
        description: 'The event had been accepted before; the header `Idempotent-Replayed: true` says so too.',
        response: acceptedEventSchema,
        example: ACCEPTED_EVENT_EXAMPLE,
      },
    ],
    problems: [...EVENT_PROBLEMS],
  })
  async post(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: newEventSchema }) body: NewEventBody,
    @BodyJson() json: JsonText,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AcceptedEventAnswer> {
    const accepted = await this.acceptEvents.acceptOne(tenantId, principal, body, json, readKey(idempotencyKey));
    if (accepted.replayed) void reply.status(HttpStatus.OK).header(REPLAYED_HEADER, 'true');
    return presentAccepted(accepted);
  }

  @Post('batch')
  @TenantAccess('owner', 'publisher')
  @BodyLimit('batch')
  @IdempotencyKeyHeader('the whole batch')
  @Operation({
    id: 'postEventBatch',
    tag: 'Events',
    summary: 'Post up to 1,000 events, all or none',
    description:
      'Items that repeat an accepted event are marked `replayed`. Each event may be as large as a single one; the whole may be 16 times that.',
    status: HttpStatus.ACCEPTED,
    response: acceptedBatchSchema,
    responseDescription: 'All events are accepted; their order is that of the request.',
    example: { data: [ACCEPTED_EVENT_EXAMPLE] },
    requestExample: { events: [NEW_EVENT_EXAMPLE] },
    otherResponses: [
      {
        status: HttpStatus.OK,
        description: 'The batch had been accepted before under its Idempotency-Key.',
        response: acceptedBatchSchema,
        example: { data: [{ ...ACCEPTED_EVENT_EXAMPLE, replayed: true }] },
      },
    ],
    problems: [...EVENT_PROBLEMS],
  })
  async postBatch(
    @CurrentTenant() tenantId: string,
    @Body({ schema: newEventBatchSchema }) body: NewEventBatchBody,
    @BodyJson() json: JsonText,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ data: AcceptedEventAnswer[] }> {
    const { events, replayed } = await this.acceptEvents.acceptBatch(tenantId, body, json, readKey(idempotencyKey));
    if (replayed) void reply.status(HttpStatus.OK).header(REPLAYED_HEADER, 'true');
    return { data: events.map(presentBatchItem) };
  }

  @Get()
  @TenantAccess('owner', 'viewer')
  @Operation({
    id: 'listEvents',
    tag: 'Events',
    summary: 'List events',
    description: 'Newest accepted first. `q` looks through the data of all events that the other filters leave.',
    response: eventListSchema,
    responseDescription: 'One page.',
    example: { data: [EVENT_SUMMARY_EXAMPLE], nextCursor: null },
    problems: ['validation-failed', 'invalid-cursor'],
  })
  async list(
    @CurrentTenant() tenantId: string,
    @Query({ schema: eventListQuerySchema }) query: EventListQuery,
  ): Promise<{ data: EventSummary[]; nextCursor: string | null }> {
    return this.events.list(tenantId, query);
  }

  @Get(':id')
  @TenantAccess('owner', 'viewer')
  @Header('content-type', 'application/json; charset=utf-8')
  @Operation({
    id: 'getEvent',
    tag: 'Events',
    summary: 'Read an event, and why each endpoint did or did not get it',
    response: eventDetailSchema,
    responseDescription: 'The event, with its data as it was posted.',
    example: EVENT_EXAMPLE,
  })
  async read(@CurrentTenant() tenantId: string, @Param('id') id: string): Promise<string> {
    return this.events.read(tenantId, id);
  }

  @Post(':id/replay')
  @TenantAccess('owner')
  @Operation({
    id: 'replayEvent',
    tag: 'Events',
    summary: 'Send an event again',
    description: 'Makes new deliveries with the same event id, to the endpoints named or to all that subscribe now.',
    status: HttpStatus.ACCEPTED,
    response: newDeliveriesSchema,
    responseDescription: 'The new deliveries.',
    example: { deliveries: [NEW_DELIVERY_EXAMPLE] },
    requestExample: { endpointIds: [NEW_DELIVERY_EXAMPLE.endpointId] },
    problems: ['endpoint-disabled'],
  })
  async replay(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() { keyId }: Principal,
    @Param('id') id: string,
    @Body({ schema: replayEventSchema }) body: ReplayEventBody,
  ): Promise<{ deliveries: DeliveryAnswer[] }> {
    return { deliveries: await this.events.replay(tenantId, id, body, { keyId }) };
  }
}

function readKey(header: string | undefined): string | undefined {
  const { success, data, error } = idempotencyKeySchema.safeParse(header);
  if (success) return data;
  throw validationProblem(error.issues.map((issue) => ({ ...issue, path: ['Idempotency-Key'] })));
}
