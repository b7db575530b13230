import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the express lane has in its hands, by the end of its lease, and what it leaves to a workflow, by its due time. */
export class ExpressLane1700000000004 implements MigrationInterface {
  name = 'ExpressLane1700000000004';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE INDEX webhook_deliveries_express_idx ON webhook_deliveries (next_attempt_at) WHERE status IN ('delivering', 'waiting') AND dispatched_at IS NULL
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX webhook_deliveries_express_idx');
  }
}
