import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** Who changed what through the API. Holds no secret and no payload. */
@Entity('audit_log')
@Index('audit_log_tenant_idx', ['tenantId', 'createdAt', 'id'])
export class AuditEntryEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'audit_log_pkey' })
  id!: string;

  @Column('text', { name: 'tenant_id', nullable: true })
  tenantId!: string | null;

  /** The key's id, or `bootstrap-admin`. */
  @Column('text')
  actor!: string;

  /** Such as `endpoint.create`. */
  @Column('text')
  action!: string;

  /** The id of what was changed. */
  @Column('text')
  subject!: string;

  @CreateDateColumn({ type: 'timestamptz', precision: 3, name: 'created_at' })
  createdAt!: Date;
}
