import { createAttemptMaker, createDeliverWebhookActivities, type EndpointTraffic } from '#activities';
import { AdmissionRules, SchemaValidator } from '#libs/admission';
import {
  taskQueues,
  type DeliverWebhookActivities,
  type PacedActivities,
  type PacedInput,
  type PacedStep,
  type PacedWorkflow,
} from '#libs/contracts';
import type { EgressClient } from '#libs/egress';
import { SmtpMailSender } from '#libs/mail';
import type { Logger } from '#libs/observability';
import {
  AlertRepository,
  AttemptHoldRepository,
  AttemptRepository,
  CommandRepository,
  EndpointGateRepository,
  EventQueryRepository,
  EventStoreRepository,
  ExpressRepository,
  LineRepository,
  OperationRepository,
  PartitionRepository,
  RelayRepository,
  StatsRollupRepository,
  WakeUpRepository,
} from '#libs/persistence';
import {
  AlertMailer,
  AlertSender,
  CommandSender,
  DurableLane,
  ExpressLane,
  OutboxIntake,
  Reconciler,
  Relay,
  RelayLoop,
  StatsRoller,
  TableKeeper,
  WakeUpSender,
} from '#libs/relay';
import { DeliveryWorkflows, PacedWorkflows, TemporalLink } from '#libs/temporal';
import type { WorkerDependencies } from './worker-dependencies.js';

/** Everything that one worker runs beside its Temporal Workers. It needs Postgres only. */
export interface WorkerParts {
  link: TemporalLink;
  egress: EgressClient;
  activities: DeliverWebhookActivities & PacedActivities;
  repository: RelayRepository;
  relay: RelayLoop;
  durable: DurableLane;
  express: ExpressLane;
  /** Null where no mails are sent. */
  mailer: AlertMailer | null;
  reconciler: Reconciler;
  keeper: TableKeeper;
  roller: StatsRoller;
}

/** Puts a worker together; nothing of it begins by itself. */
export function assembleWorker(deps: WorkerDependencies, traffic: EndpointTraffic, egress: EgressClient): WorkerParts {
  const { config, dataSource, logger, metrics, secretBox } = deps;
  const { taskQueuePrefix } = config.temporal;
  const queues = taskQueues(taskQueuePrefix);
  const link = new TemporalLink(config.temporal);
  const commands = new CommandRepository(dataSource);
  const attemptDependencies = {
    attempts: new AttemptRepository(dataSource),
    holds: new AttemptHoldRepository(dataSource),
    commands,
    egress,
    secretBox,
    traffic,
    gatePolicy: config.gatePolicy,
    metrics,
    logger,
    userAgent: deps.userAgent,
  };
  const gates = new EndpointGateRepository(dataSource);
  const operations = new OperationRepository(dataSource);
  const workflows = new DeliveryWorkflows(link, queues, taskQueuePrefix);
  const repository = new RelayRepository(dataSource);
  const rules = new AdmissionRules(new EventQueryRepository(dataSource), new SchemaValidator());
  const events = new EventStoreRepository(dataSource);
  const claims = new ExpressRepository(dataSource);
  const express = new ExpressLane({
    maker: createAttemptMaker(attemptDependencies, false),
    repository: claims,
    traffic,
    capacity: config.relay.expressRoom,
    endpointConcurrency: config.limits.endpointConcurrency,
    logger,
  });
  const durable = new DurableLane(workflows, traffic, config.relay.room);
  const relay = new Relay({
    repository,
    claims,
    intake: new OutboxIntake(repository, events, rules, logger),
    durable,
    express,
    metrics,
    logger,
    batchSize: config.relay.batchSize,
  });
  const sender = new CommandSender(commands, workflows, metrics, logger);
  const wakeUps = new WakeUpSender(
    new WakeUpRepository(dataSource),
    new PacedWorkflows(link, queues.deliveries),
    logger,
  );
  const alerts = new AlertRepository(dataSource);
  const mailer = createMailer(deps, alerts, repository);
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
  const goOn = (): void => {
    if (relay.canGoOn) loop.wake('integration_outbox', 'webhook_deliveries');
  };
  traffic.onFreed(goOn);
  express.onFreed((leftWork) => {
    if (leftWork) loop.wake('webhook_deliveries');
    goOn();
  });
  const reconciler = new Reconciler({
    repository,
    claims,
    gates,
    lines: new LineRepository(dataSource),
    operations,
    workflows,
    metrics,
    logger,
    overdueMs: config.reconciler.overdueMs,
  });
  const keeper = new TableKeeper({
    partitions: new PartitionRepository(dataSource),
    exclusive: repository,
    metrics,
    logger,
    retentionDays: config.database.retentionDays ?? null,
  });
  const roller = new StatsRoller({
    repository: new StatsRollupRepository(dataSource),
    exclusive: repository,
    metrics,
    logger,
  });
  const activities = {
    ...createDeliverWebhookActivities(attemptDependencies),
    endpointGate: ({ subjectId }: PacedInput) => told(logger, 'endpointGate', subjectId, gates.advance(subjectId)),
    bulkOperation: ({ subjectId }: PacedInput) =>
      told(logger, 'bulkOperation', subjectId, operations.advance(subjectId)),
  };
  return { link, egress, activities, repository, relay: loop, durable, express, mailer, reconciler, keeper, roller };
}

function createMailer(
  deps: WorkerDependencies,
  alerts: AlertRepository,
  exclusive: RelayRepository,
): AlertMailer | null {
  const { config, logger, metrics } = deps;
  if (config.mail === undefined) {
    logger.info('alert mails are off: EVERHOOK_SMTP_URL is not set');
    return null;
  }
  logger.info({ from: config.mail.from }, 'alert mails are on');
  return new AlertMailer({ alerts, exclusive, sender: new SmtpMailSender(config.mail), metrics, logger });
}

/** Logs how a gate or an operation has come to rest. */
async function told(
  logger: Logger,
  workflow: PacedWorkflow,
  subjectId: string,
  moving: Promise<PacedStep>,
): Promise<PacedStep> {
  const step = await moving;
  if (step.kind === 'stop') logger.info({ workflow, subjectId, because: step.because }, 'come to rest');
  return step;
}
