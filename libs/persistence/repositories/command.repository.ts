import { isFinal, type ByHandCommand, type CommandKind, type DeliveryStatus, type WaitReason } from '#libs/contracts';
import { held, transition, type DeliveryCommand, type DeliveryState } from '#libs/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { newId } from '../ids.js';
import { refusal, type CommandableRow } from '../transactions/command-refusal.js';
import {
  writeByHand,
  writeCommands,
  writeNotes,
  writeStates,
  type AppliedCommand,
  type CommandToGive,
} from '../transactions/command-writes.js';
import {
  DISPATCHABLE_COLUMNS,
  IN_EXPRESS_LANE,
  placeOf,
  toDeliveryState,
  type DeliveryRow,
  type DispatchableDelivery,
} from './delivery-rows.js';
import { wakeBacklog } from '../transactions/let-go.js';
import { lockDeliveries } from '../transactions/lock-deliveries.js';
import { behindWhom, findBlocker, lockLines, moveLine, type LinePlace } from '../transactions/lines.js';
import { findPolicyInForce } from '../transactions/policy-in-force.js';

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
   * @param hasWorkflow whether a workflow asks, and so stands behind the delivery from now on; default true
   */
  async applyCommands(
    deliveryId: string,
    byHand: readonly ByHandCommand[],
    now: Date,
    hasWorkflow = true,
  ): Promise<ApplyResult> {
    return this.dataSource.transaction(async (manager) => {
      // A long transaction (a tenant being deleted) must not gather waiting connections: the activity comes again.
      await manager.query(`SET LOCAL lock_timeout = '5s'`);
      await lockLineOf(manager, deliveryId);
      const row = await lockDelivery(manager, deliveryId);
      if (row === null) return { kind: 'not-found' };
      const state = toDeliveryState(row);
      if (byHand.length > 0) await writeByHand(manager, deliveryId, byHand);
      if (row.status === 'delivering' && row.next_attempt_at !== null && row.next_attempt_at > now) {
        return { kind: 'leased', state, stateVersion: row.state_version };
      }
      const commands = await manager.query<CommandRow[]>(
        'SELECT * FROM workflow_commands WHERE delivery_id = $1 ORDER BY id',
        [deliveryId],
      );
      if (commands.length === 0) return { kind: 'applied', state, stateVersion: row.state_version };
      const inForce = commands.some(({ kind }) => kind === 'policyChanged')
        ? await findPolicyInForce(manager, row)
        : null;
      const applied: AppliedCommand[] = [];
      let current = state;
      for (const command of commands) {
        const { change, note } = transition(current, toCommand(command), now.getTime(), inForce);
        current = { ...current, ...change };
        applied.push({ row, cause: command.id, kind: command.kind, note, actor: command.actor });
      }
      const place = placeOf(row);
      if (place !== null) current = await backIntoLine(manager, place, state, current);
      await writeStates(manager, [{ row, state: current }], now, hasWorkflow);
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
      `WITH fresh AS (
         -- While the express lane makes an attempt there is no workflow to tell: the lane looks itself after it.
         SELECT delivery_id, id FROM workflow_commands c WHERE sent_at IS NULL AND NOT EXISTS (
           SELECT 1 FROM webhook_deliveries WHERE id = c.delivery_id AND ${IN_EXPRESS_LANE} AND next_attempt_at > now())
         ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED
       ), lost AS (
         SELECT delivery_id, id FROM workflow_commands WHERE sent_at < $1 ORDER BY sent_at LIMIT $2
         FOR UPDATE SKIP LOCKED
       )
       UPDATE workflow_commands c SET sent_at = now()
       FROM (SELECT * FROM fresh UNION ALL SELECT * FROM lost LIMIT $2) taken
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
  const notes: AppliedCommand[] = [];
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
  await writeStates(manager, atOnce, now, false);
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
  const among = `${column} = $1 AND status = 'waiting' AND wait_reason = ANY($2)`;
  await lockDeliveries(manager, among, [id, reasons]);
  await manager.query(
    `WITH told AS (
       UPDATE webhook_deliveries SET pending_commands = pending_commands + 1 WHERE ${among}
       RETURNING id, attempt_count
     )
     INSERT INTO workflow_commands (delivery_id, id, kind, attempts_seen, actor)
     SELECT id, $3, 'policyChanged', attempt_count, $4 FROM told`,
    [id, reasons, newId('command'), actor],
  );
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
