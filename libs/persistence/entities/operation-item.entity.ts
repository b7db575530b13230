import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One member of a bulk operation: a delivery, or an event and the endpoint that gets it in a new delivery. */
@Entity('operation_items')
@Index('operation_items_delivery_idx', ['operationId', 'deliveryId'], { where: 'delivery_id IS NOT NULL' })
@Index('operation_items_failed_idx', ['operationId', 'seq'], { where: `outcome = 'failed'` })
export class OperationItemEntity {
  @PrimaryColumn('text', { name: 'operation_id', primaryKeyConstraintName: 'operation_items_pkey' })
  operationId!: string;

  /** From 1, without gaps. */
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'operation_items_pkey' })
  seq!: number;

  /** The delivery to act on, or the new one that was made. */
  @Column('text', { name: 'delivery_id', nullable: true })
  deliveryId!: string | null;

  /** With a replay: the event that is sent again. */
  @Column('text', { name: 'event_id', nullable: true })
  eventId!: string | null;

  /** With a replay: to whom. */
  @Column('text', { name: 'endpoint_id', nullable: true })
  endpointId!: string | null;

  /** Null until it was acted on. */
  @Column('text', { nullable: true })
  outcome!: 'done' | 'failed' | null;

  /** With `failed`: why. */
  @Column('text', { nullable: true })
  detail!: string | null;
}
