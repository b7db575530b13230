import { GATE_REASONS, type WaitReason } from '#libs/contracts';
import { LET_GO_BY_GATE, LET_GO_BY_LINE } from '#libs/domain';
import type { EntityManager } from 'typeorm';
import { newId } from '../ids.js';

/** Who lets deliveries go, as the timeline names it, and what it says. */
const LETTERS = {
  gate: { ends: GATE_REASONS, because: LET_GO_BY_GATE },
  line: { ends: ['order'], because: LET_GO_BY_LINE },
} as const satisfies Record<string, { ends: readonly WaitReason[]; because: string }>;

/** Wakes the relay's look at deliveries that wait for room. */
export async function wakeBacklog(manager: EntityManager): Promise<void> {
  await manager.query(`SELECT pg_notify('everhook_relay', 'webhook_deliveries')`);
}

/**
 * Ends the hold of deliveries, inside the transaction that found out that their time has come. One that no workflow
 * stands behind becomes pending and is left to the relay; every other gets a `release` command. A delivery for which
 * commands wait already is left out: applying them looks again.
 * @param letter `gate` or `line`: only holds of its own kind are ended
 */
export async function letGo(
  manager: EntityManager,
  deliveryIds: readonly string[],
  letter: keyof typeof LETTERS,
): Promise<void> {
  const { ends, because } = LETTERS[letter];
  const freed = await manager.query<unknown[]>(
    `WITH freed AS (
       UPDATE webhook_deliveries
       SET status = 'pending', wait_reason = NULL, next_attempt_at = now(), because = $3,
           next_trigger = CASE WHEN wait_reason = 'order' THEN next_trigger ELSE 'resume' END,
           state_version = state_version + 1
       WHERE id = ANY($1) AND status = 'held' AND wait_reason = ANY($2) AND dispatched_at IS NULL AND pending_commands = 0
         AND (next_attempt_at IS NULL OR next_attempt_at <= now())
       RETURNING id, state_version
     )
     INSERT INTO delivery_timeline (delivery_id, cause, at, kind, detail, actor)
     SELECT id, 'v' || state_version, now(), 'release', $3, $4 FROM freed RETURNING 1`,
    [deliveryIds, ends, because, letter],
  );
  if (freed.length > 0) await wakeBacklog(manager);
  if (freed.length === deliveryIds.length) return;
  await manager.query(
    `WITH told AS (
       UPDATE webhook_deliveries SET pending_commands = pending_commands + 1
       WHERE id = ANY($1) AND status = 'held' AND wait_reason = ANY($2) AND pending_commands = 0
         AND (dispatched_at IS NOT NULL OR next_attempt_at > now())
       RETURNING id, attempt_count, wait_reason
     )
     INSERT INTO workflow_commands (delivery_id, id, kind, attempts_seen, actor, ends)
     SELECT id, $3, 'release', attempt_count, $4, wait_reason FROM told`,
    [deliveryIds, ends, newId('command'), letter],
  );
}
