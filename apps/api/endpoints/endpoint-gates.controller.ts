import { Body, Controller, Param, Post } from '@nestjs/common';
import { endpointSchema, resumeEndpointSchema, type Endpoint, type ResumeEndpoint } from '#libs/contracts/http';
import { TenantAccess } from '../http/access.js';
import { Operation } from '../http/operation.js';
import { CurrentPrincipal, CurrentTenant, type Principal } from '../http/principal.js';
import { DRAINING_ENDPOINT_EXAMPLE, ENDPOINT_ALONE_EXAMPLE, PAUSED_ENDPOINT_EXAMPLE } from './endpoint-examples.js';
import { EndpointGatesService } from './endpoint-gates.service.js';

const TAG = 'Endpoints';

/** Whether an endpoint gets what is due. */
@Controller('api/v1/webhooks/:id')
export class EndpointGatesController {
  constructor(private readonly gates: EndpointGatesService) {}

  @Post('pause')
  @TenantAccess('owner')
  @Operation({
    id: 'pauseEndpoint',
    tag: TAG,
    summary: 'Hold everything that is due',
    description:
      'Events are still accepted and matched; their deliveries are held until the endpoint is resumed. Attempts in flight come to their end.',
    response: endpointSchema,
    responseDescription: 'The endpoint, with what is held and what is in flight.',
    example: PAUSED_ENDPOINT_EXAMPLE,
    problems: ['endpoint-disabled'],
  })
  pause(
    @Param('id') id: string,
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Endpoint> {
    return this.gates.pause(tenantId, id, principal);
  }

  @Post('resume')
  @TenantAccess('owner')
  @Operation({
    id: 'resumeEndpoint',
    tag: TAG,
    summary: 'Let go what a pause has held',
    description:
      'The endpoint is `draining` until nothing is held any more: in the order of the events, at a rate, and never slower than new ones arrive. While it drains, another call changes the rate. Where arrivals must keep that order too, the endpoint needs to be `ordered`. What a throttle, a breaker, a rate limit or a stopped tenant holds is not let go: 409. With `discardBefore`, held deliveries of older events are cancelled.',
    response: endpointSchema,
    responseDescription: 'The endpoint, with what is held and what is in flight.',
    requestExample: { ratePerSecond: 50 },
    example: DRAINING_ENDPOINT_EXAMPLE,
    problems: ['endpoint-not-paused', 'endpoint-disabled'],
  })
  resume(
    @Param('id') id: string,
    @Body({ schema: resumeEndpointSchema }) body: ResumeEndpoint,
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Endpoint> {
    return this.gates.resume(tenantId, id, body, principal);
  }

  @Post('disable')
  @TenantAccess('owner')
  @Operation({
    id: 'disableEndpoint',
    tag: TAG,
    summary: 'Send nothing more',
    description: 'It gets no events from now on, and what waits for it is cancelled.',
    response: endpointSchema,
    responseDescription: 'The endpoint, with what is held and what is in flight.',
    example: { ...ENDPOINT_ALONE_EXAMPLE, status: 'disabled' },
  })
  disable(
    @Param('id') id: string,
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Endpoint> {
    return this.gates.setStatus(tenantId, id, 'disabled', principal);
  }

  @Post('enable')
  @TenantAccess('owner')
  @Operation({
    id: 'enableEndpoint',
    tag: TAG,
    summary: 'Send again',
    description:
      'It gets events from now on, with an open gate and no failures counted. What was cancelled meanwhile stays so.',
    response: endpointSchema,
    responseDescription: 'The endpoint, with what is held and what is in flight.',
    example: ENDPOINT_ALONE_EXAMPLE,
  })
  enable(
    @Param('id') id: string,
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Endpoint> {
    return this.gates.setStatus(tenantId, id, 'active', principal);
  }
}
