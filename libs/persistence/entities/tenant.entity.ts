import type { AlertType, Lane, RetryPolicy } from '#libs/contracts';
import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/** A tenant: owns endpoints, event types, events and everything that comes of them. */
@Entity('tenants')
export class TenantEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'tenants_pkey' })
  id!: string;

  @Column('text')
  name!: string;

  /** What payloads carry as `tenant_id`: a string or a number. */
  @Column('jsonb', { name: 'external_id' })
  externalId!: string | number;

  /** Profile of endpoints that name none. */
  @Column('text')
  profile!: string;

  @Column('jsonb', { name: 'profile_options', nullable: true })
  profileOptions!: Record<string, unknown> | null;

  /** Retry policy of endpoints that have none. */
  @Column('jsonb', { name: 'retry_policy', nullable: true })
  retryPolicy!: RetryPolicy | null;

  @Column('text')
  lane!: Lane;

  /** Event types that may be posted; null for any. */
  @Column('text', { name: 'allowed_events', array: true, nullable: true })
  allowedEvents!: string[] | null;

  /** Events that may be posted in a second; null for any number. */
  @Column('integer', { name: 'events_per_second', nullable: true })
  eventsPerSecond!: number | null;

  /** When the next event is due by that limit: moved on by each. */
  @Column({ type: 'timestamptz', name: 'events_due_at', precision: 3, nullable: true })
  eventsDueAt!: Date | null;

  /** Endpoints that it may have, its operational one not counted; null for any number. */
  @Column('integer', { name: 'maximum_endpoints', nullable: true })
  maximumEndpoints!: number | null;

  /** Whom to tell what, with the operational endpoint behind the URL; null: nobody. */
  @Column('jsonb', { nullable: true })
  alerts!: { emails: string[]; webhookUrl: string | null; events: AlertType[]; endpointId: string | null } | null;

  /** Counts the changes of this tenant's endpoints: the watermark that an event's relaying notes down. */
  @Column('integer', { name: 'endpoints_version', default: 0 })
  endpointsVersion!: number;

  /** When everything of the tenant was stopped; null while nothing is. */
  @Column({ type: 'timestamptz', name: 'stopped_at', precision: 3, nullable: true })
  stoppedAt!: Date | null;

  @CreateDateColumn({ type: 'timestamptz', precision: 3, name: 'created_at' })
  createdAt!: Date;

  @UpdateDateColumn({ type: 'timestamptz', precision: 3, name: 'updated_at' })
  updatedAt!: Date;

  @Column({ type: 'timestamptz', name: 'deleted_at', precision: 3, nullable: true })
  deletedAt!: Date | null;
}
