import type { AlertType } from '#libs/contracts';
import { Column, CreateDateColumn, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/**
 * Something that a tenant wanted to be told. Written in the transaction that causes it; what happens again under the same
 * key is counted here and told once. A channel is due while its `…_due_at` is set.
 */
@Entity('alerts')
@Unique('alerts_dedupe_key', ['tenantId', 'type', 'dedupeKey'])
@Index('alerts_webhook_due_idx', ['webhookDueAt'], { where: 'webhook_due_at IS NOT NULL' })
@Index('alerts_mail_due_idx', ['tenantId', 'id'], { where: 'mail_due_at IS NOT NULL' })
@Index('alerts_mailed_idx', ['tenantId', 'mailAt'], { where: 'mailed_with = id' })
export class AlertEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'alerts_pkey' })
  id!: string;

  @Column('text', { name: 'tenant_id' })
  tenantId!: string;

  @Column('text')
  type!: AlertType;

  @Column('text', { name: 'endpoint_id' })
  endpointId!: string;

  @Column('text', { name: 'delivery_id', nullable: true })
  deliveryId!: string | null;

  /** What makes two occurrences one alert, such as the endpoint and since when it fails. */
  @Column('text', { name: 'dedupe_key' })
  dedupeKey!: string;

  /** What is told, beside the columns. */
  @Column('jsonb')
  data!: Record<string, unknown>;

  /** How often it has happened again since. */
  @Column('integer', { default: 0 })
  repeats!: number;

  @CreateDateColumn({ type: 'timestamptz', precision: 3, name: 'created_at' })
  createdAt!: Date;

  /** When the operational event is to be made; null when it was, or never will be. */
  @Column({ type: 'timestamptz', name: 'webhook_due_at', precision: 3, nullable: true })
  webhookDueAt!: Date | null;

  /** When the operational event was made. */
  @Column({ type: 'timestamptz', name: 'webhook_at', precision: 3, nullable: true })
  webhookAt!: Date | null;

  /** When the mail is to be sent; null when it was, or never will be. */
  @Column({ type: 'timestamptz', name: 'mail_due_at', precision: 3, nullable: true })
  mailDueAt!: Date | null;

  /** When the mail was sent. */
  @Column({ type: 'timestamptz', name: 'mail_at', precision: 3, nullable: true })
  mailAt!: Date | null;

  /** Mails that could not be sent. */
  @Column('integer', { name: 'mail_tries', default: 0 })
  mailTries!: number;

  /** The first alert of the mail that told of this one: several may share a mail. */
  @Column('text', { name: 'mailed_with', nullable: true })
  mailedWith!: string | null;
}
