import type { CommandKind, WaitReason } from '#libs/contracts';
import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * A command that was given and not yet applied. The row is the command; the signal only wakes the workflow. It is
 * deleted by the transaction that applies it, so it counts exactly once.
 */
@Entity('workflow_commands')
@Index('workflow_commands_sent_idx', ['sentAt'], { where: 'sent_at IS NOT NULL' })
@Index('workflow_commands_unsent_idx', ['id'], { where: 'sent_at IS NULL' })
export class WorkflowCommandEntity {
  @PrimaryColumn('text', { name: 'delivery_id', primaryKeyConstraintName: 'workflow_commands_pkey' })
  deliveryId!: string;

  /** Time-ordered: commands of one delivery are applied in this order. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'workflow_commands_pkey' })
  id!: string;

  @Column('text')
  kind!: CommandKind;

  /** The delivery's `attempt_count` when the command was given. */
  @Column('integer', { name: 'attempts_seen' })
  attemptsSeen!: number;

  @Column('text', { nullable: true })
  reason!: string | null;

  /** With `reschedule`: when to send. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  until!: Date | null;

  /** With `redeliver`: pass pause, line and rate limit. */
  @Column('boolean', { default: false })
  force!: boolean;

  /** With `release`: the hold that it ends; null for one that a person set. Another hold stays. */
  @Column('text', { nullable: true })
  ends!: WaitReason | null;

  @Column('text')
  actor!: string;

  @CreateDateColumn({ type: 'timestamptz', precision: 3, name: 'created_at' })
  createdAt!: Date;

  /** When the relay last signalled it; null before. */
  @Column({ type: 'timestamptz', name: 'sent_at', precision: 3, nullable: true })
  sentAt!: Date | null;
}
