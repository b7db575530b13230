import type { ErrorKind } from '#libs/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How often attempts met an error in the time of a roll-up. */
export interface RolledUpError {
  kind: ErrorKind;
  statusCode: number | null;
  count: number;
  /** When the last of them ended, milliseconds since the epoch. */
  lastAtMs: number;
}

/**
 * What ended in one minute or hour: of a tenant, of one of its endpoints, or of one event type. Made from attempts and
 * cancelled deliveries and never counted up, so that making it again changes nothing.
 */
@Entity('stats_rollups')
export class StatsRollupEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'stats_rollups_pkey' })
  width!: 'minute' | 'hour';

  @PrimaryColumn({
    type: 'timestamptz',
    name: 'bucket_at',
    precision: 3,
    primaryKeyConstraintName: 'stats_rollups_pkey',
  })
  bucketAt!: Date;

  @PrimaryColumn('text', { name: 'tenant_id', primaryKeyConstraintName: 'stats_rollups_pkey' })
  tenantId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'stats_rollups_pkey' })
  scope!: 'tenant' | 'endpoint' | 'event-type';

  /** The endpoint's id or the event type's name; empty for a tenant. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'stats_rollups_pkey' })
  subject!: string;

  /** Deliveries that ended so. */
  @Column('integer')
  succeeded!: number;

  @Column('integer')
  failed!: number;

  @Column('integer')
  cancelled!: number;

  @Column('integer')
  attempts!: number;

  /** Attempts that were not the first of their delivery. */
  @Column('integer')
  retries!: number;

  /** Response times on a fixed scale: the bins that are not empty, and how many fell into each. */
  @Column('smallint', { array: true })
  bins!: number[];

  @Column('integer', { name: 'bin_counts', array: true })
  binCounts!: number[];

  @Column('jsonb')
  errors!: RolledUpError[];
}
