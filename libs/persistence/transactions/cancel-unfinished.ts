import type { EntityManager } from 'typeorm';
import { newId } from '../ids.js';
import { UNFINISHED_BY_INDEX } from '../repositories/delivery-rows.js';
import { GATED } from './gate-rows.js';
import { lockDeliveries } from './lock-deliveries.js';

/** Whose deliveries are cancelled. */
export type CancelScope =
  | { endpointId: string }
  | { tenantId: string }
  /** Those that the endpoint's gate holds, of events accepted before a time. */
  | { endpointId: string; heldBefore: Date };

/**
 * Ends every unfinished delivery of a scope, inside the caller's transaction. What no workflow has begun is cancelled at
 * once, unless it leaves a line behind; everything else gets a `cancel` command.
 * @param manager the transaction that makes it necessary
 * @param actor who caused it
 * @param reason shown in the timeline
 */
export async function cancelUnfinished(
  manager: EntityManager,
  scope: CancelScope,
  actor: string,
  reason: string,
): Promise<void> {
  const column = 'endpointId' in scope ? 'endpoint_id' : 'tenant_id';
  const id = 'endpointId' in scope ? scope.endpointId : scope.tenantId;
  const heldBefore = 'heldBefore' in scope ? scope.heldBefore : null;
  const among = `${column} = $1 AND ($2::timestamptz IS NULL OR (event_accepted_at < $2 AND ${GATED}))`;
  await lockDeliveries(manager, `${among} AND ${UNFINISHED_BY_INDEX}`, [id, heldBefore]);
  await manager.query(
    `WITH ended AS (
       UPDATE webhook_deliveries
       SET status = 'cancelled', because = $3, completed_at = now(), next_attempt_at = NULL, wait_reason = NULL,
           state_version = state_version + 1
       WHERE ${among} AND status IN ('pending', 'held') AND dispatched_at IS NULL AND pending_commands = 0
         AND ($2 IS NULL OR NOT ordered)
       RETURNING id, state_version
     )
     INSERT INTO delivery_timeline (delivery_id, cause, at, kind, detail, actor)
     SELECT id, 'v' || state_version, now(), 'cancel', 'cancelled', $4 FROM ended`,
    [id, heldBefore, reason, actor],
  );
  await manager.query(
    `WITH unfinished AS (
       UPDATE webhook_deliveries SET pending_commands = pending_commands + 1
       WHERE ${among} AND ${UNFINISHED_BY_INDEX}
       RETURNING id, attempt_count
     )
     INSERT INTO workflow_commands (delivery_id, id, kind, attempts_seen, reason, actor)
     SELECT id, $5, 'cancel', attempt_count, $3, $4 FROM unfinished`,
    [id, heldBefore, reason, actor, newId('command')],
  );
}
