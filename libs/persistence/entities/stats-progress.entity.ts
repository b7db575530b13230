import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far the roll-ups of statistics have come: one row. */
@Entity('stats_progress')
export class StatsProgressEntity {
  /** Always 1. */
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'stats_progress_pkey' })
  id!: number;

  /** Minutes that begin before it are rolled up. */
  @Column({ type: 'timestamptz', name: 'minutes_to', precision: 3 })
  minutesTo!: Date;

  /** Minutes that begin before it were rolled up a second time, for what was written down late. */
  @Column({ type: 'timestamptz', name: 'settled_to', precision: 3 })
  settledTo!: Date;

  /** Hours that begin before it are rolled up … */
  @Column({ type: 'timestamptz', name: 'hours_to', precision: 3 })
  hoursTo!: Date;

  /** … from this one on; what is older is made step by step after an upgrade. */
  @Column({ type: 'timestamptz', name: 'hours_from', precision: 3 })
  hoursFrom!: Date;

  /** The first hour of which there is anything to roll up. */
  @Column({ type: 'timestamptz', precision: 3 })
  oldest!: Date;
}
