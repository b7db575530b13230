import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Sessions of the console, and what the stream of changes is read by: when a row was written, by the database's clock.
 * Rows that are there already keep none; they are no news.
 */
export class Console1700000000007 implements MigrationInterface {
  name = 'Console1700000000007';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE console_sessions (
        id text NOT NULL,
        token_hash bytea NOT NULL,
        key_id text NOT NULL,
        created_at TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
        expires_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        last_used_at TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT console_sessions_pkey PRIMARY KEY (id)
      )
    `);
    await queryRunner.query('CREATE UNIQUE INDEX console_sessions_token_key ON console_sessions (token_hash)');
    await queryRunner.query('CREATE INDEX console_sessions_expires_idx ON console_sessions (expires_at)');
    for (const table of ['delivery_attempts', 'delivery_timeline']) {
      await queryRunner.query(`ALTER TABLE ${table} ADD COLUMN recorded_at TIMESTAMP(3) WITH TIME ZONE`);
      await queryRunner.query(`ALTER TABLE ${table} ALTER COLUMN recorded_at SET DEFAULT now()`);
      // Rows are appended in the order of this time, so a few bytes for many pages are enough.
      await queryRunner.query(
        `CREATE INDEX ${table}_recorded_idx ON ${table} USING brin (recorded_at) WITH (pages_per_range = 32, autosummarize = on)`,
      );
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['delivery_timeline', 'delivery_attempts']) {
      await queryRunner.query(`ALTER TABLE ${table} DROP COLUMN recorded_at`);
    }
    await queryRunner.query('DROP TABLE console_sessions');
  }
}
