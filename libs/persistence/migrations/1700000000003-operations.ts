import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bulk operations and their members. */
export class Operations1700000000003 implements MigrationInterface {
  name = 'Operations1700000000003';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE operations (
        id text NOT NULL,
        tenant_id text NOT NULL,
        action text NOT NULL,
        filter jsonb NOT NULL,
        at TIMESTAMP(3) WITH TIME ZONE,
        reason text,
        rate_per_second integer,
        status text NOT NULL,
        total integer NOT NULL,
        done integer NOT NULL DEFAULT '0',
        failed integer NOT NULL DEFAULT '0',
        actor text NOT NULL,
        moved_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        created_at TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
        finished_at TIMESTAMP(3) WITH TIME ZONE,
        CONSTRAINT operations_pkey PRIMARY KEY (id)
      )
    `);
    await queryRunner.query('CREATE INDEX operations_tenant_idx ON operations (tenant_id, created_at, id)');
    await queryRunner.query(`CREATE INDEX operations_running_idx ON operations (moved_at) WHERE status = 'running'`);
    await queryRunner.query(`
      CREATE TABLE operation_items (
        operation_id text NOT NULL,
        seq integer NOT NULL,
        delivery_id text,
        event_id text,
        endpoint_id text,
        outcome text,
        detail text,
        CONSTRAINT operation_items_pkey PRIMARY KEY (operation_id, seq)
      )
    `);
    await queryRunner.query(
      'CREATE INDEX operation_items_delivery_idx ON operation_items (operation_id, delivery_id) WHERE delivery_id IS NOT NULL',
    );
    await queryRunner.query(
      `CREATE INDEX operation_items_failed_idx ON operation_items (operation_id, seq) WHERE outcome = 'failed'`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE operation_items');
    await queryRunner.query('DROP TABLE operations');
  }
}
