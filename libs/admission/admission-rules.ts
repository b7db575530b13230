import { eventTypeMatches, matchSubscription } from '#libs/domain';
import type { AcceptRules, EventQueryRepository } from '#libs/persistence';
import { dataProblem } from '#libs/signing';
import { mayOverflow } from './overflowing-number.js';
import type { SchemaValidator } from './schema-validator.js';

/** The parts of an event that the rules look at. */
export interface CandidateEvent {
  type: string;
  /** JSON text that `JSON.parse` accepts. */
  data: string;
  channels?: readonly string[];
}

/** Why an event is not accepted. */
export interface AdmissionProblem {
  kind: 'event-not-allowed' | 'schema-violation' | 'number-overflow';
  /** What is wrong where in the event, such as `data.items.0.price`; at least one. */
  errors: { path: string; message: string }[];
}

/** The one profile whose receivers parse and serialise the body again: a number beyond a double cannot be sent in it. */
const RECOMPUTED_PROFILE = 'urban-things';

/**
 * Judges events by what can change from one day to the next: the tenant's allowed types, its catalogue's schemas, its
 * endpoints. The same rules for events of the API and of the outbox.
 */
export class AdmissionRules {
  constructor(
    private readonly queries: EventQueryRepository,
    private readonly schemas: SchemaValidator,
  ) {}

  /**
   * Judges events of one tenant by the rules as they are now.
   * @returns what is wrong, by the event's place; empty when nothing is; null when there is no such tenant
   */
  async judge(tenantId: string, events: readonly CandidateEvent[]): Promise<Map<number, AdmissionProblem> | null> {
    const rules = await this.queries.findAcceptRules(tenantId, [...new Set(events.map((event) => event.type))]);
    return rules === null ? null : this.judgeBy(rules, tenantId, events);
  }

  /** Judges events of one tenant by rules that were read for their types. */
  async judgeBy(
    rules: AcceptRules,
    tenantId: string,
    events: readonly CandidateEvent[],
  ): Promise<Map<number, AdmissionProblem>> {
    const problems = new Map<number, AdmissionProblem>();
    for (const [index, event] of events.entries()) {
      const problem = this.findProblem(tenantId, rules, event) ?? (await this.findOverflow(tenantId, event));
      if (problem !== null) problems.set(index, problem);
    }
    return problems;
  }

  private findProblem(tenantId: string, rules: AcceptRules, { type, data }: CandidateEvent): AdmissionProblem | null {
    const { allowedEvents } = rules;
    if (allowedEvents !== null && !allowedEvents.some((pattern) => eventTypeMatches(pattern, type))) {
      const message = `"${type}" is none of the event types that this tenant may post: ${allowedEvents.join(', ')}`;
      return { kind: 'event-not-allowed', errors: [{ path: 'type', message }] };
    }
    const entry = rules.schemas.get(type);
    if (entry === undefined) return null;
    const violations = this.schemas.validate({ tenantId, name: type, ...entry }, JSON.parse(data));
    if (violations.length === 0) return null;
    return {
      kind: 'schema-violation',
      errors: violations.map(({ path, message }) => ({ path: path === '' ? 'data' : `data.${path}`, message })),
    };
  }

  private async findOverflow(tenantId: string, event: CandidateEvent): Promise<AdmissionProblem | null> {
    if (!mayOverflow(event.data)) return null;
    const problem = dataProblem(RECOMPUTED_PROFILE, event.data);
    if (problem === null) return null;
    const endpoints = await this.queries.findEndpoints(tenantId);
    const subscribed = endpoints.find(
      (endpoint) =>
        endpoint.profile === RECOMPUTED_PROFILE &&
        matchSubscription(
          { ...endpoint, deleted: false },
          { type: event.type, channels: event.channels ?? null, source: 'api' },
        ).matched,
    );
    if (subscribed === undefined) return null;
    const message = `endpoint ${subscribed.id} subscribes to it with profile ${RECOMPUTED_PROFILE}, but ${problem}`;
    return { kind: 'number-overflow', errors: [{ path: 'data', message }] };
  }
}
