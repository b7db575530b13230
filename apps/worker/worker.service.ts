import { createDeliverWebhookActivities, EndpointTraffic } from '#activities';
import { AdmissionRules, SchemaValidator } from '#libs/admission';
import { taskQueues, type PacedStep, type PacedWorkflow } from '#libs/contracts';
import { EgressClient } from '#libs/egress';
import { SmtpMailSender } from '#libs/mail';
import {
  AlertRepository,
  AttemptHoldRepository,
  AttemptRepository,
  CommandRepository,
  EndpointGateRepository,
  EventQueryRepository,
  EventStoreRepository,
  LineRepository,
  OperationRepository,
  RelayRepository,
  WakeUpRepository,
} from '#libs/persistence';
import {
  AlertMailer,
  AlertSender,
  CommandSender,
  DurableLane,
  OutboxIntake,
  Reconciler,
  Relay,
  RelayLoop,
  WakeUpSender,
} from '#libs/relay';
import {
  connectTemporal,
  DeliveryWorkers,
  DeliveryWorkflows,
  PacedWorkflows,
  registerSearchAttributes,
} from '#libs/temporal';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { NativeConnection } from '@temporalio/worker';
import { readFile } from 'node:fs/promises';
import type { WorkerDependencies } from './worker-dependencies.js';

/** Pause between two tries to reach Temporal when the process starts. */
const CONNECT_RETRY_MS = 1_000;
/** How often the outbox is counted for the metric. */
const COUNT_OUTBOX_MS = 10_000;

/** Everything that one worker runs, once Temporal was reached. */
interface Running {
  connection: NativeConnection;
  egress: EgressClient;
  workers: DeliveryWorkers;
  relay: RelayLoop;
  /** Null where no mails are sent. */
  mailer: AlertMailer | null;
  reconciler: Reconciler;
  timers: NodeJS.Timeout[];
}

/** The worker: Temporal Workers, relay and reconciler, from start to a clean stop. */
@Injectable()
export class WorkerService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private running: Running | null = null;
  private stopping = false;
  private starting: Promise<void> = Promise.resolve();
  private reconciling: Promise<void> = Promise.resolve();
  private readonly traffic: EndpointTraffic;

  constructor(private readonly deps: WorkerDependencies) {
    this.traffic = new EndpointTraffic(deps.config.limits);
  }

  /** Begins in the background: a Temporal that is away must not keep the process from starting. */
  onApplicationBootstrap(): void {
    this.starting = this.startWhenTemporalAnswers();
  }

  /** Stops taking work, lets attempts in flight end, closes every connection. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.starting;
    if (this.running === null) return;
    const { relay, mailer, reconciler, workers, egress, connection, timers } = this.running;
    for (const timer of timers) clearInterval(timer);
    reconciler.stop();
    await relay.stop();
    await mailer?.stop();
    await this.reconciling;
    await workers.shutdown();
    await egress.close();
    await connection.close();
    this.running = null;
  }

  /** True while the Workers poll. */
  get isPolling(): boolean {
    return this.running?.workers.arePolling ?? false;
  }

  private async startWhenTemporalAnswers(): Promise<void> {
    const { config, logger } = this.deps;
    while (!this.stopping) {
      try {
        this.running = await this.start();
        logger.info({ queues: taskQueues(config.temporal.taskQueuePrefix) }, 'worker started');
        return;
      } catch (error) {
        logger.warn({ err: error, address: config.temporal.address }, 'the worker cannot start yet; it tries again');
        await new Promise((resolve) => setTimeout(resolve, CONNECT_RETRY_MS));
      }
    }
  }

  private async start(): Promise<Running> {
    const connection = await connectTemporal(this.deps.config.temporal);
    try {
      const egress = await this.createEgress();
      return await this.startOn(connection, egress);
    } catch (error) {
      // It is tried again with a new connection.
      await connection.close().catch(() => undefined);
      throw error;
    }
  }

  private async createEgress(): Promise<EgressClient> {
    const { extraCaFile, allowHttp, allowedNetworks } = this.deps.config.egress;
    return new EgressClient({
      allowHttp,
      allowedNetworks: [...allowedNetworks],
      userAgent: this.deps.userAgent,
      ...(extraCaFile === undefined ? {} : { extraCaPem: await readFile(extraCaFile, 'utf8') }),
    });
  }

  private async startOn(connection: NativeConnection, egress: EgressClient): Promise<Running> {
    const { config, dataSource, logger, metrics, secretBox, workflowBundlePath } = this.deps;
    const { namespace, taskQueuePrefix } = config.temporal;
    const queues = taskQueues(taskQueuePrefix);
    await registerSearchAttributes(connection, namespace).catch((error: unknown) =>
      logger.warn(
        { err: error },
        'search attributes could not be registered; register them by hand (docs/operations.md)',
      ),
    );
    const commands = new CommandRepository(dataSource);
    const activities = createDeliverWebhookActivities({
      attempts: new AttemptRepository(dataSource),
      holds: new AttemptHoldRepository(dataSource),
      commands,
      egress,
      secretBox,
      traffic: this.traffic,
      gatePolicy: config.gatePolicy,
      metrics,
      logger,
      userAgent: this.deps.userAgent,
    });
    const gates = new EndpointGateRepository(dataSource);
    const operations = new OperationRepository(dataSource);
    const workers = await DeliveryWorkers.create({
      connection,
      namespace,
      queues,
      workflowBundlePath,
      activities: {
        ...activities,
        endpointGate: ({ subjectId }) => this.told('endpointGate', subjectId, gates.advance(subjectId)),
        bulkOperation: ({ subjectId }) => this.told('bulkOperation', subjectId, operations.advance(subjectId)),
      },
      shutdownGraceMs: config.shutdownTimeoutMs,
    });
    const workflows = new DeliveryWorkflows(connection, namespace, queues, taskQueuePrefix);
    const repository = new RelayRepository(dataSource);
    const rules = new AdmissionRules(new EventQueryRepository(dataSource), new SchemaValidator());
    const events = new EventStoreRepository(dataSource);
    const relay = new Relay({
      repository,
      intake: new OutboxIntake(repository, events, rules, logger),
      lane: new DurableLane(workflows, this.traffic, config.relay.room),
      metrics,
      logger,
      batchSize: config.relay.batchSize,
    });
    const sender = new CommandSender(commands, workflows, metrics, logger);
    const paced = new PacedWorkflows(connection, namespace, queues.deliveries);
    const wakeUps = new WakeUpSender(new WakeUpRepository(dataSource), paced, logger);
    const alerts = new AlertRepository(dataSource);
    const mailer = this.createMailer(alerts, repository);
    const alertSender = new AlertSender({ alerts, events, mailer, metrics, logger });
    const loop = new RelayLoop({
      ...(config.database.directUrl === undefined ? {} : { listenUrl: config.database.directUrl }),
      pollMs: config.relay.pollMs,
      rounds: {
        workflow_commands: () => sender.round(),
        wake_ups: () => wakeUps.round(),
        integration_outbox: () => relay.fanOut(),
        webhook_deliveries: () => relay.dispatchBacklog(),
        alerts: () => alertSender.round(),
      },
      logger,
    });
    this.traffic.onFreed(() => {
      if (relay.canGoOn) loop.wake('integration_outbox', 'webhook_deliveries');
    });
    workers.run((error) => {
      logger.fatal({ err: error }, 'a Temporal Worker stopped by itself');
      this.deps.onFatal(error);
    });
    const reconciler = new Reconciler({
      repository,
      gates,
      lines: new LineRepository(dataSource),
      operations,
      workflows,
      metrics,
      logger,
      overdueMs: config.reconciler.overdueMs,
    });
    this.reconcile(() => reconciler.firstRound());
    loop.start();
    const timers = [
      setInterval(() => this.reconcile(() => reconciler.round()), config.reconciler.intervalMs),
      setInterval(() => void this.countOutbox(repository), COUNT_OUTBOX_MS),
    ];
    return { connection, egress, workers, relay: loop, mailer, reconciler, timers };
  }

  private createMailer(alerts: AlertRepository, exclusive: RelayRepository): AlertMailer | null {
    const { config, logger, metrics } = this.deps;
    if (config.mail === undefined) {
      logger.info('alert mails are off: EVERHOOK_SMTP_URL is not set');
      return null;
    }
    logger.info({ from: config.mail.from }, 'alert mails are on');
    return new AlertMailer({ alerts, exclusive, sender: new SmtpMailSender(config.mail), metrics, logger });
  }

  /** Logs how a gate or an operation has come to rest. */
  private async told(workflow: PacedWorkflow, subjectId: string, moving: Promise<PacedStep>): Promise<PacedStep> {
    const step = await moving;
    if (step.kind === 'stop') this.deps.logger.info({ workflow, subjectId, because: step.because }, 'come to rest');
    return step;
  }

  /** One round at a time; a failed one is followed by the next. */
  private reconcile(round: () => Promise<void>): void {
    this.reconciling = this.reconciling
      .then(() => (this.stopping ? undefined : round()))
      .catch((error: unknown) => this.deps.logger.warn({ err: error }, 'a round of the reconciler failed'));
  }

  private async countOutbox(repository: RelayRepository): Promise<void> {
    try {
      this.deps.metrics.outboxCounted(await repository.countOutbox());
    } catch (error) {
      this.deps.logger.warn({ err: error }, 'the outbox could not be counted');
    }
  }
}
