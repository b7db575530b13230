import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * Somebody is signed in to the console. The session is what its API key is: role and tenant are read from the key, and
 * a key that was revoked has no sessions.
 */
@Entity('console_sessions')
@Index('console_sessions_token_key', ['tokenHash'], { unique: true })
@Index('console_sessions_expires_idx', ['expiresAt'])
export class ConsoleSessionEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'console_sessions_pkey' })
  id!: string;

  /** Digest of what the cookie holds. */
  @Column('bytea', { name: 'token_hash' })
  tokenHash!: Buffer;

  /** The key's id, or `bootstrap-admin`. */
  @Column('text', { name: 'key_id' })
  keyId!: string;

  @CreateDateColumn({ type: 'timestamptz', precision: 3, name: 'created_at' })
  createdAt!: Date;

  /** It ends then, however much it is used. */
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt!: Date;

  /** Updated at most once a minute. */
  @Column({ type: 'timestamptz', name: 'last_used_at', precision: 3, default: () => 'now()' })
  lastUsedAt!: Date;
}
