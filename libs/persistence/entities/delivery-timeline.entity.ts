import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * What happened to a delivery beside its attempts: commands and their effect. Creation, attempts and waits are read
 * from the delivery and its attempts, so a delivery that succeeds at once has no row here.
 */
@Entity('delivery_timeline')
@Index('delivery_timeline_recorded_idx', ['recordedAt'], { type: 'brin' })
export class DeliveryTimelineEntity {
  @PrimaryColumn('text', { name: 'delivery_id', primaryKeyConstraintName: 'delivery_timeline_pkey' })
  deliveryId!: string;

  /** The command's id, or the state version of a change that no command caused. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'delivery_timeline_pkey' })
  cause!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;

  @Column('text')
  kind!: string;

  @Column('text')
  detail!: string;

  /** Who acted: a key's id, `temporal-signal`, `endpoint`, … */
  @Column('text', { nullable: true })
  actor!: string | null;

  /** When the row was written, by the database's clock; null for rows that are older than the column. */
  @Column({ type: 'timestamptz', name: 'recorded_at', precision: 3, nullable: true, default: () => 'now()' })
  recordedAt!: Date | null;
}
