import { Injectable } from '@nestjs/common';
import { AdmissionRules, SchemaValidator, type AdmissionProblem } from '#libs/admission';
import { EventQueryRepository, type AcceptRules, type NewEvent } from '#libs/persistence';
import { ProblemException } from '../http/problem.exception.js';
import { ShortMemory } from '../http/short-memory.js';

/** The Idempotency-Key of a request and what it covers. */
export interface RequestKey {
  kind: 'key' | 'batch';
  value: string | undefined;
}

/** Refuses events that the tenant's rules do not admit. */
@Injectable()
export class EventRulesService {
  private readonly rules: AdmissionRules;
  private readonly recent = new ShortMemory<AcceptRules>();

  constructor(
    private readonly queries: EventQueryRepository,
    schemas: SchemaValidator,
  ) {
    this.rules = new AdmissionRules(queries, schemas);
  }

  /**
   * Refuses an event that breaks a rule, as {@link check} does, but lets it in by rules that are up to ten seconds old: they
   * are premises of its acceptance, which fails when they have changed. Nothing is refused by old rules.
   * @returns the rules that it was let in by
   * @throws ProblemException 422
   */
  async checkOne(event: NewEvent, idempotencyKey: string | undefined): Promise<AcceptRules> {
    const { tenantId, type } = event;
    const name = nameOf(event);
    const recent = this.recent.recall(name);
    if (recent !== undefined && (await this.rules.judgeBy(recent, tenantId, [event])).size === 0) return recent;
    const rules = await this.queries.findAcceptRules(tenantId, [type]);
    if (rules === null) throw ProblemException.notFound('tenant', tenantId);
    this.recent.remember(name, rules);
    const problems = await this.rules.judgeBy(rules, tenantId, [event]);
    await this.refuseNew(tenantId, [event], problems, { kind: 'key', value: idempotencyKey }, () => '');
    return rules;
  }

  /** The rules that {@link checkOne} let the event in by have changed. */
  forget(event: NewEvent): void {
    this.recent.forget(nameOf(event));
  }

  /**
   * Refuses the first event that breaks a rule. An event that was accepted before is not judged again: its repeat is
   * answered with the original for ever, whatever the rules say by now.
   * @param pathOf what stands before the name of a field of the event at this place, such as `events.0.`
   * @returns the rules that they were judged by
   * @throws ProblemException 422
   */
  async check(
    tenantId: string,
    events: readonly NewEvent[],
    key: RequestKey,
    pathOf: (index: number) => string,
  ): Promise<AcceptRules> {
    const rules = await this.queries.findAcceptRules(tenantId, [...new Set(events.map(({ type }) => type))]);
    if (rules === null) throw ProblemException.notFound('tenant', tenantId);
    await this.refuseNew(tenantId, events, await this.rules.judgeBy(rules, tenantId, events), key, pathOf);
    return rules;
  }

  private async refuseNew(
    tenantId: string,
    events: readonly NewEvent[],
    problems: ReadonlyMap<number, AdmissionProblem>,
    key: RequestKey,
    pathOf: (index: number) => string,
  ): Promise<void> {
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

/** Neither a tenant's id nor an event type contains a line break. */
function nameOf({ tenantId, type }: NewEvent): string {
  return `${tenantId}\n${type}`;
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
