import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every table of the main job; and the triggers that wake the relay. */
export class CreateSchema1700000000000 implements MigrationInterface {
  name = 'CreateSchema1700000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE api_keys (
        id text NOT NULL,
        tenant_id text,
        role text NOT NULL,
        name text,
        hash bytea NOT NULL,
        created_at TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
        last_used_at TIMESTAMP(3) WITH TIME ZONE,
        revoked_at TIMESTAMP(3) WITH TIME ZONE,
        CONSTRAINT api_keys_pkey PRIMARY KEY (id)
      )
    `);
    await queryRunner.query(`
      CREATE INDEX api_keys_tenant_idx ON api_keys (tenant_id, id)
    `);
    await queryRunner.query(`
      CREATE UNIQUE INDEX api_keys_hash_key ON api_keys (hash)
    `);
    await queryRunner.query(`
      CREATE TABLE audit_log (
        id text NOT NULL,
        tenant_id text,
        actor text NOT NULL,
        action text NOT NULL,
        subject text NOT NULL,
        created_at TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT audit_log_pkey PRIMARY KEY (id)
      )
    `);
    await queryRunner.query(`
      CREATE INDEX audit_log_tenant_idx ON audit_log (tenant_id, id)
    `);
    await queryRunner.query(`
      CREATE TABLE delivery_attempts (
        delivery_id text NOT NULL,
        number integer NOT NULL,
        trigger text NOT NULL,
        started_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        duration_ms integer NOT NULL,
        outcome text NOT NULL,
        status_code integer,
        error_kind text,
        error text,
        url text,
        request_headers jsonb,
        response_headers jsonb,
        response_body text,
        response_truncated boolean NOT NULL DEFAULT false,
        remote_address text,
        next_attempt_at TIMESTAMP(3) WITH TIME ZONE,
        CONSTRAINT delivery_attempts_pkey PRIMARY KEY (delivery_id, number)
      )
    `);
    await queryRunner.query(`
      CREATE TABLE delivery_timeline (
        delivery_id text NOT NULL,
        cause text NOT NULL,
        at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        kind text NOT NULL,
        detail text NOT NULL,
        actor text,
        CONSTRAINT delivery_timeline_pkey PRIMARY KEY (delivery_id, cause)
      )
    `);
    await queryRunner.query(`
      CREATE TABLE endpoint_secrets (
        id text NOT NULL,
        endpoint_id text NOT NULL,
        ciphertext text NOT NULL,
        created_at TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
        expires_at TIMESTAMP(3) WITH TIME ZONE,
        CONSTRAINT endpoint_secrets_pkey PRIMARY KEY (id)
      )
    `);
    await queryRunner.query(`
      CREATE INDEX endpoint_secrets_endpoint_idx ON endpoint_secrets (endpoint_id, created_at)
    `);
    await queryRunner.query(`
      CREATE TABLE endpoint_versions (
        tenant_id text NOT NULL,
        endpoint_id text NOT NULL,
        version integer NOT NULL,
        events text array NOT NULL,
        channels text array,
        status text NOT NULL,
        deleted boolean NOT NULL,
        created_at TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT endpoint_versions_pkey PRIMARY KEY (tenant_id, endpoint_id, version)
      )
    `);
    await queryRunner.query(`
      CREATE TABLE endpoints (
        id text NOT NULL,
        tenant_id text NOT NULL,
        url text NOT NULL,
        events text array NOT NULL,
        description text NOT NULL DEFAULT '',
        profile text NOT NULL,
        profile_options jsonb,
        retry_policy jsonb,
        retry_policy_by_event jsonb,
        timeout_ms integer NOT NULL,
        channels text array,
        headers_ciphertext text,
        maximum_age_ms bigint,
        ip_allow_list text array,
        metadata jsonb,
        status text NOT NULL,
        lane text,
        created_at TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
        updated_at TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
        deleted_at TIMESTAMP(3) WITH TIME ZONE,
        CONSTRAINT endpoints_pkey PRIMARY KEY (id)
      )
    `);
    await queryRunner.query(`
      CREATE INDEX endpoints_tenant_idx ON endpoints (tenant_id, id)
    `);
    await queryRunner.query(`
      CREATE TABLE event_keys (
        tenant_id text NOT NULL,
        kind text NOT NULL,
        value text NOT NULL,
        event_id text NOT NULL,
        request_hash bytea NOT NULL,
        type text NOT NULL,
        created TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        accepted_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        batch_event_ids text array,
        CONSTRAINT event_keys_pkey PRIMARY KEY (tenant_id, kind, value)
      )
    `);
    await queryRunner.query(`
      CREATE TABLE event_types (
        tenant_id text NOT NULL,
        name text NOT NULL,
        description text NOT NULL DEFAULT '',
        schema jsonb,
        example text,
        archived boolean NOT NULL DEFAULT false,
        created_at TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
        updated_at TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT event_types_pkey PRIMARY KEY (tenant_id, name)
      )
    `);
    await queryRunner.query(`
      CREATE TABLE events (
        tenant_id text NOT NULL,
        id text NOT NULL,
        accepted_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        type text NOT NULL,
        created TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        data text NOT NULL,
        channels text array,
        deliver_at TIMESTAMP(3) WITH TIME ZONE,
        expires_at TIMESTAMP(3) WITH TIME ZONE,
        ordering_key text,
        source text NOT NULL,
        endpoints_version integer,
        CONSTRAINT events_pkey PRIMARY KEY (tenant_id, id, accepted_at)
      )
    `);
    await queryRunner.query(`
      CREATE INDEX events_tenant_accepted_idx ON events (tenant_id, accepted_at, id)
    `);
    await queryRunner.query(`
      CREATE TABLE integration_outbox (
        seq bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
        tenant_id text NOT NULL,
        event_id text,
        accepted_at TIMESTAMP(3) WITH TIME ZONE,
        type text,
        data text,
        idempotency_key text,
        created TIMESTAMP(3) WITH TIME ZONE,
        channels text array,
        deliver_at TIMESTAMP(3) WITH TIME ZONE,
        expires_at TIMESTAMP(3) WITH TIME ZONE,
        ordering_key text,
        inserted_at TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
        rejected_at TIMESTAMP(3) WITH TIME ZONE,
        reject_reason text,
        CONSTRAINT integration_outbox_pkey PRIMARY KEY (seq)
      )
    `);
    await queryRunner.query(`
      CREATE INDEX integration_outbox_rejected_idx ON integration_outbox (tenant_id, seq) WHERE rejected_at IS NOT NULL
    `);
    await queryRunner.query(`
      CREATE INDEX integration_outbox_ready_idx ON integration_outbox (tenant_id, seq) WHERE rejected_at IS NULL
    `);
    await queryRunner.query(`
      CREATE TABLE settings (
        key text NOT NULL,
        value text NOT NULL,
        CONSTRAINT settings_pkey PRIMARY KEY (key)
      )
    `);
    await queryRunner.query(`
      CREATE TABLE tenants (
        id text NOT NULL,
        name text NOT NULL,
        external_id jsonb NOT NULL,
        profile text NOT NULL,
        profile_options jsonb,
        retry_policy jsonb,
        lane text NOT NULL,
        allowed_events text array,
        endpoints_version integer NOT NULL DEFAULT '0',
        created_at TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
        updated_at TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
        deleted_at TIMESTAMP(3) WITH TIME ZONE,
        CONSTRAINT tenants_pkey PRIMARY KEY (id)
      )
    `);
    await queryRunner.query(`
      CREATE TABLE webhook_deliveries (
        id text NOT NULL,
        tenant_id text NOT NULL,
        endpoint_id text NOT NULL,
        event_id text NOT NULL,
        event_accepted_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        event_type text NOT NULL,
        generation integer NOT NULL,
        envelope jsonb NOT NULL,
        status text NOT NULL,
        attempt_count integer NOT NULL DEFAULT '0',
        schedule_step integer NOT NULL DEFAULT '0',
        next_attempt_at TIMESTAMP(3) WITH TIME ZONE,
        wait_reason text,
        next_trigger text NOT NULL,
        because text NOT NULL DEFAULT '',
        expires_at TIMESTAMP(3) WITH TIME ZONE,
        ordering_key text,
        last_status_code integer,
        last_error_kind text,
        last_error text,
        state_version integer NOT NULL DEFAULT '0',
        pending_commands integer NOT NULL DEFAULT '0',
        dispatched_at TIMESTAMP(3) WITH TIME ZONE,
        created_at TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
        completed_at TIMESTAMP(3) WITH TIME ZONE,
        CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id)
      )
    `);
    await queryRunner.query(`
      CREATE INDEX webhook_deliveries_due_idx ON webhook_deliveries (next_attempt_at) WHERE status IN ('pending', 'delivering', 'waiting') AND dispatched_at IS NOT NULL
    `);
    await queryRunner.query(`
      CREATE INDEX webhook_deliveries_undispatched_idx ON webhook_deliveries (endpoint_id, id) WHERE status = 'pending' AND dispatched_at IS NULL
    `);
    await queryRunner.query(`
      CREATE INDEX webhook_deliveries_endpoint_idx ON webhook_deliveries (endpoint_id, created_at, id)
    `);
    await queryRunner.query(`
      CREATE INDEX webhook_deliveries_tenant_idx ON webhook_deliveries (tenant_id, created_at, id)
    `);
    await queryRunner.query(`
      CREATE INDEX webhook_deliveries_event_idx ON webhook_deliveries (tenant_id, event_id)
    `);
    await queryRunner.query(`
      CREATE TABLE workflow_commands (
        delivery_id text NOT NULL,
        id text NOT NULL,
        kind text NOT NULL,
        attempts_seen integer NOT NULL,
        reason text,
        actor text NOT NULL,
        created_at TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
        sent_at TIMESTAMP(3) WITH TIME ZONE,
        CONSTRAINT workflow_commands_pkey PRIMARY KEY (delivery_id, id)
      )
    `);
    await queryRunner.query(`
      CREATE INDEX workflow_commands_unsent_idx ON workflow_commands (id) WHERE sent_at IS NULL
    `);
    // One notification a statement, whatever its number of rows: the relay reads the table, not the message.
    await queryRunner.query(`
      CREATE FUNCTION everhook_wake_relay() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('everhook_relay', TG_TABLE_NAME);
        RETURN NULL;
      END
      $$
    `);
    for (const table of ['integration_outbox', 'workflow_commands']) {
      await queryRunner.query(
        `CREATE TRIGGER ${table}_wake_relay AFTER INSERT ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION everhook_wake_relay()`,
      );
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const tables = [
      'api_keys',
      'audit_log',
      'delivery_attempts',
      'delivery_timeline',
      'endpoint_secrets',
      'endpoint_versions',
      'endpoints',
      'event_keys',
      'event_types',
      'events',
      'integration_outbox',
      'settings',
      'tenants',
      'webhook_deliveries',
      'workflow_commands',
    ];
    for (const table of tables) await queryRunner.query(`DROP TABLE ${table}`);
    await queryRunner.query('DROP FUNCTION everhook_wake_relay()');
  }
}
