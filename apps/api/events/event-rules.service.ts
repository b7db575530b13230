import { Injectable } from '@nestjs/common';
import { eventTypeMatches, matchSubscription } from '#libs/domain';
import { EventQueryRepository, type AcceptRules, type NewEvent } from '#libs/persistence';
import { dataProblem } from '#libs/signing';
import { SchemaValidator } from '../event-types/schema-validator.js';
import { ProblemException } from '../http/problem.exception.js';
import { mayOverflow } from './overflowing-number.js';

/** The Idempotency-Key of a request and what it covers. */
export interface RequestKey {
  kind: 'key' | 'batch';
  value: string | undefined;
}

/** The one profile whose receivers parse and serialise the body again: a number beyond a double cannot be sent in it. */
const RECOMPUTED_PROFILE = 'urban-things';

/** Checks events against what can change from one day to the next: the tenant's rules, its catalogue, its endpoints. */
@Injectable()
export class EventRulesService {
  constructor(
    private readonly queries: EventQueryRepository,
    private readonly schemas: SchemaValidator,
  ) {}

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
    const rules = await this.queries.findAcceptRules(tenantId, [...new Set(events.map((event) => event.type))]);
    if (rules === null) throw ProblemException.notFound('tenant', tenantId);
    const problems: { event: NewEvent; problem: ProblemException }[] = [];
    for (const [index, event] of events.entries()) {
      const problem = this.findProblem(rules, event, pathOf(index)) ?? (await this.findOverflow(event, pathOf(index)));
      if (problem !== null) problems.push({ event, problem });
    }
    if (problems.length === 0 || (await this.isUsed(tenantId, key))) return;
    const ids = problems.flatMap(({ event }) => (event.id === undefined ? [] : [event.id]));
    const used = await this.queries.findUsedKeys(tenantId, 'id', ids);
    const first = problems.find(({ event }) => event.id === undefined || !used.has(event.id));
    if (first !== undefined) throw first.problem;
  }

  private async isUsed(tenantId: string, { kind, value }: RequestKey): Promise<boolean> {
    return value !== undefined && (await this.queries.findUsedKeys(tenantId, kind, [value])).has(value);
  }

  private findProblem(rules: AcceptRules, { tenantId, type, data }: NewEvent, path: string): ProblemException | null {
    const { allowedEvents } = rules;
    if (allowedEvents !== null && !allowedEvents.some((pattern) => eventTypeMatches(pattern, type))) {
      return ProblemException.field(
        `${path}type`,
        `"${type}" is none of the event types that this tenant may post: ${allowedEvents.join(', ')}`,
        'event-not-allowed',
      );
    }
    const entry = rules.schemas.get(type);
    if (entry === undefined) return null;
    const violations = this.schemas.validate({ tenantId, name: type, ...entry }, JSON.parse(data));
    if (violations.length === 0) return null;
    const errors = violations.map((violation) => ({ ...violation, path: joinPath(`${path}data`, violation.path) }));
    const [first] = errors;
    return new ProblemException('schema-violation', `${first?.path}: ${first?.message}`, { errors });
  }

  private async findOverflow(event: NewEvent, path: string): Promise<ProblemException | null> {
    if (!mayOverflow(event.data)) return null;
    const problem = dataProblem(RECOMPUTED_PROFILE, event.data);
    if (problem === null) return null;
    const endpoints = await this.queries.findEndpoints(event.tenantId);
    const subscribed = endpoints.find(
      (endpoint) =>
        endpoint.profile === RECOMPUTED_PROFILE &&
        matchSubscription({ ...endpoint, deleted: false }, { type: event.type, channels: event.channels ?? null })
          .matched,
    );
    if (subscribed === undefined) return null;
    return ProblemException.field(
      `${path}data`,
      `endpoint ${subscribed.id} subscribes to it with profile ${RECOMPUTED_PROFILE}, but ${problem}`,
    );
  }
}

function joinPath(path: string, inner: string): string {
  return inner === '' ? path : `${path}.${inner}`;
}
