import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * Accepted events that are not yet fanned out. A documented interface: another program may insert rows (with
 * `accepted_at` null) in its own transaction; the relay makes the event. See docs/outbox.md.
 */
@Entity('integration_outbox')
@Index('integration_outbox_ready_idx', ['tenantId', 'seq'], { where: 'rejected_at IS NULL' })
@Index('integration_outbox_line_idx', ['tenantId', 'orderingKey', 'seq'], {
  where: 'ordering_key IS NOT NULL AND rejected_at IS NULL',
})
@Index('integration_outbox_rejected_idx', ['tenantId', 'seq'], { where: 'rejected_at IS NOT NULL' })
export class IntegrationOutboxEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'integration_outbox_pkey',
  })
  seq!: string;

  @Column('text', { name: 'tenant_id' })
  tenantId!: string;

  /** The event's id; optional in a row of another program. */
  @Column('text', { name: 'event_id', nullable: true })
  eventId!: string | null;

  /** Set when the event row exists already, as it does for events that the API accepted. */
  @Column({ type: 'timestamptz', name: 'accepted_at', precision: 3, nullable: true })
  acceptedAt!: Date | null;

  @Column('text', { nullable: true })
  type!: string | null;

  @Column('text', { nullable: true })
  data!: string | null;

  @Column('text', { name: 'idempotency_key', nullable: true })
  idempotencyKey!: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  created!: Date | null;

  @Column('text', { array: true, nullable: true })
  channels!: string[] | null;

  @Column({ type: 'timestamptz', name: 'deliver_at', precision: 3, nullable: true })
  deliverAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3, nullable: true })
  expiresAt!: Date | null;

  /** Of every row, also where the event has it: rows of one key are fanned out in their order. */
  @Column('text', { name: 'ordering_key', nullable: true })
  orderingKey!: string | null;

  @Column({ type: 'timestamptz', name: 'inserted_at', precision: 3, default: () => 'now()' })
  insertedAt!: Date;

  @Column({ type: 'timestamptz', name: 'rejected_at', precision: 3, nullable: true })
  rejectedAt!: Date | null;

  @Column('text', { name: 'reject_reason', nullable: true })
  rejectReason!: string | null;
}
