import type { DeliveryStatus } from '#libs/contracts';
import { And, type DataSource, LessThan, MoreThanOrEqual } from 'typeorm';
import { Batcher, fulfilled } from '#libs/batching';
import { EventEntity } from '../entities/event.entity.js';
import { EventTypeEntity } from '../entities/event-type.entity.js';
import { WebhookDeliveryEntity } from '../entities/webhook-delivery.entity.js';
import { IntegrationOutboxEntity } from '../entities/integration-outbox.entity.js';
import { idsOfEvent } from '../id-span.js';
import type { PageRequest } from './page-request.js';
import { prepared } from '../prepared.js';

/** Which of a tenant's events are wanted; an absent field asks nothing. */
export interface EventSearch {
  type?: string;
  /** Accepted at or after. */
  from?: Date;
  /** Accepted before. */
  to?: Date;
  /** Occurs in the data as written, or in the id, whatever its case. */
  text?: string;
}

/** What names an event and tells its month. */
export type EventIdentity = Pick<EventEntity, 'tenantId' | 'id' | 'acceptedAt'>;

/** An event without its data. */
export type EventRow = Omit<EventEntity, 'data' | 'endpointsVersion'>;

/** What decided whether an endpoint got an event: its version at the event's watermark. */
export interface SubscriptionAtWatermark {
  endpointId: string;
  /** Null when the endpoint did not exist at the watermark. */
  subscription: {
    events: string[];
    channels: string[] | null;
    status: 'active' | 'disabled';
    deleted: boolean;
    operational: boolean;
  } | null;
}

/** A delivery of an event, in short. */
export interface DeliveryOfEvent {
  id: string;
  endpointId: string;
  generation: number;
  status: DeliveryStatus;
}

/** An endpoint as far as choosing it for an event goes. */
export interface SubscribedEndpoint {
  id: string;
  events: string[];
  channels: string[] | null;
  status: 'active' | 'disabled';
  profile: string;
  profileOptions: Record<string, unknown> | null;
  operational: boolean;
}

/** What decides whether an event of some types may be accepted. */
export interface AcceptRules {
  /** Patterns of the event types that the tenant may post; null for any. */
  allowedEvents: string[] | null;
  /** Events that the tenant may post in a second; null for any number. */
  eventsPerSecond: number | null;
  /** The catalogue's entries with a JSON Schema, by name. */
  schemas: Map<string, { schema: Record<string, unknown>; updatedAt: Date }>;
}

/** Whose rules for what are wanted. */
interface WantedRules {
  tenantId: string;
  types: readonly string[];
}

/** A row of {@link ACCEPT_RULES}. */
interface RulesRow {
  tenantId: string;
  name: string;
  allowedEvents: string[] | null;
  eventsPerSecond: number | null;
  schema: Record<string, unknown> | null;
  updatedAt: Date | null;
}

/** Event types that one statement looks up at most, before those that several look-ups share are counted once. */
const MAXIMUM_TYPES = 1_000;

const ACCEPT_RULES = prepared(
  'accept_rules',
  `SELECT w.tenant_id AS "tenantId", w.name, t.allowed_events AS "allowedEvents",
              t.events_per_second AS "eventsPerSecond", et.schema, et.updated_at AS "updatedAt"
       FROM unnest($1::text[], $2::text[]) AS w(tenant_id, name)
       JOIN tenants t ON t.id = w.tenant_id AND t.deleted_at IS NULL
       LEFT JOIN event_types et ON et.tenant_id = w.tenant_id AND et.name = w.name AND et.schema IS NOT NULL`,
);

/** Reads events and why they went where they went. */
export class EventQueryRepository {
  /** Every accepted event asks for them, so the look-ups of the same moment share a statement. */
  private readonly rules = new Batcher<WantedRules, AcceptRules | null>({
    run: (wanted) => this.findAllRules(wanted),
    maximumItems: 200,
    maximumInFlight: 2,
    windowMs: 1,
    weigh: ({ types }) => types.length,
    maximumWeight: MAXIMUM_TYPES,
  });

  constructor(private readonly dataSource: DataSource) {}

  /**
   * What a tenant allows of these event types, never older than the call; null when there is no such tenant.
   * @param types at least one
   */
  async findAcceptRules(tenantId: string, types: readonly string[]): Promise<AcceptRules | null> {
    return this.rules.submit({ tenantId, types });
  }

  private async findAllRules(wanted: readonly WantedRules[]): Promise<PromiseSettledResult<AcceptRules | null>[]> {
    const pairs = new Map(
      wanted.flatMap(({ tenantId, types }) => types.map((name) => [pairName(tenantId, name), { tenantId, name }])),
    );
    const rows = await this.dataSource.query<RulesRow[]>(ACCEPT_RULES, [
      Array.from(pairs.values(), ({ tenantId }) => tenantId),
      Array.from(pairs.values(), ({ name }) => name),
    ]);
    const byPair = new Map(rows.map((row) => [pairName(row.tenantId, row.name), row]));
    return wanted.map(({ tenantId, types }) =>
      fulfilled(rulesOf(types.flatMap((name) => byPair.get(pairName(tenantId, name)) ?? []))),
    );
  }

  /** A page of a tenant's events, newest accepted first. */
  async listEvents(tenantId: string, search: EventSearch, page: PageRequest): Promise<EventRow[]> {
    const query = this.dataSource
      .getRepository(EventEntity)
      .createQueryBuilder('e')
      .select(SUMMARY_COLUMNS.map((column) => `e.${column}`))
      .where('e.tenantId = :tenantId', { tenantId });
    if (search.type !== undefined) query.andWhere('e.type = :type', { type: search.type });
    if (search.from !== undefined) query.andWhere('e.acceptedAt >= :from', { from: search.from });
    if (search.to !== undefined) query.andWhere('e.acceptedAt < :to', { to: search.to });
    if (search.text !== undefined) {
      const pattern = `%${escapeLike(search.text)}%`;
      query.andWhere('(e.data ILIKE :pattern OR e.id ILIKE :pattern)', { pattern });
    }
    if (page.after !== null) query.andWhere('(e.acceptedAt, e.id) < (:createdAt, :id)', page.after);
    return query.orderBy('e.acceptedAt', 'DESC').addOrderBy('e.id', 'DESC').limit(page.fetch).getMany();
  }

  /** One event with its data; null when the tenant has none of this id. */
  async findEvent(tenantId: string, id: string): Promise<EventEntity | null> {
    // Its key says in which month it is; that it was accepted is kept for longer than the event.
    const [key] = await this.dataSource.query<{ acceptedAt: Date }[]>(
      `SELECT accepted_at AS "acceptedAt" FROM event_keys WHERE tenant_id = $1 AND kind = 'id' AND value = $2`,
      [tenantId, id],
    );
    if (key === undefined) return null;
    return this.dataSource.getRepository(EventEntity).findOneBy({ tenantId, id, acceptedAt: key.acceptedAt });
  }

  /**
   * The `endpoints_version` that an event was matched with; null while it waits in the outbox. The relay writes the one
   * and deletes the other in one transaction, so both must be read from one snapshot.
   */
  async findWatermark({ tenantId, id, acceptedAt }: EventIdentity): Promise<number | null> {
    const [row] = await this.dataSource.query<{ watermark: number | null }[]>(
      `SELECT CASE WHEN NOT EXISTS (
           SELECT FROM integration_outbox o
            WHERE o.tenant_id = e.tenant_id AND o.event_id = e.id AND o.rejected_at IS NULL
         ) THEN e.endpoints_version END AS watermark
       FROM events e WHERE e.tenant_id = $1 AND e.id = $2 AND e.accepted_at = $3`,
      [tenantId, id, acceptedAt],
    );
    return row?.watermark ?? null;
  }

  /** The deliveries of an event in the order of their generations. */
  async findDeliveriesOfEvent({ tenantId, id: eventId, acceptedAt }: EventIdentity): Promise<DeliveryOfEvent[]> {
    const { from, before } = idsOfEvent(acceptedAt);
    return this.dataSource.getRepository(WebhookDeliveryEntity).find({
      select: { id: true, endpointId: true, generation: true, status: true },
      where: { tenantId, eventId, id: And(MoreThanOrEqual(from), LessThan(before)) },
      order: { generation: 'ASC', id: 'ASC' },
    });
  }

  /**
   * Every endpoint that the tenant has or had, as it stood at a watermark.
   * @param watermark the tenant's `endpoints_version` when the event was relayed; null for the present
   */
  async findSubscriptionsAt(tenantId: string, watermark: number | null): Promise<SubscriptionAtWatermark[]> {
    const rows = await this.dataSource.query<
      {
        endpointId: string;
        events: string[] | null;
        channels: string[] | null;
        status: 'active' | 'disabled';
        deleted: boolean;
        operational: boolean;
      }[]
    >(
      `SELECT e.id AS "endpointId", v.events, v.channels, v.status, v.deleted, e.operational
       FROM endpoints e
       LEFT JOIN LATERAL (
         SELECT * FROM endpoint_versions v
         WHERE v.tenant_id = e.tenant_id AND v.endpoint_id = e.id AND ($2::int IS NULL OR v.version <= $2)
         ORDER BY v.version DESC LIMIT 1) v ON true
       WHERE e.tenant_id = $1
       ORDER BY e.id`,
      [tenantId, watermark],
    );
    return rows.map(({ endpointId, events, channels, status, deleted, operational }) => ({
      endpointId,
      subscription: events === null ? null : { events, channels, status, deleted, operational },
    }));
  }

  /** A tenant's endpoints as they are now, deleted ones left out. */
  async findEndpoints(tenantId: string): Promise<SubscribedEndpoint[]> {
    return this.dataSource.query<SubscribedEndpoint[]>(
      `SELECT id, events, channels, status, profile, profile_options AS "profileOptions", operational
       FROM endpoints WHERE tenant_id = $1 AND deleted_at IS NULL ORDER BY id`,
      [tenantId],
    );
  }

  /** The example of an event type in the tenant's catalogue as JSON text; null when there is none. */
  async findExample(tenantId: string, name: string): Promise<string | null> {
    const entry = await this.dataSource.getRepository(EventTypeEntity).findOneBy({ tenantId, name });
    return entry?.example ?? null;
  }

  /** The names of the event types in the tenant's catalogue that are not archived, in their order. */
  async findTypeNames(tenantId: string): Promise<string[]> {
    const rows = await this.dataSource.query<{ name: string }[]>(
      'SELECT name FROM event_types WHERE tenant_id = $1 AND NOT archived ORDER BY name',
      [tenantId],
    );
    return rows.map(({ name }) => name);
  }

  /**
   * Tells which of these ids and keys a tenant has used before.
   * @param kind `id` of events, `key` of single requests, `batch` keys
   */
  async findUsedKeys(tenantId: string, kind: 'id' | 'key' | 'batch', values: readonly string[]): Promise<Set<string>> {
    const rows = await this.dataSource.query<{ value: string }[]>(
      'SELECT value FROM event_keys WHERE tenant_id = $1 AND kind = $2 AND value = ANY($3)',
      [tenantId, kind, values],
    );
    return new Set(rows.map((row) => row.value));
  }

  /** A page of a tenant's rejected outbox rows, newest first. */
  async listRejectedOutboxRows(
    tenantId: string,
    page: { beforeSeq: string | null; fetch: number },
  ): Promise<IntegrationOutboxEntity[]> {
    const query = this.dataSource
      .getRepository(IntegrationOutboxEntity)
      .createQueryBuilder('o')
      .where('o.tenantId = :tenantId AND o.rejectedAt IS NOT NULL', { tenantId });
    if (page.beforeSeq !== null) query.andWhere('o.seq < :beforeSeq', { beforeSeq: page.beforeSeq });
    return query.orderBy('o.seq', 'DESC').limit(page.fetch).getMany();
  }
}

/** Neither a tenant's id nor an event type contains a line break. */
function pairName(tenantId: string, type: string): string {
  return `${tenantId}\n${type}`;
}

/** @param rows of one tenant; none when there is no such tenant */
function rulesOf(rows: readonly RulesRow[]): AcceptRules | null {
  const [first] = rows;
  if (first === undefined) return null;
  const schemas: AcceptRules['schemas'] = new Map();
  for (const { name, schema, updatedAt } of rows) {
    if (schema !== null && updatedAt !== null) schemas.set(name, { schema, updatedAt });
  }
  return { allowedEvents: first.allowedEvents, eventsPerSecond: first.eventsPerSecond, schemas };
}

const SUMMARY_COLUMNS = [
  'tenantId',
  'id',
  'acceptedAt',
  'type',
  'created',
  'channels',
  'deliverAt',
  'expiresAt',
  'orderingKey',
  'source',
] as const satisfies readonly (keyof EventRow)[];

/** Takes the meaning from the marks of LIKE; the backslash is Postgres' default escape. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, String.raw`\$&`);
}
