import type { DataSource } from 'typeorm';
import { deliveryId } from '../ids.js';
import { envelopeOf } from './delivery-store.repository.js';
import type { AcceptedEvent } from './event-keys.js';

/** The delivery of a test, claimed for its one attempt. */
export interface TestDelivery {
  id: string;
  /** What the claim is known by. */
  state_version: number;
  envelope: Record<string, unknown>;
}

interface TestRow {
  profile: string;
  profileOptions: Record<string, unknown> | null;
  externalId: string | number;
}

/** Deliveries that are made to try an endpoint out. */
export class EndpointTestRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Makes the delivery of a test event and claims it in the same statement, as the express lane does: no gate holds it
   * and no lane takes it. If the caller is lost, the lease ends and it becomes a delivery like any other.
   * @param event accepted for this test, a moment ago
   * @param leaseMs how long the caller has for its attempt
   * @returns null when the endpoint was deleted meanwhile
   */
  async makeClaimed(
    { tenantId, id: eventId, type, acceptedAt }: AcceptedEvent,
    endpointId: string,
    leaseMs: number,
  ): Promise<TestDelivery | null> {
    const [row] = await this.dataSource.query<TestRow[]>(
      `SELECT ep.profile, ep.profile_options AS "profileOptions", t.external_id AS "externalId"
       FROM endpoints ep JOIN tenants t ON t.id = ep.tenant_id
       WHERE ep.id = $1 AND ep.tenant_id = $2 AND ep.deleted_at IS NULL`,
      [endpointId, tenantId],
    );
    if (row === undefined) return null;
    const id = deliveryId({ tenantId, eventId, endpointId, generation: 0, acceptedAtMs: acceptedAt.getTime() });
    const envelope = envelopeOf(row, row.externalId);
    await this.dataSource.query(
      `INSERT INTO webhook_deliveries (id, tenant_id, endpoint_id, event_id, event_accepted_at, event_type, generation,
         envelope, next_trigger, status, next_attempt_at, position, state_version)
       VALUES ($1, $2, $3, $4, $5, $6, 0, $7, 'test', 'delivering', now() + make_interval(secs => $8),
               nextval(pg_get_serial_sequence('integration_outbox', 'seq')), 1)`,
      [id, tenantId, endpointId, eventId, acceptedAt, type, JSON.stringify(envelope), leaseMs / 1000],
    );
    return { id, state_version: 1, envelope };
  }
}
