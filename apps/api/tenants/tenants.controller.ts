import { Body, Controller, Delete, Get, HttpStatus, Param, Patch, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import {
  changeTenantSchema,
  createTenantSchema,
  flagQuerySchema,
  pageQuerySchema,
  tenantListSchema,
  tenantSchema,
  type ChangeTenant,
  type CreateTenant,
  type PageQuery,
  type Tenant,
  type TenantList,
} from '#libs/contracts/http';
import { AdminAccess, PathAccess } from '../http/access.js';
import { Operation } from '../http/operation.js';
import { CurrentPrincipal, type Principal } from '../http/principal.js';
import { TENANT_EXAMPLE } from './tenant-examples.js';
import { TenantsService } from './tenants.service.js';

const deleteQuerySchema = z.strictObject({
  force: flagQuerySchema
    .default(false)
    .meta({ description: 'Delete although deliveries are unfinished; they are cancelled.' }),
});
type DeleteQuery = z.infer<typeof deleteQuerySchema>;

const TAG = 'Tenants';

/** Tenants, for admins; their own also for owners, to read it and for its stop switch. */
@Controller('api/v1/tenants')
export class TenantsController {
  constructor(private readonly tenants: TenantsService) {}

  @Post()
  @AdminAccess()
  @Operation({
    id: 'createTenant',
    tag: TAG,
    summary: 'Make a tenant',
    status: HttpStatus.CREATED,
    response: tenantSchema,
    responseDescription: 'The tenant.',
    requestExample: { id: '123', name: 'Urban Things', profile: 'urban-things', retryPolicy: 'shop' },
    example: TENANT_EXAMPLE,
    problems: ['already-exists'],
  })
  create(
    @Body({ schema: createTenantSchema }) body: CreateTenant,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Tenant> {
    return this.tenants.create(body, principal);
  }

  @Get()
  @AdminAccess()
  @Operation({
    id: 'listTenants',
    tag: TAG,
    summary: 'List tenants, newest first',
    response: tenantListSchema,
    responseDescription: 'One page.',
    example: { data: [TENANT_EXAMPLE], nextCursor: null },
    problems: ['validation-failed', 'invalid-cursor'],
  })
  list(@Query({ schema: pageQuerySchema }) query: PageQuery): Promise<TenantList> {
    return this.tenants.list(query);
  }

  @Get(':id')
  @PathAccess('owner')
  @Operation({
    id: 'getTenant',
    tag: TAG,
    summary: 'Read a tenant',
    description: 'Admins read any tenant, owners their own.',
    response: tenantSchema,
    responseDescription: 'The tenant.',
    example: TENANT_EXAMPLE,
    problems: ['not-found'],
  })
  get(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<Tenant> {
    return this.tenants.get(id, principal);
  }

  @Patch(':id')
  @AdminAccess()
  @Operation({
    id: 'changeTenant',
    tag: TAG,
    summary: 'Change a tenant',
    description:
      'Fields that are left out stay. A retry policy applies from the next attempt on; a profile applies to endpoints made from now on; an external id to events from now on.',
    response: tenantSchema,
    responseDescription: 'The tenant as it is now.',
    requestExample: { retryPolicy: { schedule: ['1m', '5m', '15m'] } },
    example: { ...TENANT_EXAMPLE, retryPolicy: { schedule: ['1m', '5m', '15m'] } },
    problems: ['not-found'],
  })
  change(
    @Param('id') id: string,
    @Body({ schema: changeTenantSchema }) body: ChangeTenant,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Tenant> {
    return this.tenants.change(id, body, principal);
  }

  @Post(':id/stop')
  @PathAccess('owner')
  @Operation({
    id: 'stopTenant',
    tag: TAG,
    summary: 'Hold everything of a tenant',
    description:
      'Events are still accepted, and every delivery that is due is held; attempts in flight come to their end. Until the tenant is started, none of its endpoints can be resumed. An owner may stop its own tenant.',
    response: tenantSchema,
    responseDescription: 'The tenant as it is now.',
    example: { ...TENANT_EXAMPLE, stoppedAt: '2026-03-02T12:00:00.000Z' },
  })
  stop(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<Tenant> {
    return this.tenants.stop(id, principal);
  }

  @Post(':id/start')
  @PathAccess('owner')
  @Operation({
    id: 'startTenant',
    tag: TAG,
    summary: 'Let a stopped tenant go on',
    description:
      'What was held goes out endpoint by endpoint, in the order of its events, at the rate that the endpoint was last resumed with (10 a second where there was none; resume it to change the rate). Endpoints that were paused for themselves stay so.',
    response: tenantSchema,
    responseDescription: 'The tenant as it is now.',
    example: TENANT_EXAMPLE,
  })
  start(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<Tenant> {
    return this.tenants.start(id, principal);
  }

  @Delete(':id')
  @AdminAccess()
  @Operation({
    id: 'deleteTenant',
    tag: TAG,
    summary: 'Delete a tenant',
    description: 'Its keys stop working and its endpoints are deleted. Its id is not given again.',
    status: HttpStatus.NO_CONTENT,
    responseDescription: 'Deleted.',
    problems: ['not-found', 'tenant-busy', 'validation-failed'],
  })
  async delete(
    @Param('id') id: string,
    @Query({ schema: deleteQuerySchema }) { force }: DeleteQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    await this.tenants.delete(id, force, principal);
  }
}
