import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many events a second and how many endpoints a tenant may have, and when its next event is due by that. */
export class TenantLimits1700000000008 implements MigrationInterface {
  name = 'TenantLimits1700000000008';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE tenants
        ADD COLUMN events_per_second integer,
        ADD COLUMN maximum_endpoints integer,
        ADD COLUMN events_due_at TIMESTAMP(3) WITH TIME ZONE
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'ALTER TABLE tenants DROP COLUMN events_due_at, DROP COLUMN maximum_endpoints, DROP COLUMN events_per_second',
    );
  }
}
