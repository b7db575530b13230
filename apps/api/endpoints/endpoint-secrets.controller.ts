import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { endpointSecretSchema, rotateSecretSchema, type EndpointSecret, type RotateSecret } from '#libs/contracts/http';
import { TenantAccess } from '../http/access.js';
import { Operation } from '../http/operation.js';
import { CurrentPrincipal, CurrentTenant, type Principal } from '../http/principal.js';
import { ENDPOINT_SECRET_EXAMPLE } from './endpoint-examples.js';
import { EndpointSecretsService } from './endpoint-secrets.service.js';

const TAG = 'Endpoints';

/** Signing secrets of an endpoint; for owners, since who has one can forge deliveries. */
@Controller('api/v1/webhooks/:id/secret')
export class EndpointSecretsController {
  constructor(private readonly secrets: EndpointSecretsService) {}

  @Get()
  @TenantAccess('owner')
  @Operation({
    id: 'getEndpointSecret',
    tag: TAG,
    summary: "Read an endpoint's signing secrets",
    description: 'The audit log says who has seen them.',
    response: endpointSecretSchema,
    responseDescription: 'The valid secrets.',
    example: ENDPOINT_SECRET_EXAMPLE,
  })
  get(
    @Param('id') id: string,
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<EndpointSecret> {
    return this.secrets.get(tenantId, id, principal);
  }

  @Post('rotate')
  @TenantAccess('owner')
  @Operation({
    id: 'rotateEndpointSecret',
    tag: TAG,
    summary: "Rotate an endpoint's signing secret",
    description:
      'During the overlap both secrets are valid. Formats with room for several signatures carry both; formats with one sign with the old secret until the overlap ends or `POST …/secret/promote`.',
    response: endpointSecretSchema,
    responseDescription: 'The secrets as they are now.',
    requestExample: { overlapSeconds: 86_400 },
    example: ENDPOINT_SECRET_EXAMPLE,
    problems: ['rotation-in-progress', 'invalid-secret'],
  })
  rotate(
    @Param('id') id: string,
    @Body({ schema: rotateSecretSchema }) body: RotateSecret,
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<EndpointSecret> {
    return this.secrets.rotate(tenantId, id, body, principal);
  }

  @Post('promote')
  @TenantAccess('owner')
  @Operation({
    id: 'promoteEndpointSecret',
    tag: TAG,
    summary: 'End the overlap of a rotation',
    description: 'From now on only the newest secret counts.',
    response: endpointSecretSchema,
    responseDescription: 'The secret that is left.',
    example: { ...ENDPOINT_SECRET_EXAMPLE, secrets: ENDPOINT_SECRET_EXAMPLE.secrets.slice(0, 1) },
    problems: ['no-rotation'],
  })
  promote(
    @Param('id') id: string,
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<EndpointSecret> {
    return this.secrets.promote(tenantId, id, principal);
  }
}
