import { Body, Controller, Get, HttpStatus, Param, Post, Query } from '@nestjs/common';
import {
  createdEndpointSchema,
  createEndpointSchema,
  deliveryListQuerySchema,
  deliveryWithAttemptsListSchema,
  testEventAnswerSchema,
  testEventSchema,
  type CreatedEndpoint,
  type CreateEndpoint,
  type DeliveryAnswer,
  type DeliveryListQuery,
  type InlineAttempt,
  type TestEventAnswer,
  type TestEventBody,
} from '#libs/contracts/http';
import { DeliveriesService } from '../deliveries/deliveries.service.js';
import { DELIVERY_EXAMPLE } from '../deliveries/delivery-examples.js';
import { ENDPOINT_EXAMPLE, SECRET_EXAMPLE } from '../endpoints/endpoint-examples.js';
import { EndpointsService } from '../endpoints/endpoints.service.js';
import { PathAccess } from '../http/access.js';
import { Operation } from '../http/operation.js';
import { CurrentPrincipal, type Principal } from '../http/principal.js';
import { TenantScope } from '../http/tenant-scope.js';
import { AdminWebhooksService } from './admin-webhooks.service.js';
import { TestEventsService } from './test-events.service.js';

const TAG = 'Shop-style aliases';

const SEGMENT = 'The path names a tenant, or one endpoint (`ep_…`).';

/** The routes that shop systems know, for tenants named by their path. */
@Controller('api/v2/admin/webhooks')
export class AdminWebhooksController {
  constructor(
    private readonly targets: AdminWebhooksService,
    private readonly scope: TenantScope,
    private readonly endpoints: EndpointsService,
    private readonly deliveries: DeliveriesService,
    private readonly tests: TestEventsService,
  ) {}

  @Post(':target')
  @PathAccess('owner')
  @Operation({
    id: 'createEndpointV2',
    tag: TAG,
    summary: 'Register an endpoint of the tenant in the path',
    description: 'As `POST /api/v1/webhooks`.',
    status: HttpStatus.CREATED,
    response: createdEndpointSchema,
    responseDescription: 'The endpoint, with its secret.',
    requestExample: { url: 'https://shop.example/webhooks', events: ['order.created'], description: 'The shop' },
    example: { ...ENDPOINT_EXAMPLE, heldDeliveries: 0, inFlight: 0, secret: SECRET_EXAMPLE },
    problems: ['invalid-url', 'invalid-secret', 'tenant-limit'],
  })
  async create(
    @Param('target') tenantId: string,
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createEndpointSchema }) body: CreateEndpoint,
  ): Promise<CreatedEndpoint> {
    return this.endpoints.create(await this.scope.fromPath(principal, tenantId), body, principal);
  }

  @Get(':target/deliveries')
  @PathAccess('owner')
  @Operation({
    id: 'listDeliveriesV2',
    tag: TAG,
    summary: 'List deliveries with their attempts',
    description: `As \`GET /api/v1/deliveries\`, with \`attempts\` inline. ${SEGMENT}`,
    response: deliveryWithAttemptsListSchema,
    responseDescription: 'One page.',
    example: {
      data: [
        {
          ...DELIVERY_EXAMPLE,
          attempts: [
            {
              number: 1,
              statusCode: 503,
              error: 'the receiver answered 503',
              errorKind: 'http',
              startedAt: '2026-03-01T12:00:00.200Z',
              durationMs: 120,
            },
          ],
        },
      ],
      nextCursor: null,
    },
    problems: ['validation-failed', 'invalid-cursor'],
  })
  async listDeliveries(
    @Param('target') segment: string,
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: deliveryListQuerySchema }) query: DeliveryListQuery,
  ): Promise<{ data: (DeliveryAnswer & { attempts: InlineAttempt[] })[]; nextCursor: string | null }> {
    const { tenantId, endpointId } = await this.targets.resolve(principal, segment);
    return this.deliveries.listWithAttempts(tenantId, endpointId === null ? query : { ...query, endpointId });
  }

  @Post(':target/test')
  @PathAccess('owner')
  @Operation({
    id: 'sendTestEventV2',
    tag: TAG,
    summary: 'Send a test event',
    description: `Its payload is the example of the event type in the catalogue. It goes to every active endpoint that subscribes to the type. ${SEGMENT}`,
    response: testEventAnswerSchema,
    responseDescription: 'The deliveries, which are made from now on.',
    requestExample: { event: 'order.created' },
    example: {
      event: 'order.created',
      eventId: DELIVERY_EXAMPLE.eventId,
      deliveries: [{ endpointId: DELIVERY_EXAMPLE.endpointId, deliveryId: DELIVERY_EXAMPLE.id }],
    },
  })
  async sendTest(
    @Param('target') segment: string,
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: testEventSchema }) { event }: TestEventBody,
  ): Promise<TestEventAnswer> {
    return this.tests.send(await this.targets.resolve(principal, segment), event, principal);
  }
}
