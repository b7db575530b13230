import { isFinal, type ByHandCommand, type CommandKind } from '#libs/contracts';
import type { DeliveryState } from '#libs/domain';
import type { EntityManager } from 'typeorm';
import { toDate, type DeliveryRow } from '../repositories/delivery-rows.js';

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

/** A command that was applied, for the timeline. */
export interface AppliedCommand {
  row: DeliveryRow;
  cause: string;
  kind: CommandKind;
  note: string;
  actor: string;
}

/** Writes a command down for several deliveries, whose rows are locked. */
export async function writeCommands(
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

/** Makes rows of commands that came without one. They count as signalled: the run that brings them applies them. */
export async function writeByHand(
  manager: EntityManager,
  deliveryId: string,
  byHand: readonly ByHandCommand[],
): Promise<void> {
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
      byHand.map(({ untilMs }) => toDate(untilMs)),
    ],
  );
}

/**
 * Writes what commands made of deliveries whose rows are locked: several in one statement.
 * @param hasWorkflow whether a workflow stands behind them from now on; where none does, the relay goes on with them
 */
export async function writeStates(
  manager: EntityManager,
  changed: readonly { row: DeliveryRow; state: DeliveryState }[],
  now: Date,
  hasWorkflow: boolean,
): Promise<void> {
  if (changed.length === 0) return;
  const states = changed.map(({ state }) => state);
  await manager.query(
    `UPDATE webhook_deliveries d
     SET status = c.status, schedule_step = c.schedule_step, next_attempt_at = c.next_attempt_at,
         wait_reason = c.wait_reason, next_trigger = c.next_trigger, because = c.because, parked = c.parked,
         forced = c.forced, slot_at = NULL,
         completed_at = CASE WHEN c.final THEN COALESCE(d.completed_at, $11) END,
         dispatched_at = CASE WHEN $12 THEN COALESCE(d.dispatched_at, $11) ELSE d.dispatched_at END,
         pending_commands = 0, state_version = d.state_version + 1
     FROM unnest($1::text[], $2::text[], $3::integer[], $4::timestamptz[], $5::text[], $6::text[], $7::text[],
                 $8::boolean[], $9::boolean[], $10::boolean[])
       AS c(id, status, schedule_step, next_attempt_at, wait_reason, next_trigger, because, parked, forced, final)
     WHERE d.id = ANY($1) AND d.id = c.id`,
    [
      states.map(({ id }) => id),
      states.map(({ status }) => status),
      states.map(({ scheduleStep }) => scheduleStep),
      states.map(({ nextAttemptAtMs }) => toDate(nextAttemptAtMs)),
      states.map(({ waitReason }) => waitReason),
      states.map(({ nextTrigger }) => nextTrigger),
      states.map(({ because }) => because),
      states.map(({ parked }) => parked),
      states.map(({ forced }) => forced),
      states.map(({ status }) => isFinal(status)),
      now,
      hasWorkflow,
    ],
  );
}

/** Tells in the timelines what commands did. */
export async function writeNotes(manager: EntityManager, applied: readonly AppliedCommand[], now: Date): Promise<void> {
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
