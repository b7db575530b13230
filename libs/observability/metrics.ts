import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AlertType, AttemptOutcome, CommandKind, ErrorKind, GateState, Lane } from '#libs/contracts';

/** Bounds in seconds, from a receiver on the same machine to the longest time-out a tenant may choose (60 s). */
const ATTEMPT_BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60];
/** Bounds in seconds from accepting an event to its first attempt: milliseconds when idle, minutes with a backlog. */
const ACCEPT_TO_ATTEMPT_BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];
/** Bounds in events or outbox rows; 1,000 is the largest batch that can be configured. */
const BATCH_BUCKETS_ROWS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/** What there is to say about a finished attempt. */
export interface AttemptObservation {
  readonly outcome: AttemptOutcome;
  /** Absent where the receiver answered 2xx. */
  readonly errorKind?: ErrorKind;
  /** From the start of the request to the end of its answer. */
  readonly durationMs: number;
}

/**
 * The process's figures for Prometheus, behind named methods so that names and labels are written once.
 *
 * A tenant or an endpoint is never a label: there may be a hundred thousand of them, and Prometheus keeps a series for
 * each combination. Their figures are in the API (`/health`, `/stats`), from Postgres.
 *
 * @param options.processMetrics whether Node's and the process's own figures are collected too; @default true
 */
export class Metrics {
  private readonly registry = new Registry();
  private readonly registers = [this.registry];

  private readonly accepted = new Counter({
    name: 'everhook_events_accepted_total',
    help: 'Events that were accepted and committed, without repeats',
    registers: this.registers,
  });
  private readonly acceptGroup = new Histogram({
    name: 'everhook_accept_group_size',
    help: 'Singly posted events that were accepted in one transaction',
    buckets: BATCH_BUCKETS_ROWS,
    registers: this.registers,
  });
  private readonly attempts = new Counter({
    name: 'everhook_attempts_total',
    help: 'Attempts by what they led to and what went wrong (error_kind is "none" for a 2xx answer)',
    labelNames: ['outcome', 'error_kind'],
    registers: this.registers,
  });
  private readonly attemptSeconds = new Histogram({
    name: 'everhook_attempt_duration_seconds',
    help: 'Time from the start of an attempt to the end of its answer',
    buckets: ATTEMPT_BUCKETS_SECONDS,
    registers: this.registers,
  });
  private readonly acceptToAttemptSeconds = new Histogram({
    name: 'everhook_accept_to_attempt_seconds',
    help: 'Time from accepting an event to the start of a first attempt that had nothing to wait for',
    buckets: ACCEPT_TO_ATTEMPT_BUCKETS_SECONDS,
    registers: this.registers,
  });
  private readonly relayBatch = new Histogram({
    name: 'everhook_relay_batch_size',
    help: 'Outbox rows that the relay took in one transaction',
    buckets: BATCH_BUCKETS_ROWS,
    registers: this.registers,
  });
  private readonly handedOver = new Counter({
    name: 'everhook_deliveries_handed_over_total',
    help: 'Deliveries that the relay handed to workflows (durable) or took for a first attempt of its own (express)',
    labelNames: ['lane'],
    registers: this.registers,
  });
  private readonly laneUse = new Gauge({
    name: 'everhook_lane_use_ratio',
    help: 'Share of the room for first attempts that is taken in this worker, by lane; at 1 the backlog stays in Postgres',
    labelNames: ['lane'],
    registers: this.registers,
  });
  private readonly outboxRows = new Gauge({
    name: 'everhook_outbox_rows',
    help: 'Accepted events not yet fanned out; every worker reports the same table, so take the maximum',
    registers: this.registers,
  });
  private readonly reconciled = new Counter({
    name: 'everhook_reconciled_total',
    help: 'Deliveries that the reconciler had to bring back to work, by reason',
    labelNames: ['reason'],
    registers: this.registers,
  });
  private readonly commands = new Counter({
    name: 'everhook_commands_total',
    help: 'Commands sent to deliveries, by kind',
    labelNames: ['kind'],
    registers: this.registers,
  });
  private readonly gates = new Counter({
    name: 'everhook_gate_changes_total',
    help: 'Changes of the gates of endpoints that attempts have caused, by the state that they led to',
    labelNames: ['gate'],
    registers: this.registers,
  });

  private readonly alerts = new Counter({
    name: 'everhook_alerts_total',
    help: 'Alerts that were made into operational events (webhook) or sent by mail, by type and channel',
    labelNames: ['type', 'channel'],
    registers: this.registers,
  });
  private readonly droppedMonths = new Counter({
    name: 'everhook_months_dropped_total',
    help: 'Months of events and deliveries that were dropped because they are older than the retention',
    registers: this.registers,
  });
  private readonly keptMonths = new Gauge({
    name: 'everhook_months_kept',
    help: 'Months that are older than the retention and kept, because something unfinished refers to them or they are in use; one worker at a time tells, so take the maximum',
    registers: this.registers,
  });
  private readonly statsLag = new Gauge({
    name: 'everhook_stats_lag_seconds',
    help: 'How far the roll-ups of statistics lie behind; every worker reports the same table, so take the maximum',
    registers: this.registers,
  });
  private readonly statsHoursLeft = new Gauge({
    name: 'everhook_stats_past_hours',
    help: 'Hours of the past of which statistics are still to be made, after an upgrade; take the maximum',
    registers: this.registers,
  });

  constructor({ processMetrics = true }: { readonly processMetrics?: boolean } = {}) {
    if (processMetrics) collectDefaultMetrics({ register: this.registry });
  }

  /** Events accepted in one committed transaction; repeats of earlier ones do not count. */
  eventsAccepted(count: number): void {
    this.accepted.inc(count);
  }

  /** Singly posted events went to the database together; repeats and refused ones count too. */
  acceptGroupTaken(events: number): void {
    this.acceptGroup.observe(events);
  }

  /** An attempt whose record is written. */
  attemptFinished({ outcome, errorKind, durationMs }: AttemptObservation): void {
    this.attempts.inc({ outcome, error_kind: errorKind ?? 'none' });
    this.attemptSeconds.observe(durationMs / 1_000);
  }

  /** A first attempt begins; only for deliveries that were due at once (no `deliverAt`, no hold). */
  firstAttemptStarted(sinceAcceptedMs: number): void {
    // Accepting and attempting may happen on two machines, whose clocks differ.
    this.acceptToAttemptSeconds.observe(Math.max(0, sinceAcceptedMs) / 1_000);
  }

  /** The relay took `rows` outbox rows in one transaction; empty rounds do not count. */
  relayBatchTaken(rows: number): void {
    this.relayBatch.observe(rows);
  }

  /** The relay handed deliveries to a lane. */
  deliveriesHandedOver(lane: Lane, count: number): void {
    this.handedOver.inc({ lane }, count);
  }

  /** How full a lane of this worker is, as last looked at. */
  laneLookedAt(lane: Lane, { capacity, room }: { capacity: number; room: number }): void {
    this.laneUse.set({ lane }, (capacity - room) / capacity);
  }

  /** How many outbox rows wait, as last counted. */
  outboxCounted(rows: number): void {
    this.outboxRows.set(rows);
  }

  /**
   * The reconciler acted on `count` deliveries.
   * @param reason a word from a fixed list in the code, never data
   */
  deliveriesReconciled(reason: string, count = 1): void {
    this.reconciled.inc({ reason }, count);
  }

  /** A command reached its delivery. */
  commandSent(kind: CommandKind): void {
    this.commands.inc({ kind });
  }

  /** What an attempt met has changed the gate of its endpoint. */
  gateChanged(gate: GateState): void {
    this.gates.inc({ gate });
  }

  /** An alert was told. */
  alertSent(type: AlertType, channel: 'webhook' | 'mail'): void {
    this.alerts.inc({ type, channel });
  }

  /** A month that is older than the retention was dropped. */
  monthDropped(): void {
    this.droppedMonths.inc();
  }

  /** So many months that are older than the retention were kept, as last looked at. */
  monthsKept(count: number): void {
    this.keptMonths.set(count);
  }

  /** How far the roll-ups of statistics have come, as last looked at. */
  statsRolledUp({ lagSeconds, hoursLeft }: { readonly lagSeconds: number; readonly hoursLeft: number }): void {
    this.statsLag.set(lagSeconds);
    this.statsHoursLeft.set(hoursLeft);
  }

  /** The value of the `content-type` header that {@link render} belongs under. */
  get contentType(): string {
    return this.registry.contentType;
  }

  /** All figures in Prometheus' text format. */
  render(): Promise<string> {
    return this.registry.metrics();
  }
}
