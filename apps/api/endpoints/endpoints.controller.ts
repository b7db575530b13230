import { Body, Controller, Delete, Get, HttpStatus, Param, Patch, Post, Query } from '@nestjs/common';
import {
  changeEndpointSchema,
  createdEndpointSchema,
  createEndpointSchema,
  endpointListSchema,
  endpointQuerySchema,
  endpointSchema,
  type ChangeEndpoint,
  type CreatedEndpoint,
  type CreateEndpoint,
  type Endpoint,
  type EndpointList,
  type EndpointQuery,
} from '#libs/contracts/http';
import { TenantAccess } from '../http/access.js';
import { Operation } from '../http/operation.js';
import { CurrentPrincipal, CurrentTenant, type Principal } from '../http/principal.js';
import { ENDPOINT_ALONE_EXAMPLE, ENDPOINT_EXAMPLE, SECRET_EXAMPLE } from './endpoint-examples.js';
import { EndpointsService } from './endpoints.service.js';

const TAG = 'Endpoints';

/** Endpoints of a tenant. */
@Controller('api/v1/webhooks')
export class EndpointsController {
  constructor(private readonly endpoints: EndpointsService) {}

  @Post()
  @TenantAccess('owner')
  @Operation({
    id: 'createEndpoint',
    tag: TAG,
    summary: 'Register an endpoint',
    description:
      'Only `url` and `events` are needed. What is left out comes from the tenant and its profile. The secret is in this answer and under `GET …/secret`, nowhere else.',
    status: HttpStatus.CREATED,
    response: createdEndpointSchema,
    responseDescription: 'The endpoint, with its secret.',
    requestExample: {
      url: 'https://shop.example/webhooks',
      events: ['order.*', 'user.registered'],
      description: 'The shop',
      retryPolicyByEvent: { 'order.*': 'shop' },
    },
    example: { ...ENDPOINT_EXAMPLE, heldDeliveries: 0, inFlight: 0, secret: SECRET_EXAMPLE },
    problems: ['invalid-url', 'invalid-secret', 'tenant-limit'],
  })
  create(
    @Body({ schema: createEndpointSchema }) body: CreateEndpoint,
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<CreatedEndpoint> {
    return this.endpoints.create(tenantId, body, principal);
  }

  @Get()
  @TenantAccess('owner', 'viewer')
  @Operation({
    id: 'listEndpoints',
    tag: TAG,
    summary: 'List endpoints, newest first',
    response: endpointListSchema,
    responseDescription: 'One page.',
    example: { data: [ENDPOINT_EXAMPLE], nextCursor: null },
    problems: ['validation-failed', 'invalid-cursor'],
  })
  list(
    @Query({ schema: endpointQuerySchema }) query: EndpointQuery,
    @CurrentTenant() tenantId: string,
  ): Promise<EndpointList> {
    return this.endpoints.list(tenantId, query);
  }

  @Get(':id')
  @TenantAccess('owner', 'viewer')
  @Operation({
    id: 'getEndpoint',
    tag: TAG,
    summary: 'Read an endpoint',
    response: endpointSchema,
    responseDescription: 'The endpoint, without its secret, with what is held and what is in flight.',
    example: ENDPOINT_ALONE_EXAMPLE,
  })
  get(@Param('id') id: string, @CurrentTenant() tenantId: string): Promise<Endpoint> {
    return this.endpoints.get(tenantId, id);
  }

  @Patch(':id')
  @TenantAccess('owner')
  @Operation({
    id: 'changeEndpoint',
    tag: TAG,
    summary: 'Change an endpoint',
    description:
      'Fields that are left out stay; null takes an optional one away. URL, headers and time-out apply from the next attempt on, retry policy and rate limit also to waits that have begun; profile and filters apply to events from now on. A `status` does what the route of that name does: pause, disable, and enable or resume.',
    response: endpointSchema,
    responseDescription: 'The endpoint as it is now.',
    requestExample: { events: ['*'], status: 'disabled' },
    example: { ...ENDPOINT_ALONE_EXAMPLE, events: ['*'], status: 'disabled' },
    problems: ['invalid-url', 'invalid-secret', 'endpoint-disabled'],
  })
  change(
    @Param('id') id: string,
    @Body({ schema: changeEndpointSchema }) body: ChangeEndpoint,
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Endpoint> {
    return this.endpoints.change(tenantId, id, body, principal);
  }

  @Delete(':id')
  @TenantAccess('owner')
  @Operation({
    id: 'deleteEndpoint',
    tag: TAG,
    summary: 'Delete an endpoint',
    description: 'Unfinished deliveries for it are cancelled.',
    status: HttpStatus.NO_CONTENT,
    responseDescription: 'Deleted.',
  })
  async delete(
    @Param('id') id: string,
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    await this.endpoints.delete(tenantId, id, principal);
  }
}
