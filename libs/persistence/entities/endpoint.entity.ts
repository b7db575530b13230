import type { Lane, RetryPolicy } from '#libs/contracts';
import { Column, CreateDateColumn, Entity, Index, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/** A receiver's URL with its filters, profile and policies. Its secrets stand in `endpoint_secrets`. */
@Entity('endpoints')
@Index('endpoints_tenant_idx', ['tenantId', 'id'])
export class EndpointEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'endpoints_pkey' })
  id!: string;

  @Column('text', { name: 'tenant_id' })
  tenantId!: string;

  @Column('text')
  url!: string;

  /** Event types: exact names, `prefix.*`, or `*`. */
  @Column('text', { array: true })
  events!: string[];

  @Column('text', { default: '' })
  description!: string;

  @Column('text')
  profile!: string;

  @Column('jsonb', { name: 'profile_options', nullable: true })
  profileOptions!: Record<string, unknown> | null;

  @Column('jsonb', { name: 'retry_policy', nullable: true })
  retryPolicy!: RetryPolicy | null;

  @Column('jsonb', { name: 'retry_policy_by_event', nullable: true })
  retryPolicyByEvent!: Record<string, RetryPolicy> | null;

  @Column('integer', { name: 'timeout_ms' })
  timeoutMs!: number;

  @Column('text', { array: true, nullable: true })
  channels!: string[] | null;

  /** Custom headers, encrypted as a whole: they often carry credentials. */
  @Column('text', { name: 'headers_ciphertext', nullable: true })
  headersCiphertext!: string | null;

  @Column('bigint', { name: 'maximum_age_ms', nullable: true })
  maximumAgeMs!: string | null;

  @Column('text', { name: 'ip_allow_list', array: true, nullable: true })
  ipAllowList!: string[] | null;

  @Column('jsonb', { nullable: true })
  metadata!: Record<string, unknown> | null;

  @Column('text')
  status!: 'active' | 'disabled';

  /** Null: the tenant's. */
  @Column('text', { nullable: true })
  lane!: Lane | null;

  @CreateDateColumn({ type: 'timestamptz', precision: 3, name: 'created_at' })
  createdAt!: Date;

  @UpdateDateColumn({ type: 'timestamptz', precision: 3, name: 'updated_at' })
  updatedAt!: Date;

  @Column({ type: 'timestamptz', name: 'deleted_at', precision: 3, nullable: true })
  deletedAt!: Date | null;
}
