import { Body, Controller, Get, HttpStatus, Param, Post, Query } from '@nestjs/common';
import {
  cancelDeliverySchema,
  deliveryDetailSchema,
  deliveryListQuerySchema,
  deliveryListSchema,
  endpointDeliveryListQuerySchema,
  holdDeliverySchema,
  redeliverDeliverySchema,
  releaseDeliverySchema,
  rescheduleDeliverySchema,
  type CancelDeliveryBody,
  type DeliveryAnswer,
  type DeliveryDetail,
  type DeliveryListQuery,
  type EndpointDeliveryListQuery,
  type HoldDeliveryBody,
  type RedeliverDeliveryBody,
  type RescheduleDeliveryBody,
} from '#libs/contracts/http';
import { TenantAccess } from '../http/access.js';
import { Operation } from '../http/operation.js';
import { CurrentPrincipal, CurrentTenant, type Principal } from '../http/principal.js';
import { DeliveriesService } from './deliveries.service.js';
import { DeliveryCommandsService } from './delivery-commands.service.js';
import {
  CANCELLED_EXAMPLE,
  DELIVERY_DETAIL_EXAMPLE,
  DELIVERY_EXAMPLE,
  HELD_EXAMPLE,
  REDELIVERING_EXAMPLE,
  RELEASED_EXAMPLE,
  RESCHEDULED_EXAMPLE,
} from './delivery-examples.js';

const COMMAND_ANSWER =
  'Waits up to two seconds for the command to be applied, but not while an attempt is in flight: then the answer says `delivering` with the `pendingCommand`, which is applied after the attempt.';

/** Shows deliveries and acts on them. */
@Controller('api/v1')
export class DeliveriesController {
  constructor(
    private readonly deliveries: DeliveriesService,
    private readonly commands: DeliveryCommandsService,
  ) {}

  @Get('deliveries')
  @TenantAccess('owner', 'viewer')
  @Operation({
    id: 'listDeliveries',
    tag: 'Deliveries',
    summary: 'List deliveries',
    description: 'Newest first.',
    response: deliveryListSchema,
    responseDescription: 'One page.',
    example: { data: [DELIVERY_EXAMPLE], nextCursor: null },
    problems: ['validation-failed', 'invalid-cursor'],
  })
  async list(
    @CurrentTenant() tenantId: string,
    @Query({ schema: deliveryListQuerySchema }) query: DeliveryListQuery,
  ): Promise<{ data: DeliveryAnswer[]; nextCursor: string | null }> {
    return this.deliveries.list(tenantId, query);
  }

  @Get('deliveries/:id')
  @TenantAccess('owner', 'viewer')
  @Operation({
    id: 'getDelivery',
    tag: 'Deliveries',
    summary: 'Read a delivery with its request, attempts and timeline',
    response: deliveryDetailSchema,
    responseDescription: 'The delivery.',
    example: DELIVERY_DETAIL_EXAMPLE,
  })
  async read(@CurrentTenant() tenantId: string, @Param('id') id: string): Promise<DeliveryDetail> {
    return this.deliveries.read(tenantId, id);
  }

  @Post('deliveries/:id/redeliver')
  @TenantAccess('owner')
  @Operation({
    id: 'redeliverDelivery',
    tag: 'Deliveries',
    summary: 'Make one attempt now',
    description: `Overrides every wait of the delivery itself, a hold by hand included, and what a throttle or breaker of its endpoint holds; not a pause, the line of its ordering key or the rate limit, unless \`force\` is true. Never sends to a disabled endpoint. Before it is finished it uses up the next step of the retry schedule; a finished one starts the schedule again. ${COMMAND_ANSWER}`,
    status: HttpStatus.ACCEPTED,
    response: deliveryDetailSchema,
    responseDescription: 'The delivery as it is now.',
    example: REDELIVERING_EXAMPLE,
    requestExample: { force: false },
    problems: ['command-refused'],
  })
  async redeliver(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() { keyId }: Principal,
    @Param('id') deliveryId: string,
    @Body({ schema: redeliverDeliverySchema }) { force }: RedeliverDeliveryBody,
  ): Promise<DeliveryDetail> {
    return this.commands.give({ tenantId, deliveryId, kind: 'redeliver', actor: keyId, force });
  }

  @Post('deliveries/:id/cancel')
  @TenantAccess('owner')
  @Operation({
    id: 'cancelDelivery',
    tag: 'Deliveries',
    summary: 'Send nothing more',
    description: `An attempt in flight is not cut off: if it succeeds, the delivery has succeeded. ${COMMAND_ANSWER}`,
    status: HttpStatus.ACCEPTED,
    response: deliveryDetailSchema,
    responseDescription: 'The delivery as it is now.',
    example: CANCELLED_EXAMPLE,
    requestExample: { reason: 'the order was test data' },
    problems: ['command-refused'],
  })
  async cancel(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() { keyId }: Principal,
    @Param('id') deliveryId: string,
    @Body({ schema: cancelDeliverySchema }) { reason }: CancelDeliveryBody,
  ): Promise<DeliveryDetail> {
    return this.commands.give({ tenantId, deliveryId, kind: 'cancel', actor: keyId, ...given({ reason }) });
  }

  @Post('deliveries/:id/hold')
  @TenantAccess('owner')
  @Operation({
    id: 'holdDelivery',
    tag: 'Deliveries',
    summary: 'Send nothing until it is released',
    description: `Keeps the time at which the next attempt is due. An attempt in flight is not cut off; the hold applies after it, unless it has ended the delivery. ${COMMAND_ANSWER}`,
    status: HttpStatus.ACCEPTED,
    response: deliveryDetailSchema,
    responseDescription: 'The delivery as it is now.',
    example: HELD_EXAMPLE,
    requestExample: { reason: 'the customer asked to wait' },
    problems: ['command-refused'],
  })
  async hold(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() { keyId }: Principal,
    @Param('id') deliveryId: string,
    @Body({ schema: holdDeliverySchema }) { reason }: HoldDeliveryBody,
  ): Promise<DeliveryDetail> {
    return this.commands.give({ tenantId, deliveryId, kind: 'hold', actor: keyId, ...given({ reason }) });
  }

  @Post('deliveries/:id/release')
  @TenantAccess('owner')
  @Operation({
    id: 'releaseDelivery',
    tag: 'Deliveries',
    summary: 'End a hold by hand',
    description: `A due time in the future is kept; one that has passed meanwhile means now. What the gate of an endpoint or a line holds is let go by these, not by a release. ${COMMAND_ANSWER}`,
    status: HttpStatus.ACCEPTED,
    response: deliveryDetailSchema,
    responseDescription: 'The delivery as it is now.',
    example: RELEASED_EXAMPLE,
    requestExample: {},
    problems: ['command-refused'],
  })
  async release(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() { keyId }: Principal,
    @Param('id') deliveryId: string,
    @Body({ schema: releaseDeliverySchema }) _body: unknown,
  ): Promise<DeliveryDetail> {
    return this.commands.give({ tenantId, deliveryId, kind: 'release', actor: keyId });
  }

  @Post('deliveries/:id/reschedule')
  @TenantAccess('owner')
  @Operation({
    id: 'rescheduleDelivery',
    tag: 'Deliveries',
    summary: 'Choose when the next attempt is made',
    description: `Earlier or later than it was due, also of an event with \`deliverAt\`; ends a hold by hand. ${COMMAND_ANSWER}`,
    status: HttpStatus.ACCEPTED,
    response: deliveryDetailSchema,
    responseDescription: 'The delivery as it is now.',
    example: RESCHEDULED_EXAMPLE,
    requestExample: { at: '2026-03-01T18:00:00Z' },
    problems: ['command-refused'],
  })
  async reschedule(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() { keyId }: Principal,
    @Param('id') deliveryId: string,
    @Body({ schema: rescheduleDeliverySchema }) { at }: RescheduleDeliveryBody,
  ): Promise<DeliveryDetail> {
    return this.commands.give({ tenantId, deliveryId, kind: 'reschedule', actor: keyId, until: new Date(at) });
  }

  @Get('webhooks/:id/deliveries')
  @TenantAccess('owner', 'viewer')
  @Operation({
    id: 'listEndpointDeliveries',
    tag: 'Endpoints',
    summary: 'List the deliveries of an endpoint',
    description: 'As `GET /api/v1/deliveries` with this endpoint.',
    response: deliveryListSchema,
    responseDescription: 'One page.',
    example: { data: [DELIVERY_EXAMPLE], nextCursor: null },
    problems: ['validation-failed', 'invalid-cursor'],
  })
  async listOfEndpoint(
    @CurrentTenant() tenantId: string,
    @Param('id') endpointId: string,
    @Query({ schema: endpointDeliveryListQuerySchema }) query: EndpointDeliveryListQuery,
  ): Promise<{ data: DeliveryAnswer[]; nextCursor: string | null }> {
    return this.deliveries.listOfEndpoint(tenantId, endpointId, query);
  }
}

function given({ reason }: { reason?: string | undefined }): { reason?: string } {
  return reason === undefined ? {} : { reason };
}
