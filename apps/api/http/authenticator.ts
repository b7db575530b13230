import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Config } from '#libs/config';
import { chosenIdSchema } from '#libs/contracts';
import { ApiKeyRepository, TenantRepository } from '#libs/persistence';
import { CONFIG } from '../tokens.js';
import type { Principal } from './principal.js';
import { ProblemException } from './problem.exception.js';

/** What the audit log and timelines call the key of `EVERHOOK_ADMIN_KEY`. */
const BOOTSTRAP_ADMIN = 'bootstrap-admin';

/** No key is longer; anything beyond is not worth hashing. */
const MAXIMUM_KEY_LENGTH = 1024;

/** Finds out who makes a request, by one query. */
@Injectable()
export class Authenticator {
  private readonly adminHash: Buffer | null;

  constructor(
    @Inject(CONFIG) { adminKey }: Config,
    private readonly keys: ApiKeyRepository,
    private readonly tenants: TenantRepository,
  ) {
    this.adminHash = adminKey === undefined ? null : hashKey(adminKey);
  }

  /**
   * Runs before the body is read, so that a stranger cannot make us parse one.
   * @throws ProblemException 401 without a valid key; 404 when the request names a tenant that is not the key's
   */
  async authenticate(request: FastifyRequest): Promise<Principal> {
    const hash = hashKey(bearerKey(request.headers.authorization));
    const named = namedTenant(request.headers['x-tenant-id']);
    // Hashes of equal length, compared in constant time: the time says nothing about the key.
    if (this.adminHash !== null && timingSafeEqual(hash, this.adminHash)) {
      const namedTenantId = named !== null && (await this.tenants.exists(named)) ? named : null;
      return checkNamed({ keyId: BOOTSTRAP_ADMIN, role: 'admin', tenantId: null, namedTenantId }, named);
    }
    const key = await this.keys.findByHash(hash, named);
    if (key === null) throw ProblemException.unauthorized('The API key is unknown or was revoked.');
    return checkNamed(key, named);
  }
}

/** A key may name its own tenant only; to name another is answered as if that did not exist. */
function checkNamed(principal: Principal, named: string | null): Principal {
  if (named === null) return principal;
  const found = principal.role === 'admin' ? principal.namedTenantId : principal.tenantId;
  if (found !== named) throw ProblemException.notFound('tenant', named);
  return principal;
}

function bearerKey(authorization: string | undefined): string {
  if (authorization === undefined) throw ProblemException.unauthorized('Send "Authorization: Bearer <key>".');
  const key = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization)?.[1];
  if (key === undefined || key.length > MAXIMUM_KEY_LENGTH) {
    throw ProblemException.unauthorized('The Authorization header must be "Bearer <key>".');
  }
  return key;
}

function namedTenant(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  const text = String(header);
  if (!chosenIdSchema.safeParse(text).success) throw ProblemException.notFound('tenant', text);
  return text;
}

/** SHA-256 of a key: keys are 256 random bits, so a slow hash would add nothing. */
export function hashKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
