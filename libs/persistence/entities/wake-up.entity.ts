import type { PacedWorkflow } from '#libs/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A paced workflow (an endpoint's gate, a bulk operation) that has to look at its subject's row. Written in the
 * transaction that changes the row; the relay signals the workflow, starting it where none runs, and deletes the row.
 */
@Entity('wake_ups')
export class WakeUpEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'wake_ups_pkey' })
  workflow!: PacedWorkflow;

  /** The endpoint or the operation. */
  @PrimaryColumn('text', { name: 'subject_id', primaryKeyConstraintName: 'wake_ups_pkey' })
  subjectId!: string;

  @Column('text', { name: 'tenant_id' })
  tenantId!: string;

  /** Grows with every change: a row that changed while its signal was on its way is signalled again. */
  @Column('integer', { default: 1 })
  requests!: number;

  /** When the relay last took it; null before. */
  @Column({ type: 'timestamptz', name: 'sent_at', precision: 3, nullable: true })
  sentAt!: Date | null;
}
