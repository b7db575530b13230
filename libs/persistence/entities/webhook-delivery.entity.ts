import type { AttemptTrigger, DeliveryStatus, ErrorKind, WaitReason } from '#libs/contracts';

import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * One event for one endpoint. The id is made from event, endpoint and generation and begins with the event's time, so
 * the primary key alone keeps a second delivery of the three out and stays legal for range partitions by time.
 */
@Entity('webhook_deliveries')
@Index('webhook_deliveries_event_idx', ['tenantId', 'eventId'])
@Index('webhook_deliveries_tenant_idx', ['tenantId', 'createdAt', 'id'])
@Index('webhook_deliveries_endpoint_idx', ['endpointId', 'createdAt', 'id'])
@Index('webhook_deliveries_status_idx', ['tenantId', 'status', 'createdAt', 'id'], {
  where: `status IN ('waiting', 'held', 'failed', 'cancelled')`,
})
@Index('webhook_deliveries_endpoint_status_idx', ['endpointId', 'status', 'createdAt', 'id'], {
  where: `status IN ('waiting', 'held', 'failed', 'cancelled')`,
})
@Index('webhook_deliveries_undispatched_idx', ['endpointId', 'position', 'id'], {
  where: `status = 'pending' AND dispatched_at IS NULL`,
})
@Index('webhook_deliveries_gated_idx', ['endpointId', 'position', 'id'], {
  where: `status = 'held' AND wait_reason IN ('paused', 'throttle', 'breaker', 'rate-limit')`,
})
@Index('webhook_deliveries_line_idx', ['endpointId', 'orderingKey', 'position', 'id'], {
  where: `ordered AND status IN ('pending', 'delivering', 'waiting', 'held')`,
})
@Index('webhook_deliveries_due_idx', ['nextAttemptAt'], {
  where: `status IN ('pending', 'delivering', 'waiting') AND dispatched_at IS NOT NULL`,
})
@Index('webhook_deliveries_express_idx', ['nextAttemptAt'], {
  where: `status IN ('delivering', 'waiting') AND dispatched_at IS NULL`,
})
@Index('webhook_deliveries_cancelled_idx', ['completedAt'], { where: `status = 'cancelled'` })
export class WebhookDeliveryEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'webhook_deliveries_pkey' })
  id!: string;

  @Column('text', { name: 'tenant_id' })
  tenantId!: string;

  @Column('text', { name: 'endpoint_id' })
  endpointId!: string;

  @Column('text', { name: 'event_id' })
  eventId!: string;

  /** The event's `accepted_at`, which prunes its partition. */
  @Column({ type: 'timestamptz', name: 'event_accepted_at', precision: 3 })
  eventAcceptedAt!: Date;

  @Column('text', { name: 'event_type' })
  eventType!: string;

  /** 0 for the fan-out, one more for every replay. */
  @Column('integer')
  generation!: number;

  /** Profile, its version and the tenant's external id: fixed at fan-out, so that every attempt sends the same bytes. */
  @Column('jsonb')
  envelope!: Record<string, unknown>;

  @Column('text')
  status!: DeliveryStatus;

  /** Attempts recorded. */
  @Column('integer', { name: 'attempt_count', default: 0 })
  attemptCount!: number;

  /** Steps of the retry schedule used up since it (re)started. */
  @Column('integer', { name: 'schedule_step', default: 0 })
  scheduleStep!: number;

  /** When the next attempt is due; while one is in flight, when its lease ends. */
  @Column({ type: 'timestamptz', name: 'next_attempt_at', precision: 3, nullable: true })
  nextAttemptAt!: Date | null;

  @Column('text', { name: 'wait_reason', nullable: true })
  waitReason!: WaitReason | null;

  @Column('text', { name: 'next_trigger' })
  nextTrigger!: AttemptTrigger;

  /** What the delivery waits for or how it ended: one sentence. */
  @Column('text', { default: '' })
  because!: string;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3, nullable: true })
  expiresAt!: Date | null;

  @Column('text', { name: 'ordering_key', nullable: true })
  orderingKey!: string | null;

  /** Its place among the deliveries of the endpoint: the number of its event's outbox row, or a later one for a replay. */
  @Column('bigint', { default: 0 })
  position!: string;

  /** It stands in the line of its ordering key; fixed when it is made. */
  @Column('boolean', { default: false })
  ordered!: boolean;

  /** It failed as the head of a line that went on without it. */
  @Column('boolean', { default: false })
  parked!: boolean;

  /** Its next attempt passes pause, line and rate limit: a person insists. */
  @Column('boolean', { default: false })
  forced!: boolean;

  /** The slot that a rate-limited endpoint has given it, by the database's clock. */
  @Column({ type: 'timestamptz', name: 'slot_at', precision: 3, nullable: true })
  slotAt!: Date | null;

  @Column('integer', { name: 'last_status_code', nullable: true })
  lastStatusCode!: number | null;

  @Column('text', { name: 'last_error_kind', nullable: true })
  lastErrorKind!: ErrorKind | null;

  @Column('text', { name: 'last_error', nullable: true })
  lastError!: string | null;

  /** Moves with every write; a writer that saw an older one has lost its right to write. */
  @Column('integer', { name: 'state_version', default: 0 })
  stateVersion!: number;

  /** Commands given and not yet applied; no attempt starts while there is one. */
  @Column('integer', { name: 'pending_commands', default: 0 })
  pendingCommands!: number;

  /** When it was handed to a workflow; null while none stands behind it. */
  @Column({ type: 'timestamptz', name: 'dispatched_at', precision: 3, nullable: true })
  dispatchedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'completed_at', precision: 3, nullable: true })
  completedAt!: Date | null;
}
