import type { EventSource } from '#libs/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What the sender posted, stored once. The key is legal for range partitions by `accepted_at`. */
@Entity('events')
@Index('events_tenant_accepted_idx', ['tenantId', 'acceptedAt', 'id'])
export class EventEntity {
  @PrimaryColumn('text', { name: 'tenant_id', primaryKeyConstraintName: 'events_pkey' })
  tenantId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'events_pkey' })
  id!: string;

  @PrimaryColumn('timestamptz', { name: 'accepted_at', precision: 3, primaryKeyConstraintName: 'events_pkey' })
  acceptedAt!: Date;

  @Column('text')
  type!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  created!: Date;

  /** JSON text exactly as posted; never cast to jsonb, which would refuse or change some of it. */
  @Column('text')
  data!: string;

  @Column('text', { array: true, nullable: true })
  channels!: string[] | null;

  @Column({ type: 'timestamptz', name: 'deliver_at', precision: 3, nullable: true })
  deliverAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3, nullable: true })
  expiresAt!: Date | null;

  @Column('text', { name: 'ordering_key', nullable: true })
  orderingKey!: string | null;

  /** `api`, `outbox` (another program's row), `test`, or `operational` (an alert). */
  @Column('text')
  source!: EventSource;

  /** The tenant's `endpoints_version` when the event was accepted; once it is relayed, the one it was matched with. */
  @Column('integer', { name: 'endpoints_version', nullable: true })
  endpointsVersion!: number | null;
}
