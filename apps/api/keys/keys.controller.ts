import { Body, Controller, Delete, Get, HttpStatus, Param, Post, Query } from '@nestjs/common';
import {
  createdKeySchema,
  createKeySchema,
  keyListSchema,
  pageQuerySchema,
  type CreatedKey,
  type CreateKey,
  type Key,
  type KeyList,
  type PageQuery,
} from '#libs/contracts/http';
import { PathAccess } from '../http/access.js';
import { Operation } from '../http/operation.js';
import { CurrentPrincipal, type Principal } from '../http/principal.js';
import { KeysService } from './keys.service.js';

const KEY_EXAMPLE: Key = {
  id: 'key_01jnq9z6wp3xk8a1b2c3d4e5f6',
  tenantId: '123',
  role: 'publisher',
  name: 'checkout service',
  createdAt: '2026-03-01T12:00:00.000Z',
  lastUsedAt: null,
};

const TAG = 'Tenants';

/** API keys of a tenant, for admins and the tenant's owners. */
@Controller('api/v1/tenants/:id/keys')
export class KeysController {
  constructor(private readonly keys: KeysService) {}

  @Post()
  @PathAccess('owner')
  @Operation({
    id: 'createKey',
    tag: TAG,
    summary: 'Make an API key for a tenant',
    description: 'The key is shown once: only its SHA-256 is stored.',
    status: HttpStatus.CREATED,
    response: createdKeySchema,
    responseDescription: 'The key.',
    requestExample: { role: 'publisher', name: 'checkout service' },
    example: { ...KEY_EXAMPLE, key: 'ehk_q3Jd0m8lS5cXr2vTn7YwEa1KbUoPz4HgFi6RtLs9Nx0' },
  })
  create(
    @Param('id') tenantId: string,
    @Body({ schema: createKeySchema }) body: CreateKey,
    @CurrentPrincipal() principal: Principal,
  ): Promise<CreatedKey> {
    return this.keys.create(principal, tenantId, body);
  }

  @Get()
  @PathAccess('owner')
  @Operation({
    id: 'listKeys',
    tag: TAG,
    summary: "List a tenant's API keys, newest first",
    response: keyListSchema,
    responseDescription: 'One page, without the keys themselves.',
    example: { data: [KEY_EXAMPLE], nextCursor: null },
    problems: ['validation-failed', 'invalid-cursor'],
  })
  list(
    @Param('id') tenantId: string,
    @Query({ schema: pageQuerySchema }) query: PageQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<KeyList> {
    return this.keys.list(principal, tenantId, query);
  }

  @Delete(':keyId')
  @PathAccess('owner')
  @Operation({
    id: 'revokeKey',
    tag: TAG,
    summary: 'Revoke an API key at once',
    status: HttpStatus.NO_CONTENT,
    responseDescription: 'Revoked.',
  })
  async revoke(
    @Param('id') tenantId: string,
    @Param('keyId') keyId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    await this.keys.revoke(principal, tenantId, keyId);
  }
}
