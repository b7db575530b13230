import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { livenessSchema, readinessSchema, type Readiness } from '#libs/contracts/http';
import { Metrics } from '#libs/observability';
import { PublicAccess } from '../http/access.js';
import { Operation } from '../http/operation.js';
import { HealthService } from './health.service.js';

/** For load balancers, orchestrators and Prometheus; no key needed. */
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthService,
    private readonly metrics: Metrics,
  ) {}

  @Get('health/live')
  @PublicAccess()
  @Operation({
    id: 'getLiveness',
    tag: 'Health',
    summary: 'Is the process alive?',
    description: 'Answers without asking Postgres or Temporal: restarting this process would not mend those.',
    response: livenessSchema,
    responseDescription: 'It is.',
    example: { status: 'ok' },
  })
  live(): z.infer<typeof livenessSchema> {
    return { status: 'ok' };
  }

  @Get('health/ready')
  @PublicAccess()
  @Operation({
    id: 'getReadiness',
    tag: 'Health',
    summary: 'Can events be accepted?',
    description:
      'Accepting needs Postgres only. With Temporal or every worker away the answer stays 200 and says `degraded`.',
    response: readinessSchema,
    responseDescription: 'Events are accepted.',
    example: { status: 'degraded', reasons: ['No worker polls the task queue everhook-deliveries.'] },
    otherResponses: [
      {
        status: HttpStatus.SERVICE_UNAVAILABLE,
        description: 'Postgres does not answer.',
        response: readinessSchema,
        example: { status: 'unavailable', reasons: ['Postgres does not answer.'] },
      },
    ],
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const readiness = await this.health.readiness();
    if (readiness.status === 'unavailable') void reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    return readiness;
  }

  @Get('metrics')
  @PublicAccess()
  @ApiProduces('text/plain')
  @Operation({
    id: 'getMetrics',
    tag: 'Health',
    summary: "This process's figures for Prometheus",
    response: z.string(),
    responseDescription: "Prometheus' text format.",
    example: 'everhook_events_accepted_total 42',
  })
  async figures(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.header('content-type', this.metrics.contentType);
    return this.metrics.render();
  }
}
