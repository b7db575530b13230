import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  TENANT_ROLES,
  type CreatedKey,
  type CreateKey,
  type Key,
  type KeyList,
  type PageQuery,
} from '#libs/contracts/http';
import { ApiKeyRepository, type entities } from '#libs/persistence';
import { hashKey } from '../http/authenticator.js';
import { page, pageRequest } from '../http/pagination.js';
import type { Principal } from '../http/principal.js';
import { ProblemException } from '../http/problem.exception.js';
import { TenantScope } from '../http/tenant-scope.js';

/** Random bytes of a key: guessing one is out of the question, so a fast hash is enough to store it. */
const KEY_BYTES = 32;

/** Makes a key easy to recognise, for people and for scanners of leaked secrets. */
const KEY_PREFIX = 'ehk_';

/** Keys of tenants. */
@Injectable()
export class KeysService {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly scope: TenantScope,
  ) {}

  /** @throws ProblemException 404 for a tenant that is not the caller's */
  async create(principal: Principal, tenant: string, { role, name }: CreateKey): Promise<CreatedKey> {
    const tenantId = await this.scope.fromPath(principal, tenant);
    const key = KEY_PREFIX + randomBytes(KEY_BYTES).toString('base64url');
    const stored = await this.keys.createKey({ tenantId, role, name: name ?? null, hash: hashKey(key) }, principal);
    return { ...present(stored), key };
  }

  /** @throws ProblemException 404 for a tenant that is not the caller's */
  async list(principal: Principal, tenant: string, query: PageQuery): Promise<KeyList> {
    const tenantId = await this.scope.fromPath(principal, tenant);
    return page(await this.keys.listKeys(tenantId, pageRequest(query)), query, (row) => row, present);
  }

  /** @throws ProblemException 404 for a tenant that is not the caller's, or a key that is not the tenant's */
  async revoke(principal: Principal, tenant: string, keyId: string): Promise<void> {
    const tenantId = await this.scope.fromPath(principal, tenant);
    if (!(await this.keys.revokeKey(tenantId, keyId, principal))) throw ProblemException.notFound('key', keyId);
  }
}

function present(key: entities.ApiKeyEntity): Key {
  const role = TENANT_ROLES.find((candidate) => candidate === key.role);
  if (role === undefined || key.tenantId === null) throw new Error(`key ${key.id} is not a tenant's`);
  return {
    id: key.id,
    tenantId: key.tenantId,
    role,
    name: key.name,
    createdAt: key.createdAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  };
}
