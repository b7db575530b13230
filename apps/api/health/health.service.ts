import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Readiness } from '#libs/contracts/http';
import type { Logger } from '#libs/observability';
import { LOGGER } from '../tokens.js';
import { TemporalProbe } from './temporal-probe.js';

/** How long Postgres may take to answer before it counts as away. */
const DATABASE_DEADLINE_MS = 2_000;

/** Says whether events can be accepted (needs Postgres) and whether they are being delivered (needs Temporal too). */
@Injectable()
export class HealthService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly temporal: TemporalProbe,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async readiness(): Promise<Readiness> {
    const [database, temporal] = await Promise.all([this.databaseProblem(), this.temporal.problems()]);
    if (database !== null) return { status: 'unavailable', reasons: [database, ...temporal] };
    return { status: temporal.length === 0 ? 'ok' : 'degraded', reasons: temporal };
  }

  private async databaseProblem(): Promise<string | null> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer in time')), DATABASE_DEADLINE_MS);
    });
    try {
      await Promise.race([this.dataSource.query('SELECT 1'), deadline]);
      return null;
    } catch (error) {
      // The message may name hosts and users: it goes to the log, not to whoever asks.
      this.logger.warn({ err: error }, 'the database does not answer');
      return 'Postgres does not answer.';
    } finally {
      clearTimeout(timer);
    }
  }
}
