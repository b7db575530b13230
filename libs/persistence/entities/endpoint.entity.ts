import type { GateReason, GateState, Lane, OrderingPolicy, RetryPolicy } from '#libs/contracts';
import { Column, CreateDateColumn, Entity, Index, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/**
 * A receiver's URL with its filters, profile and policies, and its gate: what all of its deliveries have to wait for.
 * Whoever holds deliveries for the gate, or opens it, does so under the lock of this row. Its secrets stand in
 * `endpoint_secrets`.
 */
@Entity('endpoints')
@Index('endpoints_tenant_idx', ['tenantId', 'id'])
@Index('endpoints_gate_idx', ['id'], { where: `gate <> 'open' AND deleted_at IS NULL` })
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

  /** Null: no limit. */
  @Column('integer', { name: 'rate_limit_per_second', nullable: true })
  rateLimitPerSecond!: number | null;

  /** Deliveries of one ordering key go out one at a time, in the order of their events. */
  @Column('boolean', { default: false })
  ordered!: boolean;

  /** What becomes of a line whose head is exhausted. */
  @Column('text', { name: 'ordering_policy', default: 'block' })
  orderingPolicy!: OrderingPolicy;

  /** Gets the tenant's operational events, and nothing else. */
  @Column('boolean', { default: false })
  operational!: boolean;

  /** Why a rule disabled it; null where a person did, or nobody. */
  @Column('text', { name: 'disabled_because', nullable: true })
  disabledBecause!: string | null;

  /** The whole tenant is stopped: holds everything, whatever the gate says. */
  @Column('boolean', { default: false })
  stopped!: boolean;

  @Column('text', { default: 'open' })
  gate!: GateState;

  /** The wait reason of what the gate holds; null while it is open. */
  @Column('text', { name: 'gate_reason', nullable: true })
  gateReason!: GateReason | null;

  /** Why the gate is not open, in words. */
  @Column('text', { name: 'gate_because', default: '' })
  gateBecause!: string;

  /** Until when a throttle or a breaker holds; while a probe is out, when it counts as lost. */
  @Column({ type: 'timestamptz', name: 'gate_until', precision: 3, nullable: true })
  gateUntil!: Date | null;

  /** The delivery that a breaker let through to try the receiver. */
  @Column('text', { name: 'gate_probe_id', nullable: true })
  gateProbeId!: string | null;

  /** Deliveries a second that a draining gate lets go. */
  @Column('integer', { name: 'drain_rate', nullable: true })
  drainRate!: number | null;

  /** Up to when a draining gate has given out its share. */
  @Column({ type: 'timestamptz', name: 'drained_at', precision: 3, nullable: true })
  drainedAt!: Date | null;

  /** The next free slot of a rate-limited endpoint, by the database's clock. */
  @Column({ type: 'timestamptz', name: 'next_slot_at', precision: 3, nullable: true })
  nextSlotAt!: Date | null;

  /** Failed attempts since the last one that succeeded. */
  @Column('integer', { name: 'consecutive_failures', default: 0 })
  consecutiveFailures!: number;

  /** When the first of them failed; null while there is none. */
  @Column({ type: 'timestamptz', name: 'failing_since', precision: 3, nullable: true })
  failingSince!: Date | null;

  /** The tenant was told that it fails. */
  @Column('boolean', { name: 'failing_alerted', default: false })
  failingAlerted!: boolean;

  @CreateDateColumn({ type: 'timestamptz', precision: 3, name: 'created_at' })
  createdAt!: Date;

  @UpdateDateColumn({ type: 'timestamptz', precision: 3, name: 'updated_at' })
  updatedAt!: Date;

  @Column({ type: 'timestamptz', name: 'deleted_at', precision: 3, nullable: true })
  deletedAt!: Date | null;
}
