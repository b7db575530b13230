import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { VERSION } from '#libs/config';
import type { Session } from '#libs/contracts/http';
import { AuditRepository, ConsoleSessionRepository } from '#libs/persistence';
import { Authenticator } from '../http/authenticator.js';
import { checkSameOrigin, sessionCookie } from '../http/console-session.js';
import type { Principal } from '../http/principal.js';
import { ProblemException } from '../http/problem.exception.js';
import { SignInLimiter } from './sign-in-limiter.js';

/** A working day: whoever comes back the next one signs in again. */
const SESSION_SECONDS = 12 * 3600;

/** Random bytes of a token. */
const TOKEN_BYTES = 32;

/** What the audit log names for a sign-in that was refused: nobody is known. */
const NOBODY = { keyId: 'anonymous' };

/** Sessions of the console: a cookie stands for an API key. */
@Injectable()
export class SessionService {
  private readonly limiter = new SignInLimiter();

  constructor(
    private readonly authenticator: Authenticator,
    private readonly sessions: ConsoleSessionRepository,
    private readonly audit: AuditRepository,
  ) {}

  /**
   * Begins a session and sets its cookie.
   * @throws ProblemException 401 for a key that is not good; 403 for a request of another site; 429 after too many
   */
  async signIn(request: FastifyRequest, reply: FastifyReply, key: string): Promise<Session> {
    checkSameOrigin(request);
    const { ip: address } = request;
    const waitSeconds = this.limiter.take(address);
    if (waitSeconds > 0) {
      throw new ProblemException('too-many-sign-ins', `Try again in ${waitSeconds} s.`, {
        headers: { 'retry-after': String(waitSeconds) },
      });
    }
    const principal = await this.authenticator.ofKey(key, null);
    if (principal === null) {
      await this.audit.record({ tenantId: null, actor: NOBODY, action: 'session.refuse', subject: address });
      throw ProblemException.unauthorized('The API key is unknown or was revoked.');
    }
    this.limiter.giveBack(address);
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const { keyId, tenantId } = principal;
    const tokenHash = this.authenticator.tokenHashFor(token, keyId);
    const expiresAt = new Date(Date.now() + SESSION_SECONDS * 1000);
    const id = await this.sessions.create({ tokenHash, keyId, expiresAt }, tenantId);
    reply.header('set-cookie', sessionCookie(request, token, SESSION_SECONDS));
    return this.read({ ...principal, session: { id, expiresAt } });
  }

  /** Who a request comes from. */
  async read({ keyId, role, tenantId, session }: Principal): Promise<Session> {
    const { keyName, tenantName } = await this.sessions.findNames(keyId);
    return {
      role,
      tenantId,
      tenantName,
      keyId,
      keyName,
      expiresAt: session?.expiresAt.toISOString() ?? null,
      version: VERSION,
    };
  }

  /** Ends the session of a request, and removes its cookie. */
  async signOut(principal: Principal, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (principal.session === undefined) return;
    await this.sessions.end(principal.session.id, principal.tenantId, principal);
    reply.header('set-cookie', sessionCookie(request, null, 0));
  }
}
