import {
  isFinal,
  type ByHandCommand,
  type CommandKind,
  type DeliveryStatus,
  type ErrorKind,
  type GateState,
  type OrderingPolicy,
  type RetryPolicy,
  type WaitReason,
} from '#libs/contracts';
import {
  choosePolicy,
  classify,
  held,
  transition,
  type DeliveryCommand,
  type DeliveryState,
  type PolicyInForce,
} from '#libs/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { newId } from '../ids.js';
import {
  DISPATCHABLE_COLUMNS,
  placeOf,
  toDeliveryState,
  type DeliveryRow,
  type DispatchableDelivery,
} from './delivery-rows.js';
import { wakeBacklog } from './let-go.js';
import { behindWhom, findBlocker, lockLines, moveLine, type LinePlace } from './lines.js';

/** What is asked of a delivery. */
export interface CommandToGive {
  kind: CommandKind;
  /** Who asks: a key's id, an operation's, a rule's name. */
  actor: string;
  /** Given with a cancellation or a hold; shown in the timeline. */
  reason?: string;
  /** With `reschedule`: when to send. */
  until?: Date;
  /** With `redeliver`: pass pause, line and rate limit. Default false. */
  force?: boolean;
}

/** A command to give to a delivery. */
export interface NewCommand extends CommandToGive {
  tenantId: string;
  deliveryId: string;
}

export type GiveResult =
  | { kind: 'given'; commandId: string }
  | { kind: 'refused'; detail: string; status: DeliveryStatus }
  | { kind: 'not-found' };

export type ApplyResult =
  | { kind: 'applied'; state: DeliveryState; stateVersion: number }
  /** An attempt is in flight in another run: nothing may be applied before its lease ends. */
  | { kind: 'leased'; state: DeliveryState; stateVersion: number }
  | { kind: 'not-found' };

/** A command that the relay has to signal, and the delivery that it is for. */
export interface UnsentCommand extends DispatchableDelivery {
  commandId: string;
  kind: CommandKind;
}

interface CommandRow {
  id: string;
  kind: CommandKind;
  attempts_seen: number;
  reason: string | null;
  until: Date | null;
  force: boolean;
  ends: WaitReason | null;
  actor: string;
}

/** A delivery with what decides whether a command applies to it. */
interface CommandableRow extends DeliveryRow {
  endpoint_status: 'active' | 'disabled';
  endpoint_deleted: boolean;
  endpoint_stopped: boolean;
  endpoint_gate: GateState;
}

/** Commands: rows first, applied once, in their order. */
export class CommandRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Writes a command down, if it applies to the delivery's present state. The relay is woken by the insert. */
  async giveCommand({ tenantId, deliveryId, ...command }: NewCommand): Promise<GiveResult> {
    return this.dataSource.transaction(async (manager) => {
      const results = await giveCommands(manager, tenantId, [deliveryId], command);
      return results.get(deliveryId) ?? { kind: 'not-found' };
    });
  }

  /** Tells whether a command was applied. */
  async isApplied(deliveryId: string, commandId: string): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>(
      'SELECT 1 FROM workflow_commands WHERE delivery_id = $1 AND id = $2',
      [deliveryId, commandId],
    );
    return rows.length === 0;
  }

  /**
   * Applies every command of a delivery that waits, in their order, and deletes their rows: one transaction, so each
   * counts once whatever dies. Commands given by hand are written down first and are then like any other; those that
   * the timeline or the table knows were taken in by an earlier call.
   * @param byHand commands that came without a row, in their order
   * @param now the time of the change
   */
  async applyCommands(deliveryId: string, byHand: readonly ByHandCommand[], now: Date): Promise<ApplyResult> {
    return this.dataSource.transaction(async (manager) => {
      // A long transaction (a tenant being deleted) must not gather waiting connections: the activity comes again.
      await manager.query(`SET LOCAL lock_timeout = '5s'`);
      await lockLineOf(manager, deliveryId);
      const row = await lockDelivery(manager, deliveryId);
      if (row === null) return { kind: 'not-found' };
      const state = toDeliveryState(row);
      if (byHand.length > 0) await writeDown(manager, deliveryId, byHand);
      if (row.status === 'delivering' && row.next_attempt_at !== null && row.next_attempt_at > now) {
        return { kind: 'leased', state, stateVersion: row.state_version };
      }
      const commands = await manager.query<CommandRow[]>(
        'SELECT * FROM workflow_commands WHERE delivery_id = $1 ORDER BY id',
        [deliveryId],
      );
      if (commands.length === 0) return { kind: 'applied', state, stateVersion: row.state_version };
      const inForce = commands.some(({ kind }) => kind === 'policyChanged') ? await findPolicy(manager, row) : null;
      const applied: Applied[] = [];
      let current = state;
      for (const command of commands) {
        const { change, note } = transition(current, toCommand(command), now.getTime(), inForce);
        current = { ...current, ...change };
        applied.push({ row, cause: command.id, kind: command.kind, note, actor: command.actor });
      }
      const place = placeOf(row);
      if (place !== null) current = await backIntoLine(manager, place, state, current);
      await writeStates(manager, [{ row, state: current }], now);
      await writeNotes(manager, applied, now);
      await manager.query('DELETE FROM workflow_commands WHERE delivery_id = $1', [deliveryId]);
      if (place !== null && (isFinal(current.status) || current.status === 'held')) await moveLine(manager, place);
      return { kind: 'applied', state: current, stateVersion: row.state_version + 1 };
    });
  }

  /**
   * Takes commands that were not signalled yet, or so long ago that the signal must have been lost.
   * @param resendBefore commands signalled before this moment are taken again
   * @param limit at most so many
   */
  async takeUnsent(resendBefore: Date, limit: number): Promise<UnsentCommand[]> {
    const [rows] = await this.dataSource.query<[UnsentCommand[], number]>(
      `UPDATE workflow_commands c SET sent_at = now()
       FROM (SELECT delivery_id, id FROM workflow_commands
             WHERE sent_at IS NULL OR sent_at < $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED) taken
       JOIN webhook_deliveries d ON d.id = taken.delivery_id
       JOIN endpoints ep ON ep.id = d.endpoint_id
       WHERE c.delivery_id = taken.delivery_id AND c.id = taken.id
       RETURNING c.id AS "commandId", c.kind, ${DISPATCHABLE_COLUMNS}`,
      [resendBefore, limit],
    );
    return rows;
  }

  /** Gives commands back that could not be signalled, so that the next round takes them again. */
  async returnUnsent(commands: readonly Pick<UnsentCommand, 'id' | 'commandId'>[]): Promise<void> {
    await this.dataSource.query(
      `UPDATE workflow_commands c SET sent_at = NULL FROM unnest($1::text[], $2::text[]) AS r(delivery_id, id)
       WHERE c.delivery_id = r.delivery_id AND c.id = r.id`,
      [commands.map(({ id }) => id), commands.map(({ commandId }) => commandId)],
    );
  }
}

/**
 * Gives one command to several deliveries of a tenant, in the caller's transaction. One that was held from the start, so
 * that no workflow stands behind it, has it applied at once, unless it then needs a workflow's timer; for every other a
 * row is written.
 * @returns what became of it, by delivery; a delivery that the tenant does not have is missing
 */
export async function giveCommands(
  manager: EntityManager,
  tenantId: string,
  deliveryIds: readonly string[],
  command: CommandToGive,
): Promise<Map<string, GiveResult>> {
  const rows = await manager.query<CommandableRow[]>(
    `SELECT d.*, ep.status AS endpoint_status, ep.deleted_at IS NOT NULL AS endpoint_deleted,
            ep.stopped AS endpoint_stopped, ep.gate AS endpoint_gate
     FROM webhook_deliveries d JOIN endpoints ep ON ep.id = d.endpoint_id
     WHERE d.id = ANY($1) AND d.tenant_id = $2 ORDER BY d.id FOR UPDATE OF d`,
    [deliveryIds, tenantId],
  );
  const now = new Date();
  const results = new Map<string, GiveResult>();
  const atOnce: { row: DeliveryRow; state: DeliveryState }[] = [];
  const notes: Applied[] = [];
  const toWrite: { row: DeliveryRow; id: string }[] = [];
  for (const row of rows) {
    const detail = refusal(row, command);
    if (detail !== null) {
      results.set(row.id, { kind: 'refused', detail, status: row.status });
      continue;
    }
    const id = newId('command');
    results.set(row.id, { kind: 'given', commandId: id });
    const applied = applyAtOnce(row, command, now);
    if (applied === null) {
      toWrite.push({ row, id });
    } else {
      atOnce.push({ row, state: applied.state });
      notes.push({ row, cause: id, kind: command.kind, note: applied.note, actor: command.actor });
    }
  }
  await writeStates(manager, atOnce, now);
  await writeNotes(manager, notes, now);
  if (atOnce.some(({ state }) => state.status === 'pending')) await wakeBacklog(manager);
  await writeCommands(manager, toWrite, command);
  return results;
}

/**
 * Has the waits of deliveries recomputed because a policy has changed, in the transaction that changes it.
 * @param scope whose policy
 * @param reasons which waits depend on it
 * @param actor who changed it
 */
export async function announcePolicyChange(
  manager: EntityManager,
  scope: { endpointId: string } | { tenantId: string },
  reasons: readonly WaitReason[],
  actor: string,
): Promise<void> {
  const [column, id] = 'endpointId' in scope ? ['endpoint_id', scope.endpointId] : ['tenant_id', scope.tenantId];
  await manager.query(
    `WITH told AS (
       UPDATE webhook_deliveries SET pending_commands = pending_commands + 1
       WHERE ${column} = $1 AND status = 'waiting' AND wait_reason = ANY($2) AND dispatched_at IS NOT NULL
       RETURNING id, attempt_count
     )
     INSERT INTO workflow_commands (delivery_id, id, kind, attempts_seen, actor)
     SELECT id, $3, 'policyChanged', attempt_count, $4 FROM told`,
    [id, reasons, newId('command'), actor],
  );
}

/** A command that was applied, for the timeline. */
interface Applied {
  row: DeliveryRow;
  cause: string;
  kind: CommandKind;
  note: string;
  actor: string;
}

/** Null where a workflow has to apply it. */
function applyAtOnce(
  row: DeliveryRow,
  command: CommandToGive,
  now: Date,
): { state: DeliveryState; note: string } | null {
  const untouched = row.dispatched_at === null && row.pending_commands === 0 && !row.ordered;
  if (!untouched || row.status !== 'held') return null;
  const state = toDeliveryState(row);
  const { change, note } = transition(state, { ...toDomain(command), attemptsSeen: 0 }, now.getTime());
  const next = { ...state, ...change };
  return next.status === 'waiting' ? null : { state: next, note };
}

function toDomain({ kind, reason, until, force }: CommandToGive): Omit<DeliveryCommand, 'attemptsSeen'> {
  return {
    kind,
    ...(reason === undefined ? {} : { reason }),
    ...(until === undefined ? {} : { untilMs: until.getTime() }),
    ...(force === undefined ? {} : { force }),
  };
}

function toCommand({ kind, attempts_seen: attemptsSeen, reason, until, force, ends }: CommandRow): DeliveryCommand {
  return {
    kind,
    attemptsSeen,
    force,
    ...(reason === null ? {} : { reason }),
    ...(until === null ? {} : { untilMs: until.getTime() }),
    ...(ends === null ? {} : { ends }),
  };
}

async function writeCommands(
  manager: EntityManager,
  given: readonly { row: DeliveryRow; id: string }[],
  { kind, reason, until, force, actor }: CommandToGive,
): Promise<void> {
  if (given.length === 0) return;
  // The deliveries' rows must change with them: a claim that waits for this lock looks at the row again only then.
  await manager.query('UPDATE webhook_deliveries SET pending_commands = pending_commands + 1 WHERE id = ANY($1)', [
    given.map(({ row }) => row.id),
  ]);
  await manager.query(
    `INSERT INTO workflow_commands (delivery_id, id, kind, attempts_seen, reason, until, force, actor)
     SELECT c.delivery_id, c.id, $4, c.attempts_seen, $5, $6, $7, $8
     FROM unnest($1::text[], $2::text[], $3::integer[]) AS c(delivery_id, id, attempts_seen)`,
    [
      given.map(({ row }) => row.id),
      given.map(({ id }) => id),
      given.map(({ row }) => row.attempt_count),
      kind,
      reason ?? null,
      until ?? null,
      force ?? false,
      actor,
    ],
  );
}

/** Holds the line of a delivery until the transaction ends; before the delivery's row, as everybody does. */
async function lockLineOf(manager: EntityManager, deliveryId: string): Promise<void> {
  const [row] = await manager.query<DeliveryRow[]>(
    'SELECT id, endpoint_id, ordering_key, position, ordered FROM webhook_deliveries WHERE id = $1 AND ordered',
    [deliveryId],
  );
  const place = row === undefined ? null : placeOf(row);
  if (place !== null) await lockLines(manager, [place]);
}

async function lockDelivery(manager: EntityManager, deliveryId: string): Promise<DeliveryRow | null> {
  const rows = await manager.query<DeliveryRow[]>('SELECT * FROM webhook_deliveries WHERE id = $1 FOR UPDATE', [
    deliveryId,
  ]);
  return rows[0] ?? null;
}

/** A delivery that commands would send now stands back in its line when somebody of it is before it or in flight. */
async function backIntoLine(
  manager: EntityManager,
  place: LinePlace,
  before: DeliveryState,
  after: DeliveryState,
): Promise<DeliveryState> {
  if (after.status !== 'pending' || after.forced || before.status === 'pending') return after;
  const blocker = await findBlocker(manager, place);
  return blocker === null
    ? after
    : { ...after, ...held('order', behindWhom(blocker, place.orderingKey)), nextAttemptAtMs: null };
}

/** Makes rows of commands that came without one. They count as signalled: the run that brings them applies them. */
async function writeDown(manager: EntityManager, deliveryId: string, byHand: readonly ByHandCommand[]): Promise<void> {
  await manager.query(
    `WITH written AS (
       INSERT INTO workflow_commands (delivery_id, id, kind, attempts_seen, actor, until, sent_at)
       SELECT $1, c.id, c.kind, c.attempts_seen, c.actor, c.until, now()
       FROM unnest($2::text[], $3::text[], $4::integer[], $5::text[], $6::timestamptz[])
         AS c(id, kind, attempts_seen, actor, until)
       WHERE NOT EXISTS (SELECT 1 FROM delivery_timeline t WHERE t.delivery_id = $1 AND t.cause = c.id)
       ON CONFLICT DO NOTHING RETURNING 1
     )
     UPDATE webhook_deliveries SET pending_commands = pending_commands + (SELECT count(*) FROM written) WHERE id = $1`,
    [
      deliveryId,
      byHand.map(({ id }) => id),
      byHand.map(({ kind }) => kind),
      byHand.map(({ attemptsSeen }) => attemptsSeen),
      byHand.map(({ actor }) => actor),
      byHand.map(({ untilMs }) => (untilMs === undefined ? null : new Date(untilMs))),
    ],
  );
}

/** The cells of the command table that are 409; null when the command applies. */
function refusal(row: CommandableRow, command: CommandToGive): string | null {
  const { kind } = command;
  switch (kind) {
    case 'cancel':
    case 'hold':
    case 'reschedule':
      return isFinal(row.status) ? `the delivery has already ended as "${row.status}"` : null;
    case 'release':
      return releaseRefusal(row);
    case 'redeliver':
      return redeliverRefusal(row, command.force ?? false);
    case 'policyChanged':
      return null;
  }
}

function releaseRefusal({ status, wait_reason: reason, because }: CommandableRow): string | null {
  if (isFinal(status)) return `the delivery has already ended as "${status}"`;
  if (status === 'delivering' || (status === 'held' && reason === 'manual')) return null;
  if (status !== 'held') return 'it is not held';
  switch (reason) {
    case 'order':
      return `it is held ${because}, and is let go when its turn comes`;
    case 'exhausted':
      return 'it has no attempt left: redeliver or cancel it';
    default:
      return `it is held by its endpoint (${because}), which lets it go`;
  }
}

function redeliverRefusal(row: CommandableRow, force: boolean): string | null {
  if (row.endpoint_deleted) return 'the endpoint was deleted';
  if (row.endpoint_status === 'disabled') return 'the endpoint is disabled; enable it first';
  if (force) return null;
  const insist = '; "force": true sends it all the same';
  if (row.endpoint_stopped) return `the tenant is stopped${insist}`;
  if (row.endpoint_gate === 'paused') return `the endpoint is paused${insist}`;
  if (row.status === 'held' && row.wait_reason === 'order') return `it is held ${row.because}${insist}`;
  const waits = row.status === 'held' || row.status === 'waiting';
  return waits && row.wait_reason === 'rate-limit' ? `the endpoint's rate limit has no room for it yet${insist}` : null;
}

/** The policy that is in force for a delivery and what its last attempt met; null when there was none that failed. */
async function findPolicy(manager: EntityManager, row: DeliveryRow): Promise<PolicyInForce | null> {
  const [found] = await manager.query<PolicyRow[]>(
    `SELECT ep.retry_policy, ep.retry_policy_by_event, t.retry_policy AS tenant_retry_policy, ep.ordering_policy,
            d.event_type, a.started_at, a.duration_ms, a.status_code, a.error_kind, a.error, a.response_headers
     FROM webhook_deliveries d JOIN endpoints ep ON ep.id = d.endpoint_id JOIN tenants t ON t.id = d.tenant_id
     JOIN delivery_attempts a ON a.delivery_id = d.id AND a.number = d.attempt_count
     WHERE d.id = $1`,
    [row.id],
  );
  if (found === undefined) return null;
  const lastEndedAtMs = found.started_at.getTime() + found.duration_ms;
  const lastMet = metBy(found, lastEndedAtMs);
  if (lastMet.succeeded) return null;
  const policy = choosePolicy(
    found.event_type,
    { retryPolicy: found.retry_policy, retryPolicyByEvent: found.retry_policy_by_event },
    found.tenant_retry_policy,
  );
  return { policy, orderingPolicy: found.ordering_policy, lastMet, lastEndedAtMs };
}

interface PolicyRow {
  retry_policy: RetryPolicy | null;
  retry_policy_by_event: Record<string, RetryPolicy> | null;
  tenant_retry_policy: RetryPolicy | null;
  ordering_policy: OrderingPolicy;
  event_type: string;
  started_at: Date;
  duration_ms: number;
  status_code: number | null;
  error_kind: ErrorKind | null;
  error: string | null;
  response_headers: Record<string, string> | null;
}

/** What a recorded attempt met, in the words of the rules. */
function metBy(attempt: PolicyRow, endedAtMs: number): ReturnType<typeof classify> {
  const { status_code: statusCode, error_kind: errorKind, error, response_headers: headers } = attempt;
  const durationMs = attempt.duration_ms;
  if (statusCode !== null && (errorKind === null || errorKind === 'http' || errorKind === 'redirect')) {
    return classify({ kind: 'response', statusCode, headers: headers ?? {}, durationMs }, endedAtMs);
  }
  const kind = errorKind ?? 'internal';
  return classify({ kind: 'error', errorKind: kind, error: error ?? kind, durationMs }, endedAtMs);
}

/** Writes what commands made of deliveries whose rows are locked: several in one statement. */
async function writeStates(
  manager: EntityManager,
  changed: readonly { row: DeliveryRow; state: DeliveryState }[],
  now: Date,
): Promise<void> {
  if (changed.length === 0) return;
  const states = changed.map(({ state }) => state);
  // What no workflow stood behind stays so when it is left to the relay, or held, or has ended.
  await manager.query(
    `UPDATE webhook_deliveries d
     SET status = c.status, schedule_step = c.schedule_step, next_attempt_at = c.next_attempt_at,
         wait_reason = c.wait_reason, next_trigger = c.next_trigger, because = c.because, parked = c.parked,
         forced = c.forced, slot_at = NULL,
         completed_at = CASE WHEN c.final THEN COALESCE(d.completed_at, $11) END,
         dispatched_at = CASE WHEN d.pending_commands > 0 THEN COALESCE(d.dispatched_at, $11) ELSE d.dispatched_at END,
         pending_commands = 0, state_version = d.state_version + 1
     FROM unnest($1::text[], $2::text[], $3::integer[], $4::timestamptz[], $5::text[], $6::text[], $7::text[],
                 $8::boolean[], $9::boolean[], $10::boolean[])
       AS c(id, status, schedule_step, next_attempt_at, wait_reason, next_trigger, because, parked, forced, final)
     WHERE d.id = c.id`,
    [
      states.map(({ id }) => id),
      states.map(({ status }) => status),
      states.map(({ scheduleStep }) => scheduleStep),
      states.map(({ nextAttemptAtMs }) => (nextAttemptAtMs === null ? null : new Date(nextAttemptAtMs))),
      states.map(({ waitReason }) => waitReason),
      states.map(({ nextTrigger }) => nextTrigger),
      states.map(({ because }) => because),
      states.map(({ parked }) => parked),
      states.map(({ forced }) => forced),
      states.map(({ status }) => isFinal(status)),
      now,
    ],
  );
}

async function writeNotes(manager: EntityManager, applied: readonly Applied[], now: Date): Promise<void> {
  if (applied.length === 0) return;
  await manager.query(
    `INSERT INTO delivery_timeline (delivery_id, cause, at, kind, detail, actor)
     SELECT n.delivery_id, n.cause, $6, n.kind, n.detail, n.actor
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS n(delivery_id, cause, kind, detail, actor)`,
    [
      applied.map(({ row }) => row.id),
      applied.map(({ cause }) => cause),
      applied.map(({ kind }) => kind),
      applied.map(({ note }) => note),
      applied.map(({ actor }) => actor),
      now,
    ],
  );
}
