import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** Roles of an API key: what `api.md` grants each. */
export const KEY_ROLES = ['admin', 'owner', 'publisher', 'viewer'] as const;
export type KeyRole = (typeof KEY_ROLES)[number];

/** An API key; only its SHA-256 is stored. */
@Entity('api_keys')
@Index('api_keys_hash_key', ['hash'], { unique: true })
@Index('api_keys_tenant_idx', ['tenantId', 'id'])
export class ApiKeyEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'api_keys_pkey' })
  id!: string;

  /** Null for an admin key, which is good for all tenants. */
  @Column('text', { name: 'tenant_id', nullable: true })
  tenantId!: string | null;

  @Column('text')
  role!: KeyRole;

  @Column('text', { nullable: true })
  name!: string | null;

  /** SHA-256 of the key. */
  @Column('bytea')
  hash!: Buffer;

  @CreateDateColumn({ type: 'timestamptz', precision: 3, name: 'created_at' })
  createdAt!: Date;

  /** Updated at most once a minute. */
  @Column({ type: 'timestamptz', name: 'last_used_at', precision: 3, nullable: true })
  lastUsedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'revoked_at', precision: 3, nullable: true })
  revokedAt!: Date | null;
}
