import type { OperationAction, OperationStatus } from '#libs/contracts';
import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** A bulk operation: one action on many members, which were fixed when it was made. */
@Entity('operations')
@Index('operations_tenant_idx', ['tenantId', 'createdAt', 'id'])
@Index('operations_running_idx', ['movedAt'], { where: `status = 'running'` })
export class OperationEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'operations_pkey' })
  id!: string;

  @Column('text', { name: 'tenant_id' })
  tenantId!: string;

  @Column('text')
  action!: OperationAction;

  /** As it was given; what it chose stands in `operation_items`. */
  @Column('jsonb')
  filter!: Record<string, unknown>;

  /** With `reschedule`: when to send. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  at!: Date | null;

  /** With `cancel` and `hold`: shown in the timelines. */
  @Column('text', { nullable: true })
  reason!: string | null;

  /** Members a second; null for as fast as it goes. */
  @Column('integer', { name: 'rate_per_second', nullable: true })
  ratePerSecond!: number | null;

  @Column('text')
  status!: OperationStatus;

  /** Members. */
  @Column('integer')
  total!: number;

  /** Members acted on. They are taken in the order of `seq`, so the next one is `done + failed + 1`. */
  @Column('integer', { default: 0 })
  done!: number;

  /** Members that could not be acted on. */
  @Column('integer', { default: 0 })
  failed!: number;

  /** Who began it: the key's id, or `bootstrap-admin`. */
  @Column('text')
  actor!: string;

  /** Up to when the rate has been used; while it runs, it never lies far in the past. */
  @Column({ type: 'timestamptz', name: 'moved_at', precision: 3 })
  movedAt!: Date;

  @CreateDateColumn({ type: 'timestamptz', precision: 3, name: 'created_at' })
  createdAt!: Date;

  /** When it came to its end or was aborted. */
  @Column({ type: 'timestamptz', name: 'finished_at', precision: 3, nullable: true })
  finishedAt!: Date | null;
}
