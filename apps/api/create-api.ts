import { join } from 'node:path';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Config } from '#libs/config';
import { NestPinoLogger, type Logger } from '#libs/observability';
import { repoRoot } from '#libs/processes';
import { serveConsole } from './console/serve-console.js';
import { Authenticator } from './http/authenticator.js';
import { isSignIn, registerBodyLimits } from './http/body-limit.js';
import { serveDocs } from './http/docs.js';
import { registerJsonBody } from './http/json-body.js';
import { answerClientError, answerFrameworkError } from './http/raw-errors.js';

/** The longest path parameter: names of event types are up to 128 characters, each of which may be escaped. */
const MAXIMUM_PARAMETER_LENGTH = 512;

/** What {@link createApi} needs beside the modules. */
export interface ApiOptions {
  config: Config;
  logger: Logger;
  /** The build of the console. @default `dist/console` of the checkout */
  consoleFolder?: string;
}

/**
 * Makes the HTTP application, ready for `listen`. Every program and every test makes it here, so all serve the same.
 * @param rootModule a module that imports `ApiModule.register(…)`
 */
export async function createApi(
  rootModule: Type<unknown> | DynamicModule,
  { config, logger, consoleFolder = join(repoRoot(), 'dist', 'console') }: ApiOptions,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    routerOptions: { maxParamLength: MAXIMUM_PARAMETER_LENGTH },
    clientErrorHandler: answerClientError,
    frameworkErrors: answerFrameworkError,
    multipart: false,
  });
  const app = await NestFactory.create<NestFastifyApplication>(rootModule, adapter, {
    logger: new NestPinoLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  const fastify = adapter.getInstance();
  registerJsonBody(fastify);
  registerBodyLimits(fastify, config);
  registerAuthentication(fastify, app.get(Authenticator));
  registerHeaders(fastify);
  registerClosing(fastify);
  serveConsole(fastify, consoleFolder);
  serveDocs(app);
  return app;
}

/** Before a body is read, so that only callers with a key can make us read one. */
function registerAuthentication(fastify: FastifyInstance, authenticator: Authenticator): void {
  fastify.decorateRequest('principal', undefined);
  fastify.decorateRequest('tenantId', undefined);
  fastify.addHook('onRequest', async (request) => {
    if (request.is404 || !request.url.startsWith('/api/') || isSignIn(request)) return;
    request.principal = await authenticator.authenticate(request);
  });
}

function registerHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    // Answers may hold secrets, and are out of date the next moment.
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
  });
}

/** While the API stops, answers end their connections: kept open, they would keep it from stopping until they time out. */
function registerClosing(fastify: FastifyInstance): void {
  let closing = false;
  fastify.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) reply.header('connection', 'close');
    done(null, payload);
  });
}
