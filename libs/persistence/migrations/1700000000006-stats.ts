import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Roll-ups of what ended, and the indexes that they are made by. */
export class Stats1700000000006 implements MigrationInterface {
  name = 'Stats1700000000006';

  async up(queryRunner: QueryRunner): Promise<void> {
    // Pools end a statement after a minute; an index of a large table takes longer.
    await queryRunner.query('SET LOCAL statement_timeout = 0');
    await queryRunner.query(`
      CREATE TABLE stats_rollups (
        width text NOT NULL,
        bucket_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        tenant_id text NOT NULL,
        scope text NOT NULL,
        subject text NOT NULL,
        succeeded integer NOT NULL,
        failed integer NOT NULL,
        cancelled integer NOT NULL,
        attempts integer NOT NULL,
        retries integer NOT NULL,
        bins smallint array NOT NULL,
        bin_counts integer array NOT NULL,
        errors jsonb NOT NULL,
        CONSTRAINT stats_rollups_pkey PRIMARY KEY (width, bucket_at, tenant_id, scope, subject)
      )
    `);
    await queryRunner.query(`
      CREATE TABLE stats_progress (
        id integer NOT NULL,
        minutes_to TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        settled_to TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        hours_to TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        hours_from TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        oldest TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        CONSTRAINT stats_progress_pkey PRIMARY KEY (id)
      )
    `);
    // A few bytes for a thousand attempts, and nothing to look up when one is written.
    await queryRunner.query(`
      CREATE INDEX delivery_attempts_started_idx ON delivery_attempts USING brin (started_at) WITH (autosummarize = on)
    `);
    // A delivery that is cancelled has no attempt that tells of it.
    await queryRunner.query(`
      CREATE INDEX webhook_deliveries_cancelled_idx ON webhook_deliveries (completed_at) WHERE status = 'cancelled'
    `);
    await queryRunner.query('DROP INDEX audit_log_tenant_idx');
    await queryRunner.query(`
      CREATE INDEX audit_log_tenant_idx ON audit_log (tenant_id, created_at, id)
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX audit_log_tenant_idx');
    await queryRunner.query('CREATE INDEX audit_log_tenant_idx ON audit_log (tenant_id, id)');
    await queryRunner.query('DROP INDEX webhook_deliveries_cancelled_idx');
    await queryRunner.query('DROP INDEX delivery_attempts_started_idx');
    await queryRunner.query('DROP TABLE stats_progress');
    await queryRunner.query('DROP TABLE stats_rollups');
  }
}
