import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** A signing secret of an endpoint, encrypted. Several are valid during the overlap of a rotation. */
@Entity('endpoint_secrets')
@Index('endpoint_secrets_endpoint_idx', ['endpointId', 'createdAt'])
export class EndpointSecretEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'endpoint_secrets_pkey' })
  id!: string;

  @Column('text', { name: 'endpoint_id' })
  endpointId!: string;

  /** AES-256-GCM; names the key it was made with (see `secret-box.ts`). */
  @Column('text')
  ciphertext!: string;

  @CreateDateColumn({ type: 'timestamptz', precision: 3, name: 'created_at' })
  createdAt!: Date;

  /** End of validity; null while it is the current one. */
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3, nullable: true })
  expiresAt!: Date | null;
}
