import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * The proof that an event was accepted once: one row per event id and per idempotency key, kept when the event itself
 * is long expunged. The answer to a repeat is built from it alone.
 */
@Entity('event_keys')
export class EventKeyEntity {
  @PrimaryColumn('text', { name: 'tenant_id', primaryKeyConstraintName: 'event_keys_pkey' })
  tenantId!: string;

  /** `id`: the event's id. `key`: an Idempotency-Key. `batch`: the key of a whole batch. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'event_keys_pkey' })
  kind!: 'id' | 'key' | 'batch';

  @PrimaryColumn('text', { primaryKeyConstraintName: 'event_keys_pkey' })
  value!: string;

  /** The event; for a batch its first event. */
  @Column('text', { name: 'event_id' })
  eventId!: string;

  /** A digest per field of the request, so that a conflict can say what differs (see `request-hash.ts`). */
  @Column('bytea', { name: 'request_hash' })
  requestHash!: Buffer;

  @Column('text')
  type!: string;

  /** When the event happened, as the sender says. */
  @Column({ type: 'timestamptz', precision: 3 })
  created!: Date;

  @Column({ type: 'timestamptz', name: 'accepted_at', precision: 3 })
  acceptedAt!: Date;

  /** The ids of a batch in its order; null for the other kinds. */
  @Column('text', { name: 'batch_event_ids', array: true, nullable: true })
  batchEventIds!: string[] | null;
}
