import { Body, Controller, Delete, Get, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionSchema, signInSchema, type Session, type SignInBody } from '#libs/contracts/http';
import { KeyAccess, PublicAccess } from '../http/access.js';
import { SignIn } from '../http/body-limit.js';
import { Operation } from '../http/operation.js';
import { CurrentPrincipal, type Principal } from '../http/principal.js';
import { SESSION_EXAMPLE } from './session-examples.js';
import { SessionService } from './session.service.js';

const TAG = 'Session';

/** Documents the header that no other site can make a browser send. */
function ConsoleHeader(): MethodDecorator {
  return ApiHeader({
    name: 'X-Everhook-Console',
    required: true,
    description: 'Must be `1`: shows that the request comes from the console and not from another site.',
    schema: { type: 'string', enum: ['1'] },
  });
}

/** Signs people in to the console, and out. */
@Controller('api/v1/session')
export class SessionController {
  constructor(private readonly sessions: SessionService) {}

  @Post()
  @PublicAccess()
  @SignIn()
  @ConsoleHeader()
  @Operation({
    id: 'signIn',
    tag: TAG,
    summary: 'Sign in to the console with an API key',
    description:
      'Sets the cookie `everhook_session` (http-only, same-site, secure over https) that stands for the key in requests of the console. The session ends after 12 hours, when it is signed out, and when the key is revoked. A request with the cookie that changes something must come from the same origin and carry `x-everhook-console: 1`.',
    status: HttpStatus.CREATED,
    response: sessionSchema,
    responseDescription: 'Signed in.',
    example: SESSION_EXAMPLE,
    requestExample: { key: 'ehk_q3Jd0m8lS5cXr2vTn7YwEa1KbUoPz4HgFi6RtLs9Nx0' },
    problems: ['unauthorized', 'cross-site-request', 'too-many-sign-ins'],
  })
  async signIn(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: signInSchema }) { key }: SignInBody,
  ): Promise<Session> {
    return this.sessions.signIn(request, reply, key);
  }

  @Get()
  @KeyAccess()
  @Operation({
    id: 'getSession',
    tag: TAG,
    summary: 'Who makes this request',
    description: 'Of a session of the console, or of the key that the request carries.',
    response: sessionSchema,
    responseDescription: 'The key behind the request.',
    example: SESSION_EXAMPLE,
  })
  async read(@CurrentPrincipal() principal: Principal): Promise<Session> {
    return this.sessions.read(principal);
  }

  @Delete()
  @KeyAccess()
  @ConsoleHeader()
  @Operation({
    id: 'signOut',
    tag: TAG,
    summary: 'Sign out of the console',
    description: 'Ends the session for good and removes its cookie. A key that was sent itself stays as it is.',
    status: HttpStatus.NO_CONTENT,
    responseDescription: 'Signed out.',
    problems: ['cross-site-request'],
  })
  async signOut(
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.sessions.signOut(principal, request, reply);
  }
}
