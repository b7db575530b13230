import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What steering needs: gates of endpoints, lines of ordered deliveries, commands with arguments, wake-ups. */
export class Steering1700000000001 implements MigrationInterface {
  name = 'Steering1700000000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE tenants ADD COLUMN stopped_at TIMESTAMP(3) WITH TIME ZONE
    `);
    await queryRunner.query(`
      ALTER TABLE endpoints
        ADD COLUMN rate_limit_per_second integer,
        ADD COLUMN ordered boolean NOT NULL DEFAULT false,
        ADD COLUMN ordering_policy text NOT NULL DEFAULT 'block',
        ADD COLUMN operational boolean NOT NULL DEFAULT false,
        ADD COLUMN disabled_because text,
        ADD COLUMN stopped boolean NOT NULL DEFAULT false,
        ADD COLUMN gate text NOT NULL DEFAULT 'open',
        ADD COLUMN gate_reason text,
        ADD COLUMN gate_because text NOT NULL DEFAULT '',
        ADD COLUMN gate_until TIMESTAMP(3) WITH TIME ZONE,
        ADD COLUMN gate_probe_id text,
        ADD COLUMN drain_rate integer,
        ADD COLUMN drained_at TIMESTAMP(3) WITH TIME ZONE,
        ADD COLUMN next_slot_at TIMESTAMP(3) WITH TIME ZONE,
        ADD COLUMN consecutive_failures integer NOT NULL DEFAULT 0,
        ADD COLUMN failing_since TIMESTAMP(3) WITH TIME ZONE,
        ADD COLUMN failing_alerted boolean NOT NULL DEFAULT false
    `);
    await queryRunner.query(`
      CREATE INDEX endpoints_gate_idx ON endpoints (id) WHERE gate <> 'open' AND deleted_at IS NULL
    `);
    await queryRunner.query(`
      ALTER TABLE webhook_deliveries
        ADD COLUMN position bigint NOT NULL DEFAULT '0',
        ADD COLUMN ordered boolean NOT NULL DEFAULT false,
        ADD COLUMN parked boolean NOT NULL DEFAULT false,
        ADD COLUMN forced boolean NOT NULL DEFAULT false,
        ADD COLUMN slot_at TIMESTAMP(3) WITH TIME ZONE
    `);
    await queryRunner.query('DROP INDEX webhook_deliveries_undispatched_idx');
    await queryRunner.query(`
      CREATE INDEX webhook_deliveries_undispatched_idx ON webhook_deliveries (endpoint_id, position, id) WHERE status = 'pending' AND dispatched_at IS NULL
    `);
    await queryRunner.query(`
      CREATE INDEX webhook_deliveries_gated_idx ON webhook_deliveries (endpoint_id, position, id) WHERE status = 'held' AND wait_reason IN ('paused', 'throttle', 'breaker', 'rate-limit')
    `);
    await queryRunner.query(`
      CREATE INDEX webhook_deliveries_line_idx ON webhook_deliveries (endpoint_id, ordering_key, position, id) WHERE ordered AND status IN ('pending', 'delivering', 'waiting', 'held')
    `);
    await queryRunner.query(`
      ALTER TABLE workflow_commands
        ADD COLUMN until TIMESTAMP(3) WITH TIME ZONE,
        ADD COLUMN force boolean NOT NULL DEFAULT false,
        ADD COLUMN ends text
    `);
    await queryRunner.query(`
      CREATE INDEX workflow_commands_sent_idx ON workflow_commands (sent_at) WHERE sent_at IS NOT NULL
    `);
    await queryRunner.query(`
      CREATE INDEX integration_outbox_line_idx ON integration_outbox (tenant_id, ordering_key, seq) WHERE ordering_key IS NOT NULL AND rejected_at IS NULL
    `);
    await queryRunner.query(`
      CREATE TABLE wake_ups (
        workflow text NOT NULL,
        subject_id text NOT NULL,
        tenant_id text NOT NULL,
        requests integer NOT NULL DEFAULT '1',
        sent_at TIMESTAMP(3) WITH TIME ZONE,
        CONSTRAINT wake_ups_pkey PRIMARY KEY (workflow, subject_id)
      )
    `);
    await queryRunner.query(
      `CREATE TRIGGER wake_ups_wake_relay AFTER INSERT OR UPDATE OF requests ON wake_ups FOR EACH STATEMENT EXECUTE FUNCTION everhook_wake_relay()`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE wake_ups');
    await queryRunner.query('DROP INDEX integration_outbox_line_idx');
    await queryRunner.query('DROP INDEX workflow_commands_sent_idx');
    await queryRunner.query('DROP INDEX webhook_deliveries_line_idx');
    await queryRunner.query('DROP INDEX webhook_deliveries_gated_idx');
    await queryRunner.query('DROP INDEX endpoints_gate_idx');
    await queryRunner.query('DROP INDEX webhook_deliveries_undispatched_idx');
    await queryRunner.query(
      `CREATE INDEX webhook_deliveries_undispatched_idx ON webhook_deliveries (endpoint_id, id) WHERE status = 'pending' AND dispatched_at IS NULL`,
    );
    const columns = {
      workflow_commands: ['until', 'force', 'ends'],
      webhook_deliveries: ['position', 'ordered', 'parked', 'forced', 'slot_at'],
      endpoints: [
        'rate_limit_per_second',
        'ordered',
        'ordering_policy',
        'operational',
        'disabled_because',
        'stopped',
        'gate',
        'gate_reason',
        'gate_because',
        'gate_until',
        'gate_probe_id',
        'drain_rate',
        'drained_at',
        'next_slot_at',
        'consecutive_failures',
        'failing_since',
        'failing_alerted',
      ],
      tenants: ['stopped_at'],
    };
    for (const [table, names] of Object.entries(columns)) {
      await queryRunner.query(`ALTER TABLE ${table} ${names.map((name) => `DROP COLUMN ${name}`).join(', ')}`);
    }
  }
}
