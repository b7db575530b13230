import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/**
 * What decided whether an endpoint matched an event, as it stood from one watermark on: the explanation of a match is
 * computed from these rows, so that no row per event and endpoint is needed.
 */
@Entity('endpoint_versions')
export class EndpointVersionEntity {
  @PrimaryColumn('text', { name: 'tenant_id', primaryKeyConstraintName: 'endpoint_versions_pkey' })
  tenantId!: string;

  @PrimaryColumn('text', { name: 'endpoint_id', primaryKeyConstraintName: 'endpoint_versions_pkey' })
  endpointId!: string;

  /** The tenant's `endpoints_version` that this change made. */
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'endpoint_versions_pkey' })
  version!: number;

  @Column('text', { array: true })
  events!: string[];

  @Column('text', { array: true, nullable: true })
  channels!: string[] | null;

  @Column('text')
  status!: 'active' | 'disabled';

  @Column('boolean')
  deleted!: boolean;

  @CreateDateColumn({ type: 'timestamptz', precision: 3, name: 'created_at' })
  createdAt!: Date;
}
