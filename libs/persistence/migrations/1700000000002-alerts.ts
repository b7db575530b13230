import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Alerts: whom a tenant wants to be told, and what there is to tell. */
export class Alerts1700000000002 implements MigrationInterface {
  name = 'Alerts1700000000002';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tenants ADD COLUMN alerts jsonb');
    await queryRunner.query(`
      CREATE TABLE alerts (
        id text NOT NULL,
        tenant_id text NOT NULL,
        type text NOT NULL,
        endpoint_id text NOT NULL,
        delivery_id text,
        dedupe_key text NOT NULL,
        data jsonb NOT NULL,
        repeats integer NOT NULL DEFAULT '0',
        created_at TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
        webhook_due_at TIMESTAMP(3) WITH TIME ZONE,
        webhook_at TIMESTAMP(3) WITH TIME ZONE,
        mail_due_at TIMESTAMP(3) WITH TIME ZONE,
        mail_at TIMESTAMP(3) WITH TIME ZONE,
        mail_tries integer NOT NULL DEFAULT '0',
        mailed_with text,
        CONSTRAINT alerts_pkey PRIMARY KEY (id),
        CONSTRAINT alerts_dedupe_key UNIQUE (tenant_id, type, dedupe_key)
      )
    `);
    await queryRunner.query(
      'CREATE INDEX alerts_webhook_due_idx ON alerts (webhook_due_at) WHERE webhook_due_at IS NOT NULL',
    );
    await queryRunner.query('CREATE INDEX alerts_mail_due_idx ON alerts (tenant_id, id) WHERE mail_due_at IS NOT NULL');
    await queryRunner.query('CREATE INDEX alerts_mailed_idx ON alerts (tenant_id, mail_at) WHERE mailed_with = id');
    // For each row: an alert that is only counted again, or that nobody wants, wakes nobody.
    await queryRunner.query(
      'CREATE TRIGGER alerts_wake_relay AFTER INSERT ON alerts FOR EACH ROW EXECUTE FUNCTION everhook_wake_relay()',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE alerts');
    await queryRunner.query('ALTER TABLE tenants DROP COLUMN alerts');
  }
}
