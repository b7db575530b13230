import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/** An entry of a tenant's catalogue. */
@Entity('event_types')
export class EventTypeEntity {
  @PrimaryColumn('text', { name: 'tenant_id', primaryKeyConstraintName: 'event_types_pkey' })
  tenantId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'event_types_pkey' })
  name!: string;

  @Column('text', { default: '' })
  description!: string;

  /** JSON Schema that `data` must satisfy; null for any data. */
  @Column('jsonb', { nullable: true })
  schema!: Record<string, unknown> | null;

  /** Example of `data`, as JSON text. */
  @Column('text', { nullable: true })
  example!: string | null;

  @Column('boolean', { default: false })
  archived!: boolean;

  @CreateDateColumn({ type: 'timestamptz', precision: 3, name: 'created_at' })
  createdAt!: Date;

  @UpdateDateColumn({ type: 'timestamptz', precision: 3, name: 'updated_at' })
  updatedAt!: Date;
}
