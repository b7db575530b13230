import type { AttemptOutcome, AttemptTrigger, ErrorKind } from '#libs/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One HTTP request of a delivery. The key is legal for range partitions by the delivery's time. */
@Entity('delivery_attempts')
@Index('delivery_attempts_recorded_idx', ['recordedAt'], { type: 'brin' })
@Index('delivery_attempts_started_idx', ['startedAt'], { type: 'brin' })
export class DeliveryAttemptEntity {
  @PrimaryColumn('text', { name: 'delivery_id', primaryKeyConstraintName: 'delivery_attempts_pkey' })
  deliveryId!: string;

  /** From 1; with the delivery's id it makes the attempt's id. */
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'delivery_attempts_pkey' })
  number!: number;

  @Column('text')
  trigger!: AttemptTrigger;

  @Column({ type: 'timestamptz', name: 'started_at', precision: 3 })
  startedAt!: Date;

  @Column('integer', { name: 'duration_ms' })
  durationMs!: number;

  @Column('text')
  outcome!: AttemptOutcome;

  @Column('integer', { name: 'status_code', nullable: true })
  statusCode!: number | null;

  @Column('text', { name: 'error_kind', nullable: true })
  errorKind!: ErrorKind | null;

  @Column('text', { nullable: true })
  error!: string | null;

  @Column('text', { nullable: true })
  url!: string | null;

  /** As sent, with secrets redacted; null where the write had to be repeated without it. */
  @Column('jsonb', { name: 'request_headers', nullable: true })
  requestHeaders!: Record<string, string> | null;

  @Column('jsonb', { name: 'response_headers', nullable: true })
  responseHeaders!: Record<string, string> | null;

  @Column('text', { name: 'response_body', nullable: true })
  responseBody!: string | null;

  @Column('boolean', { name: 'response_truncated', default: false })
  responseTruncated!: boolean;

  @Column('text', { name: 'remote_address', nullable: true })
  remoteAddress!: string | null;

  /** When the next attempt was due after this one; null when none was. */
  @Column({ type: 'timestamptz', name: 'next_attempt_at', precision: 3, nullable: true })
  nextAttemptAt!: Date | null;

  /** When the row was written, by the database's clock; null for rows that are older than the column. */
  @Column({ type: 'timestamptz', name: 'recorded_at', precision: 3, nullable: true, default: () => 'now()' })
  recordedAt!: Date | null;
}
