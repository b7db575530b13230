import { Injectable } from '@nestjs/common';
import { AdmissionRules, SchemaValidator, type AdmissionProblem } from '#libs/admission';
import { EventQueryRepository, type NewEvent } from '#libs/persistence';
import { ProblemException } from '../http/problem.exception.js';

/** The Idempotency-Key of a request and what it covers. */
export interface RequestKey {
  kind: 'key' | 'batch';
  value: string | undefined;
}

/** Refuses events that the tenant's rules do not admit. */
@Injectable()
export class EventRulesService {
  private readonly rules: AdmissionRules;

  constructor(
    private readonly queries: EventQueryRepository,
    schemas: SchemaValidator,
  ) {
    this.rules = new AdmissionRules(queries, schemas);
  }

  /**
   * Refuses the first event that breaks a rule. An event that was accepted before is not judged again: its repeat is
   * answered with the original for ever, whatever the rules say by now.
   * @param pathOf what stands before the name of a field of the event at this place, such as `events.0.`
   * @throws ProblemException 422
   */
  async check(
    tenantId: string,
    events: readonly NewEvent[],
    key: RequestKey,
    pathOf: (index: number) => string,
  ): Promise<void> {
    const problems = await this.rules.judge(tenantId, events);
    if (problems === null) throw ProblemException.notFound('tenant', tenantId);
    if (problems.size === 0 || (await this.isUsed(tenantId, key))) return;
    const ids = [...problems.keys()].flatMap((index) => events[index]?.id ?? []);
    const used = await this.queries.findUsedKeys(tenantId, 'id', ids);
    for (const [index, problem] of problems) {
      const id = events[index]?.id;
      if (id === undefined || !used.has(id)) throw toException(problem, pathOf(index));
    }
  }

  private async isUsed(tenantId: string, { kind, value }: RequestKey): Promise<boolean> {
    return value !== undefined && (await this.queries.findUsedKeys(tenantId, kind, [value])).has(value);
  }
}

/** @param path what stands before the name of a field of the event */
function toException(problem: AdmissionProblem, path: string): ProblemException {
  const errors = problem.errors.map((error) => ({ path: `${path}${error.path}`, message: error.message }));
  const [first] = errors;
  switch (problem.kind) {
    case 'schema-violation':
      return new ProblemException('schema-violation', `${first?.path}: ${first?.message}`, { errors });
    case 'event-not-allowed':
      return ProblemException.field(first?.path ?? '', first?.message ?? '', 'event-not-allowed');
    case 'number-overflow':
      return ProblemException.field(first?.path ?? '', first?.message ?? '');
  }
}
