import { Controller, Get, Param, Query } from '@nestjs/common';
import {
  endpointHealthQuerySchema,
  endpointHealthSchema,
  statsQuerySchema,
  statsSchema,
  type EndpointHealth,
  type EndpointHealthQuery,
  type Stats,
  type StatsQuery,
} from '#libs/contracts/http';
import { TenantAccess } from '../http/access.js';
import { Operation } from '../http/operation.js';
import { CurrentTenant } from '../http/principal.js';
import { ENDPOINT_HEALTH_EXAMPLE, STATS_EXAMPLE } from './stats-examples.js';
import { StatsService } from './stats.service.js';

const TAG = 'Statistics';

const COUNTING =
  'What ended in the window is counted by when it ended: attempts, and the deliveries that they, or a cancellation, have ended. `from` and `to` are the exact bounds.';

/** What ended in the last hour, day or week. */
@Controller('api/v1')
export class StatsController {
  constructor(private readonly stats: StatsService) {}

  @Get('stats')
  @TenantAccess('owner', 'viewer')
  @Operation({
    id: 'getStats',
    tag: TAG,
    summary: 'Read outcomes, response times, errors, endpoints in trouble, and what waits now',
    description: COUNTING,
    response: statsSchema,
    responseDescription: 'The statistics.',
    example: STATS_EXAMPLE,
    problems: ['validation-failed'],
  })
  async read(
    @CurrentTenant() tenantId: string,
    @Query({ schema: statsQuerySchema }) query: StatsQuery,
  ): Promise<Stats> {
    return this.stats.read(tenantId, query);
  }

  @Get('webhooks/:id/health')
  @TenantAccess('owner', 'viewer')
  @Operation({
    id: 'getEndpointHealth',
    tag: TAG,
    summary: 'Read the health of an endpoint',
    description: COUNTING,
    response: endpointHealthSchema,
    responseDescription: 'Its health.',
    example: ENDPOINT_HEALTH_EXAMPLE,
    problems: ['validation-failed'],
  })
  async health(
    @CurrentTenant() tenantId: string,
    @Param('id') id: string,
    @Query({ schema: endpointHealthQuerySchema }) query: EndpointHealthQuery,
  ): Promise<EndpointHealth> {
    return this.stats.health(tenantId, id, query);
  }
}
