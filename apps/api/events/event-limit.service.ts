import { Injectable } from '@nestjs/common';
import { TenantRepository, type AcceptRules } from '#libs/persistence';
import { ProblemException } from '../http/problem.exception.js';

/** Refuses events beyond what a tenant may post in a second. */
@Injectable()
export class EventLimitService {
  constructor(private readonly tenants: TenantRepository) {}

  /**
   * Counts events towards their tenant's limit; repeats count like others. A batch is let in while the limit has any room
   * at all, however large it is, and what comes after it waits for as long as it took.
   * @param rules those of the tenant
   * @throws ProblemException 429 with `Retry-After`; nothing is counted then
   */
  async take(tenantId: string, { eventsPerSecond }: AcceptRules, count: number): Promise<void> {
    if (eventsPerSecond === null) return;
    const waitMs = await this.tenants.takeEvents(tenantId, count);
    if (waitMs === null) return;
    const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
    throw new ProblemException(
      'tenant-limit',
      `The tenant may post ${eventsPerSecond} events a second. Nothing was accepted: try again in ${seconds} s.`,
      { headers: { 'retry-after': String(seconds) } },
    );
  }
}
