import { isFinal, type ByHandCommand, type CommandKind, type DeliveryStatus } from '#libs/contracts';
import { transition, type DeliveryChange, type DeliveryState } from '#libs/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { newId } from '../ids.js';
import { DISPATCHABLE_COLUMNS, toDeliveryState, type DeliveryRow, type DispatchableDelivery } from './delivery-rows.js';

/** A command to give to a delivery. */
export interface NewCommand {
  tenantId: string;
  deliveryId: string;
  kind: CommandKind;
  /** Who asks: a key's id, an operation's, a rule's name. */
  actor: string;
  /** Given with a cancellation; shown in the timeline. */
  reason?: string;
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
  actor: string;
}

/** Commands: rows first, applied once, in their order. */
export class CommandRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Writes a command down, if it applies to the delivery's present state. The relay is woken by the insert. */
  async giveCommand(command: NewCommand): Promise<GiveResult> {
    return this.dataSource.transaction(async (manager) => {
      const row = await lockDelivery(manager, command.deliveryId);
      if (row === null || row.tenant_id !== command.tenantId) return { kind: 'not-found' };
      const detail = await refusal(manager, command.kind, row);
      if (detail !== null) return { kind: 'refused', detail, status: row.status };
      const commandId = newId('command');
      // The delivery's row must change with it: a claim that waits for this lock looks at the row again only then.
      await manager.query('UPDATE webhook_deliveries SET pending_commands = pending_commands + 1 WHERE id = $1', [
        row.id,
      ]);
      await manager.query(
        `INSERT INTO workflow_commands (delivery_id, id, kind, attempts_seen, reason, actor) VALUES ($1, $2, $3, $4, $5, $6)`,
        [row.id, commandId, command.kind, row.attempt_count, command.reason ?? null, command.actor],
      );
      return { kind: 'given', commandId };
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
      let current = state;
      for (const { id, kind, attempts_seen: attemptsSeen, reason, actor } of commands) {
        const command = { kind, attemptsSeen, ...(reason === null ? {} : { reason }) };
        const { change, note } = transition(current, command, now.getTime());
        current = { ...current, ...change };
        await manager.query(
          `INSERT INTO delivery_timeline (delivery_id, cause, at, kind, detail, actor) VALUES ($1, $2, $3, $4, $5, $6)`,
          [deliveryId, id, now, kind, note, actor],
        );
      }
      await writeState(manager, row, current, now);
      await manager.query('DELETE FROM workflow_commands WHERE delivery_id = $1', [deliveryId]);
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
 * Ends every unfinished delivery of an endpoint or a tenant, inside the caller's transaction. What no workflow has begun
 * is cancelled at once; everything else gets a `cancel` command.
 * @param manager the transaction that makes it necessary
 * @param scope whose deliveries
 * @param actor who caused it
 * @param reason shown in the timeline
 */
export async function cancelUnfinished(
  manager: EntityManager,
  scope: { endpointId: string } | { tenantId: string },
  actor: string,
  reason: string,
): Promise<void> {
  const [column, id] = 'endpointId' in scope ? ['endpoint_id', scope.endpointId] : ['tenant_id', scope.tenantId];
  await manager.query(
    `UPDATE webhook_deliveries
     SET status = 'cancelled', because = $2, completed_at = now(), next_attempt_at = NULL,
         state_version = state_version + 1
     WHERE ${column} = $1 AND status = 'pending' AND dispatched_at IS NULL AND pending_commands = 0`,
    [id, reason],
  );
  await manager.query(
    `WITH unfinished AS (
       UPDATE webhook_deliveries SET pending_commands = pending_commands + 1
       WHERE ${column} = $1 AND status IN ('pending', 'delivering', 'waiting', 'held')
       RETURNING id, attempt_count
     )
     INSERT INTO workflow_commands (delivery_id, id, kind, attempts_seen, reason, actor)
     SELECT id, $2, 'cancel', attempt_count, $3, $4 FROM unfinished`,
    [id, newId('command'), reason, actor],
  );
}

async function lockDelivery(manager: EntityManager, deliveryId: string): Promise<DeliveryRow | null> {
  const rows = await manager.query<DeliveryRow[]>('SELECT * FROM webhook_deliveries WHERE id = $1 FOR UPDATE', [
    deliveryId,
  ]);
  return rows[0] ?? null;
}

/** Makes rows of commands that came without one. They count as signalled: the run that brings them applies them. */
async function writeDown(manager: EntityManager, deliveryId: string, byHand: readonly ByHandCommand[]): Promise<void> {
  await manager.query(
    `WITH written AS (
       INSERT INTO workflow_commands (delivery_id, id, kind, attempts_seen, actor, sent_at)
       SELECT $1, c.id, c.kind, c.attempts_seen, c.actor, now()
       FROM unnest($2::text[], $3::text[], $4::integer[], $5::text[]) AS c(id, kind, attempts_seen, actor)
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
    ],
  );
}

/** The cells of the command table that are 409; null when the command applies. */
async function refusal(manager: EntityManager, kind: CommandKind, row: DeliveryRow): Promise<string | null> {
  if (kind === 'cancel') {
    return isFinal(row.status) ? `the delivery has already ended as "${row.status}"` : null;
  }
  const [endpoint] = await manager.query<{ status: string; deleted: boolean }[]>(
    'SELECT status, deleted_at IS NOT NULL AS deleted FROM endpoints WHERE id = $1',
    [row.endpoint_id],
  );
  if (endpoint === undefined || endpoint.deleted) return 'the endpoint was deleted';
  return endpoint.status === 'disabled' ? 'the endpoint is disabled; enable it first' : null;
}

async function writeState(
  manager: EntityManager,
  row: DeliveryRow,
  state: Required<DeliveryChange>,
  now: Date,
): Promise<void> {
  await manager.query(
    `UPDATE webhook_deliveries
     SET status = $2, schedule_step = $3, next_attempt_at = $4, wait_reason = $5, next_trigger = $6, because = $7,
         completed_at = CASE WHEN $8 THEN COALESCE(completed_at, $9) END, dispatched_at = COALESCE(dispatched_at, $9),
         pending_commands = 0, state_version = state_version + 1
     WHERE id = $1`,
    [
      row.id,
      state.status,
      state.scheduleStep,
      state.nextAttemptAtMs === null ? null : new Date(state.nextAttemptAtMs),
      state.waitReason,
      state.nextTrigger,
      state.because,
      isFinal(state.status),
      now,
    ],
  );
}
