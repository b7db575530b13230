import { randomBytes } from 'node:crypto';
import { Client } from '@temporalio/client';
import { DataSource } from 'typeorm';
import { inject } from 'vitest';
import { createDeliverWebhookActivities, EndpointTraffic } from '#activities';
import type { VariableName } from '#libs/config';
import {
  taskQueues,
  type AttemptOutcome,
  type CommandKind,
  type DeliverWebhookActivities,
  type DeliveryStatus,
  type GateState,
  type Lane,
  type OrderingPolicy,
  type ProfileName,
  type RetryPolicy,
  type TaskQueues,
} from '#libs/contracts';
import { EgressClient } from '#libs/egress';
import { createLogger, Metrics } from '#libs/observability';
import {
  AttemptHoldRepository,
  AttemptRepository,
  CommandRepository,
  dataSourceOptions,
  DeliveryStoreRepository,
  EndpointGateRepository,
  EventStoreRepository,
  LineRepository,
  newId,
  RelayRepository,
  SecretBox,
  type AcceptedEvent,
  type NewEvent,
} from '#libs/persistence';
import { generateSecret } from '#libs/signing';
import { DeliveryWorkflows, TemporalLink } from '#libs/temporal';
import { createTestDatabase } from './database.js';
import { waitFor, type WaitForOptions } from './wait-for.js';
import { newTaskQueuePrefix, TestWorker } from './worker.js';
import { startWorkerProcess, type WorkerProcess } from './worker-process.js';

/** What a test may choose of an endpoint; the rest has sensible values. */
export interface EndpointSettings {
  tenantId?: string;
  /** @default 'standard-webhooks' */
  profile?: ProfileName;
  /** @default one made for the profile */
  secret?: string;
  /** @default one retry after an hour, so that nothing happens by itself during a test */
  retryPolicy?: RetryPolicy;
  /** @default 15000 */
  timeoutMs?: number;
  /** @default all */
  events?: string[];
  headers?: Record<string, string>;
  /** @default false */
  ordered?: boolean;
  /** @default 'block' */
  orderingPolicy?: OrderingPolicy;
  /** @default none */
  rateLimitPerSecond?: number;
  /** @default the tenant's, which is durable */
  lane?: Lane;
}

/** The columns of a delivery that tests look at. */
export interface DeliveryView {
  id: string;
  eventId: string;
  endpointId: string;
  generation: number;
  status: DeliveryStatus;
  attemptCount: number;
  scheduleStep: number;
  stateVersion: number;
  nextAttemptAt: Date | null;
  waitReason: string | null;
  pendingCommands: number;
  because: string;
}

/** The columns of an attempt that tests look at. */
export interface AttemptView {
  number: number;
  trigger: string;
  outcome: AttemptOutcome;
  statusCode: number | null;
  startedAt: Date;
  durationMs: number;
  nextAttemptAt: Date | null;
  /** Null where the record was written late: then only the outcome was left. */
  url: string | null;
}

/** The columns of an endpoint's gate that tests look at. */
export interface GateView {
  status: 'active' | 'disabled';
  gate: GateState;
  reason: string | null;
  because: string;
  until: Date | null;
  consecutiveFailures: number;
  disabledBecause: string | null;
}

const DELIVERY_COLUMNS = `
  id, event_id AS "eventId", endpoint_id AS "endpointId", generation, status, attempt_count AS "attemptCount",
  schedule_step AS "scheduleStep", state_version AS "stateVersion", next_attempt_at AS "nextAttemptAt",
  wait_reason AS "waitReason", pending_commands AS "pendingCommands", because`;

/** As the configuration's defaults have it. */
const GATE_POLICY = {
  breakerFailures: 10,
  breakerCoolDownMs: 30_000,
  disableAfterMs: 432_000_000,
  disableAfterFailures: 10,
};

/** The tenant that {@link TestEngine.start} makes. */
export const TENANT = 'tenant-1';

/**
 * The engine below the API: a database of its own, the repositories on it, and as many real workers as a test wants.
 * Tests of the engine's own rules use it; what people do goes through the API.
 */
export class TestEngine {
  readonly prefix = newTaskQueuePrefix();
  readonly queues: TaskQueues = taskQueues(this.prefix);
  readonly secretBox: SecretBox;
  readonly events: EventStoreRepository;
  readonly deliveries: DeliveryStoreRepository;
  readonly commands: CommandRepository;
  readonly attempts: AttemptRepository;
  readonly holds: AttemptHoldRepository;
  readonly relay: RelayRepository;
  readonly gates: EndpointGateRepository;
  readonly lines: LineRepository;
  readonly #ends: (() => Promise<void>)[] = [];
  #temporal: Promise<{ client: Client; workflows: DeliveryWorkflows }> | null = null;

  private constructor(
    readonly databaseUrl: string,
    readonly dataSource: DataSource,
    readonly encryptionKey: Buffer,
    private readonly dropDatabase: () => Promise<void>,
  ) {
    this.secretBox = new SecretBox(encryptionKey);
    this.events = new EventStoreRepository(dataSource);
    this.deliveries = new DeliveryStoreRepository(dataSource);
    this.commands = new CommandRepository(dataSource);
    this.attempts = new AttemptRepository(dataSource);
    this.holds = new AttemptHoldRepository(dataSource);
    this.relay = new RelayRepository(dataSource);
    this.gates = new EndpointGateRepository(dataSource);
    this.lines = new LineRepository(dataSource);
  }

  /**
   * Makes a database with one tenant, {@link TENANT}.
   * @param poolSize connections of the test's own data source. @default 10
   */
  static async start({ poolSize = 10 }: { poolSize?: number } = {}): Promise<TestEngine> {
    const database = await createTestDatabase();
    const dataSource = new DataSource(dataSourceOptions({ url: database.url, poolSize, applicationName: 'test' }));
    await dataSource.initialize();
    const engine = new TestEngine(database.url, dataSource, randomBytes(32), () => database.drop());
    await engine.addTenant(TENANT);
    return engine;
  }

  /** Ends everything that was started through it. */
  async close(): Promise<void> {
    for (const end of this.#ends.toReversed()) await end();
    await this.dataSource.destroy();
    await this.dropDatabase();
  }

  /** Calls `end` when the engine closes, last registered first. */
  atClose(end: () => Promise<void>): void {
    this.#ends.push(end);
  }

  async addTenant(id: string, externalId: string | number = id): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO tenants (id, name, external_id, profile, lane, endpoints_version)
       VALUES ($1, $1, $2, 'standard-webhooks', 'durable', 1)`,
      [id, JSON.stringify(externalId)],
    );
  }

  /** Makes an endpoint with a secret; returns its id. */
  async addEndpoint(url: string, settings: EndpointSettings = {}): Promise<string> {
    const { tenantId = TENANT, profile = 'standard-webhooks', timeoutMs = 15_000, events = ['*'], headers } = settings;
    const id = newId('endpoint');
    await this.dataSource.query(
      `INSERT INTO endpoints (id, tenant_id, url, events, profile, retry_policy, timeout_ms, headers_ciphertext, status,
                              ordered, ordering_policy, rate_limit_per_second, lane)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'active', $9, $10, $11, $12)`,
      [
        id,
        tenantId,
        url,
        events,
        profile,
        JSON.stringify(settings.retryPolicy ?? { schedule: ['1h'] }),
        timeoutMs,
        headers === undefined ? null : this.secretBox.encrypt(JSON.stringify(headers)),
        settings.ordered ?? false,
        settings.orderingPolicy ?? 'block',
        settings.rateLimitPerSecond ?? null,
        settings.lane ?? null,
      ],
    );
    await this.setSecret(id, settings.secret ?? generateSecret(profile));
    await this.dataSource.query('UPDATE tenants SET endpoints_version = endpoints_version + 1 WHERE id = $1', [
      tenantId,
    ]);
    return id;
  }

  /** Replaces an endpoint's secret, without an overlap. */
  async setSecret(endpointId: string, secret: string): Promise<void> {
    await this.dataSource.query('DELETE FROM endpoint_secrets WHERE endpoint_id = $1', [endpointId]);
    await this.dataSource.query('INSERT INTO endpoint_secrets (id, endpoint_id, ciphertext) VALUES ($1, $2, $3)', [
      newId('secret'),
      endpointId,
      this.secretBox.encrypt(secret),
    ]);
  }

  /** Accepts one event of {@link TENANT}, as the API does. */
  async accept(event: Partial<NewEvent> = {}): Promise<AcceptedEvent> {
    const [accepted] = await this.events.acceptEvents([newEvent(event)]);
    if (accepted === undefined) throw new Error('the event was not accepted');
    return accepted;
  }

  /** Accepts one event for an endpoint and waits for its delivery's row; with no worker, nothing is sent. */
  async acceptAndFanOut(endpointId: string, event: Partial<NewEvent> = {}): Promise<string> {
    const accepted = await this.events.acceptEvents([newEvent({ ...event, source: 'test' })]);
    const [made] = await this.deliveries.createDeliveries(TENANT, accepted[0]?.id ?? '', [endpointId], 'test');
    if (made === undefined) throw new Error('no delivery was made');
    return made.deliveryId;
  }

  /** Starts a worker, which ends with the engine unless the test stops it. */
  async startWorker(
    environment: Partial<Record<VariableName, string>> = {},
    databaseUrl: string = this.databaseUrl,
  ): Promise<{ metrics: Metrics; stop: () => Promise<void> }> {
    const { encryptionKey, prefix: taskQueuePrefix } = this;
    const worker = await TestWorker.start({ databaseUrl, encryptionKey, taskQueuePrefix, environment });
    let stopped: Promise<void> | null = null;
    const stop = (): Promise<void> => (stopped ??= worker.stop());
    this.atClose(stop);
    return { metrics: worker.metrics, stop };
  }

  /** Starts a worker in a process of its own, to be killed. */
  async startWorkerProcess(environment: Partial<Record<VariableName, string>> = {}): Promise<WorkerProcess> {
    const worker = await startWorkerProcess({
      DATABASE_URL: this.databaseUrl,
      EVERHOOK_ENCRYPTION_KEY: this.encryptionKey.toString('base64'),
      EVERHOOK_TASK_QUEUE_PREFIX: this.prefix,
      ...environment,
    });
    let killed: Promise<void> | null = null;
    const kill = (): Promise<void> => (killed ??= worker.kill());
    this.atClose(kill);
    return { kill };
  }

  /** The activities of one worker without Temporal around them: for races that need exact calls. */
  createActivities(dataSource: DataSource = this.dataSource): DeliverWebhookActivities {
    const egress = new EgressClient({ allowHttp: true, allowedNetworks: ['127.0.0.0/8'], userAgent: 'Everhook/test' });
    this.atClose(() => egress.close());
    return createDeliverWebhookActivities({
      attempts: new AttemptRepository(dataSource),
      holds: new AttemptHoldRepository(dataSource),
      commands: new CommandRepository(dataSource),
      egress,
      secretBox: this.secretBox,
      gatePolicy: GATE_POLICY,
      traffic: new EndpointTraffic({ endpointConcurrency: 20, localAttemptsPerEndpoint: 8 }),
      metrics: new Metrics({ processMetrics: false }),
      logger: createLogger({ level: 'silent' }),
      userAgent: 'Everhook/test',
    });
  }

  /** A client of the run's Temporal, and our own starter and signaller on the same connection. */
  temporal(): Promise<{ client: Client; workflows: DeliveryWorkflows }> {
    this.#temporal ??= (async () => {
      const namespace = 'default';
      const link = new TemporalLink({ address: inject('temporalAddress'), namespace });
      const connection = await link.connect();
      this.atClose(() => link.close());
      return {
        client: new Client({ connection, namespace }),
        workflows: new DeliveryWorkflows(link, this.queues, this.prefix),
      };
    })();
    return this.#temporal;
  }

  /** The workflow that stands behind a delivery. */
  async workflow(deliveryId: string): Promise<ReturnType<Client['workflow']['getHandle']>> {
    return (await this.temporal()).client.workflow.getHandle(deliveryId);
  }

  /** The kinds of events in the history of a delivery's latest run, such as `timerStarted`. */
  async historyOf(deliveryId: string): Promise<string[]> {
    const { events } = await (await this.workflow(deliveryId)).fetchHistory();
    const suffix = 'EventAttributes';
    return (events ?? []).flatMap((event) =>
      Object.keys(event)
        .filter((name) => name.endsWith(suffix))
        .map((name) => name.slice(0, -suffix.length)),
    );
  }

  /** Takes every endpoint out of use, so that the next test's events go to its own alone. */
  async deleteEndpoints(): Promise<void> {
    await this.dataSource.query('UPDATE endpoints SET deleted_at = now()');
    await this.dataSource.query('UPDATE tenants SET endpoints_version = endpoints_version + 1');
  }

  /** Gives a command as the API does, and returns its id. */
  async command(deliveryId: string, kind: CommandKind): Promise<string> {
    const given = await this.commands.giveCommand({ tenantId: TENANT, deliveryId, kind, actor: 'test' });
    if (given.kind !== 'given') throw new Error(`${kind} was not given: ${JSON.stringify(given)}`);
    return given.commandId;
  }

  /** Pauses an endpoint as the API does. */
  async pause(endpointId: string): Promise<void> {
    const result = await this.gates.pause(TENANT, endpointId, { keyId: 'test' });
    if (result.kind !== 'done') throw new Error(`not paused: ${JSON.stringify(result)}`);
  }

  /** Resumes an endpoint as the API does. */
  async resume(endpointId: string, ratePerSecond: number, discardBefore?: Date): Promise<void> {
    const options = { ratePerSecond, ...(discardBefore === undefined ? {} : { discardBefore }) };
    const result = await this.gates.resume(TENANT, endpointId, options, { keyId: 'test' });
    if (result.kind !== 'done') throw new Error(`not resumed: ${JSON.stringify(result)}`);
  }

  /** The gate of an endpoint as it stands in its row. */
  async gateOf(endpointId: string): Promise<GateView> {
    const [row] = await this.dataSource.query<GateView[]>(
      `SELECT status, gate, gate_reason AS "reason", gate_because AS "because", gate_until AS "until",
              consecutive_failures AS "consecutiveFailures", disabled_because AS "disabledBecause"
       FROM endpoints WHERE id = $1`,
      [endpointId],
    );
    if (row === undefined) throw new Error(`there is no endpoint ${endpointId}`);
    return row;
  }

  async delivery(id: string): Promise<DeliveryView> {
    const [row] = await this.dataSource.query<DeliveryView[]>(
      `SELECT ${DELIVERY_COLUMNS} FROM webhook_deliveries WHERE id = $1`,
      [id],
    );
    if (row === undefined) throw new Error(`there is no delivery ${id}`);
    return row;
  }

  /** Deliveries of one event, or all of them, in the order of their ids. */
  async deliveriesOf(eventId: string | null): Promise<DeliveryView[]> {
    return this.dataSource.query<DeliveryView[]>(
      `SELECT ${DELIVERY_COLUMNS} FROM webhook_deliveries WHERE $1::text IS NULL OR event_id = $1 ORDER BY id`,
      [eventId],
    );
  }

  async attemptsOf(deliveryId: string): Promise<AttemptView[]> {
    return this.dataSource.query<AttemptView[]>(
      `SELECT number, trigger, outcome, status_code AS "statusCode", started_at AS "startedAt",
              duration_ms AS "durationMs", next_attempt_at AS "nextAttemptAt", url
       FROM delivery_attempts WHERE delivery_id = $1 ORDER BY number`,
      [deliveryId],
    );
  }

  /** The notes in a delivery's timeline, oldest first. */
  async timelineOf(deliveryId: string): Promise<{ kind: string; detail: string; actor: string | null }[]> {
    return this.dataSource.query(
      'SELECT kind, detail, actor FROM delivery_timeline WHERE delivery_id = $1 ORDER BY at, cause',
      [deliveryId],
    );
  }

  /** Waits until the only delivery of an event is as asked. */
  async waitForDelivery(
    eventId: string,
    what: string,
    isSo: (delivery: DeliveryView) => boolean,
    options?: WaitForOptions,
  ): Promise<DeliveryView> {
    return waitFor(
      `the delivery of ${eventId} to be ${what}`,
      async () => (await this.deliveriesOf(eventId)).find(isSo),
      options,
    );
  }

  /** Counts the rows of a table, of a condition where one is given. */
  async count(table: string, where = 'true'): Promise<number> {
    const [row] = await this.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::integer AS count FROM ${table} WHERE ${where}`,
    );
    return row?.count ?? 0;
  }
}

/** An event of {@link TENANT} with something in it. */
export function newEvent(event: Partial<NewEvent> = {}): NewEvent {
  return { tenantId: TENANT, type: 'order.created', data: '{"orderId":"o-1"}', source: 'api', ...event };
}
