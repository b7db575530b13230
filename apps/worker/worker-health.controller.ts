import { Metrics } from '#libs/observability';
import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { WorkerService } from './worker.service.js';

/** Health and metrics of a worker that runs on its own; the standalone serves the API's instead. */
@Controller()
export class WorkerHealthController {
  constructor(
    private readonly worker: WorkerService,
    private readonly dataSource: DataSource,
    private readonly metrics: Metrics,
  ) {}

  /** The process lives; restarting it would mend neither Postgres nor Temporal. */
  @Get('health/live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Ready: Postgres answers, Temporal was reached, and every Worker polls. */
  @Get('health/ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: string; reasons: string[] }> {
    const reasons: string[] = [];
    await this.dataSource.query('SELECT 1').catch(() => reasons.push('Postgres does not answer.'));
    if (!this.worker.isPolling) reasons.push('The Temporal Workers do not poll.');
    if (reasons.length > 0) void reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    return { status: reasons.length === 0 ? 'ok' : 'unavailable', reasons };
  }

  @Get('metrics')
  async figures(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.header('content-type', this.metrics.contentType);
    return this.metrics.render();
  }
}
