import { hash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Config } from '#libs/config';
import { chosenIdSchema } from '#libs/contracts';
import { MAXIMUM_KEY_LENGTH } from '#libs/contracts/http';
import { ApiKeyRepository, ConsoleSessionRepository, TenantRepository } from '#libs/persistence';
import { CONFIG } from '../tokens.js';
import { checkSameOrigin, hashBootstrapToken, hashToken, sessionToken } from './console-session.js';
import type { Principal } from './principal.js';
import { ProblemException } from './problem.exception.js';
import { isPostEvent } from './post-event-route.js';
import { ShortMemory } from './short-memory.js';
import { tenantInQuery } from './tenant-in-query.js';

/** What the audit log and timelines call the key of `EVERHOOK_ADMIN_KEY`. */
export const BOOTSTRAP_ADMIN = 'bootstrap-admin';

/** Why a key is refused. */
export const UNKNOWN_KEY = 'The API key is unknown or was revoked.';

/** Finds out who makes a request, by at most one query, which it shares with the requests of the same moment. */
@Injectable()
export class Authenticator {
  private readonly adminHash: Buffer | null;
  /** For the route that checks the key again when it stores its event. */
  private readonly recent = new ShortMemory<Principal>();

  constructor(
    @Inject(CONFIG) { adminKey }: Config,
    private readonly keys: ApiKeyRepository,
    private readonly tenants: TenantRepository,
    private readonly sessions: ConsoleSessionRepository,
  ) {
    this.adminHash = adminKey === undefined ? null : hashKey(adminKey);
  }

  /**
   * Runs before the body is read, so that a stranger cannot make us parse one. A key that is sent counts, and a session
   * of the console where none is.
   * @throws ProblemException 401 without a valid key or session; 403 for a request with a session that another site may
   *   have caused; 404 when the request names a tenant that is not the key's
   */
  async authenticate(request: FastifyRequest): Promise<Principal> {
    const { authorization } = request.headers;
    const token = authorization === undefined ? sessionToken(request) : null;
    if (token !== null) checkSameOrigin(request);
    const key = token === null ? bearerKey(authorization) : null;
    const named = namedTenant(request.headers['x-tenant-id'] ?? tenantInQuery(request));
    const principal = key === null ? await this.ofSession(token ?? '', named) : await this.find(request, key, named);
    if (principal !== null) return checkNamed(principal, named);
    throw ProblemException.unauthorized(key === null ? 'The session has ended: sign in again.' : UNKNOWN_KEY);
  }

  private async find(request: FastifyRequest, key: string, named: string | null): Promise<Principal | null> {
    if (!isPostEvent(request)) return this.ofKey(key, named);
    const name = `${key} ${named ?? ''}`;
    const recent = this.recent.recall(name);
    if (recent !== undefined) return recent;
    const principal = await this.ofKey(key, named);
    if (principal !== null) this.recent.remember(name, principal);
    return principal;
  }

  /**
   * Whose key it is.
   * @param named a tenant whose existence is wanted too
   * @returns null for a key that is unknown or was revoked
   */
  async ofKey(key: string, named: string | null): Promise<Principal | null> {
    const keyHash = hashKey(key);
    // Hashes of equal length, compared in constant time: the time says nothing about the key.
    if (this.adminHash !== null && timingSafeEqual(keyHash, this.adminHash)) {
      const namedTenantId = named !== null && (await this.tenants.exists(named)) ? named : null;
      return { keyId: BOOTSTRAP_ADMIN, role: 'admin', tenantId: null, namedTenantId };
    }
    return this.keys.findByHash(keyHash, named);
  }

  /**
   * What stands for a token in the row of a session of this key.
   * @param token what the cookie holds
   * @param keyId of the key that the session stands for
   */
  tokenHashFor(token: string, keyId: string): Buffer {
    if (keyId !== BOOTSTRAP_ADMIN) return hashToken(token);
    if (this.adminHash === null) throw new Error('there is no bootstrap admin key');
    return hashBootstrapToken(token, this.adminHash);
  }

  private async ofSession(token: string, named: string | null): Promise<Principal | null> {
    const bootstrapToken = this.adminHash === null ? null : hashBootstrapToken(token, this.adminHash);
    const found = await this.sessions.find({ token: hashToken(token), bootstrapToken }, BOOTSTRAP_ADMIN, named);
    if (found === null) return null;
    const { sessionId: id, expiresAt, ...key } = found;
    return { ...key, session: { id, expiresAt } };
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
  return hash('sha256', key, 'buffer');
}
