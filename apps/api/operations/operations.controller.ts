import { Body, Controller, Get, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  createOperationSchema,
  operationCountSchema,
  operationDetailSchema,
  operationListQuerySchema,
  operationListSchema,
  operationSchema,
  recoverEndpointSchema,
  startedOperationSchema,
  type CreateOperation,
  type OperationAnswer,
  type OperationDetail,
  type OperationListQuery,
  type RecoverEndpoint,
  type StartedOperation,
} from '#libs/contracts/http';
import { TenantAccess } from '../http/access.js';
import { Operation } from '../http/operation.js';
import { CurrentPrincipal, CurrentTenant, type Principal } from '../http/principal.js';
import {
  ABORTED_OPERATION_EXAMPLE,
  NEW_OPERATION_EXAMPLE,
  OPERATION_DETAIL_EXAMPLE,
  OPERATION_EXAMPLE,
  RECOVERY_EXAMPLE,
  STARTED_OPERATION_EXAMPLE,
} from './operation-examples.js';
import { OperationsService } from './operations.service.js';

const TAG = 'Bulk operations';

/** Acts on many deliveries or events at once. */
@Controller('api/v1')
export class OperationsController {
  constructor(private readonly operations: OperationsService) {}

  @Post('operations')
  @TenantAccess('owner')
  @Operation({
    id: 'createOperation',
    tag: TAG,
    summary: 'Act on every delivery of a filter, or send events again',
    description:
      'The members are fixed now: what comes to fit the filter later is none. Deliveries that have ended are no members of a cancel, hold, release or reschedule. With `dryRun` nothing is done, and the answer is the count.',
    status: HttpStatus.ACCEPTED,
    response: startedOperationSchema,
    responseDescription: 'The operation has begun.',
    example: STARTED_OPERATION_EXAMPLE,
    requestExample: NEW_OPERATION_EXAMPLE,
    otherResponses: [
      {
        status: HttpStatus.OK,
        description: 'The answer to a dry run.',
        response: operationCountSchema,
        example: { count: 1200 },
      },
    ],
    problems: ['endpoint-disabled'],
  })
  async create(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createOperationSchema }) body: CreateOperation,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StartedOperation | { count: number }> {
    if (body.dryRun !== true) return this.operations.start(tenantId, body, principal);
    void reply.status(HttpStatus.OK);
    return { count: await this.operations.count(tenantId, body) };
  }

  @Get('operations')
  @TenantAccess('owner', 'viewer')
  @Operation({
    id: 'listOperations',
    tag: TAG,
    summary: 'List bulk operations, newest first',
    response: operationListSchema,
    responseDescription: 'One page.',
    example: { data: [OPERATION_EXAMPLE], nextCursor: null },
    problems: ['validation-failed', 'invalid-cursor'],
  })
  async list(
    @CurrentTenant() tenantId: string,
    @Query({ schema: operationListQuerySchema }) query: OperationListQuery,
  ): Promise<{ data: OperationAnswer[]; nextCursor: string | null }> {
    return this.operations.list(tenantId, query);
  }

  @Get('operations/:id')
  @TenantAccess('owner', 'viewer')
  @Operation({
    id: 'getOperation',
    tag: TAG,
    summary: 'Read how far a bulk operation has come, and what failed',
    description: 'Its deliveries are listed by `GET /api/v1/deliveries?operationId=`.',
    response: operationDetailSchema,
    responseDescription: 'The operation.',
    example: OPERATION_DETAIL_EXAMPLE,
  })
  async read(@CurrentTenant() tenantId: string, @Param('id') id: string): Promise<OperationDetail> {
    return this.operations.read(tenantId, id);
  }

  @Post('operations/:id/abort')
  @TenantAccess('owner')
  @Operation({
    id: 'abortOperation',
    tag: TAG,
    summary: 'Stop a bulk operation for good',
    description: 'What it has done stays done; the members that are left stay as they are.',
    response: operationSchema,
    responseDescription: 'The operation as it is now.',
    example: ABORTED_OPERATION_EXAMPLE,
    problems: ['operation-refused'],
  })
  async abort(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
  ): Promise<OperationAnswer> {
    return this.operations.abort(tenantId, id, principal);
  }

  @Post('operations/:id/pause')
  @TenantAccess('owner')
  @Operation({
    id: 'pauseOperation',
    tag: TAG,
    summary: 'Stop a bulk operation until it is resumed',
    response: operationSchema,
    responseDescription: 'The operation as it is now.',
    example: { ...OPERATION_EXAMPLE, status: 'paused' },
    problems: ['operation-refused'],
  })
  async pause(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
  ): Promise<OperationAnswer> {
    return this.operations.pause(tenantId, id, principal);
  }

  @Post('operations/:id/resume')
  @TenantAccess('owner')
  @Operation({
    id: 'resumeOperation',
    tag: TAG,
    summary: 'Let a paused bulk operation go on',
    response: operationSchema,
    responseDescription: 'The operation as it is now.',
    example: OPERATION_EXAMPLE,
    problems: ['operation-refused'],
  })
  async resume(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
  ): Promise<OperationAnswer> {
    return this.operations.resume(tenantId, id, principal);
  }

  @Post('webhooks/:id/recover')
  @TenantAccess('owner')
  @Operation({
    id: 'recoverEndpoint',
    tag: TAG,
    summary: 'Send an endpoint again what failed or was cancelled since a time',
    description:
      'Makes a bulk operation whose members are the events of which the last delivery to this endpoint ended as failed or cancelled at or after `since`. Each is sent in a new delivery. Events that have expired and those of tests are left out.',
    status: HttpStatus.ACCEPTED,
    response: startedOperationSchema,
    responseDescription: 'The operation has begun.',
    example: RECOVERY_EXAMPLE,
    requestExample: { since: '2026-03-01T00:00:00Z' },
    problems: ['endpoint-disabled'],
  })
  async recover(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: recoverEndpointSchema }) body: RecoverEndpoint,
  ): Promise<StartedOperation> {
    return this.operations.recover(tenantId, id, body, principal);
  }
}
