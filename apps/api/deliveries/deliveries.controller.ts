import { Body, Controller, Get, HttpStatus, Param, Post, Query } from '@nestjs/common';
import {
  cancelDeliverySchema,
  deliveryDetailSchema,
  deliveryListQuerySchema,
  deliveryListSchema,
  endpointDeliveryListQuerySchema,
  redeliverDeliverySchema,
  type CancelDeliveryBody,
  type DeliveryAnswer,
  type DeliveryDetail,
  type DeliveryListQuery,
  type EndpointDeliveryListQuery,
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
  REDELIVERING_EXAMPLE,
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
    description: `Overrides every wait of the delivery itself. Before it is finished it uses up the next step of the retry schedule; a finished one starts the schedule again. ${COMMAND_ANSWER}`,
    status: HttpStatus.ACCEPTED,
    response: deliveryDetailSchema,
    responseDescription: 'The delivery as it is now.',
    example: REDELIVERING_EXAMPLE,
    requestExample: {},
    problems: ['command-refused'],
  })
  async redeliver(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() { keyId }: Principal,
    @Param('id') deliveryId: string,
    @Body({ schema: redeliverDeliverySchema }) _body: unknown,
  ): Promise<DeliveryDetail> {
    return this.commands.give({ tenantId, deliveryId, kind: 'redeliver', actor: keyId });
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
    const command = { tenantId, deliveryId, kind: 'cancel' as const, actor: keyId };
    return this.commands.give(reason === undefined ? command : { ...command, reason });
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
