import type { EntityManager } from 'typeorm';
import { UNFINISHED_STATUSES } from '../repositories/delivery-rows.js';
import { lockNames } from './advisory-locks.js';
import { letGo } from './let-go.js';

/** The line of one ordering key at one endpoint. */
export interface Line {
  endpointId: string;
  orderingKey: string;
}

/** A delivery in a line. */
export interface LinePlace extends Line {
  id: string;
  position: string;
}

/** What stands in lines, in the words of the index that finds it. */
export const UNFINISHED = `ordered AND status IN ${UNFINISHED_STATUSES}`;
const IN_FLIGHT = `status = 'delivering'`;

/**
 * Holds lines until the transaction ends: who joins a line, leaves it or looks who is next does so under this lock, so a
 * finisher and a joiner never miss each other. Taken after the lock of an endpoint's row and before those of deliveries.
 * @param lines in any order
 */
export async function lockLines(manager: EntityManager, lines: readonly Line[]): Promise<void> {
  await lockNames(manager, lines.map(lineName));
}

/**
 * Whom a delivery must wait for: the one right before it in its line, or one after it that is in flight, because it was
 * sent while this one had ended or someone forced it.
 * @returns the id; null when its turn has come
 */
export async function findBlocker(manager: EntityManager, place: LinePlace): Promise<string | null> {
  const [row] = await manager.query<{ id: string }[]>(
    `SELECT id FROM webhook_deliveries
     WHERE endpoint_id = $1 AND ordering_key = $2 AND ${UNFINISHED} AND id <> $3
       AND ((position, id) < ($4::bigint, $3) OR ${IN_FLIGHT})
     ORDER BY position DESC, id DESC LIMIT 1`,
    [place.endpointId, place.orderingKey, place.id, place.position],
  );
  return row?.id ?? null;
}

/** The last delivery of each line that is not empty, by {@link lineName}. */
export async function findTails(manager: EntityManager, lines: readonly Line[]): Promise<Map<string, string>> {
  const rows = await manager.query<(Line & { id: string })[]>(
    `SELECT line.endpoint_id AS "endpointId", line.ordering_key AS "orderingKey", tail.id
     FROM unnest($1::text[], $2::text[]) AS line(endpoint_id, ordering_key)
     CROSS JOIN LATERAL (
       SELECT id FROM webhook_deliveries d
       WHERE d.endpoint_id = line.endpoint_id AND d.ordering_key = line.ordering_key AND ${UNFINISHED}
       ORDER BY position DESC, id DESC LIMIT 1) tail`,
    [lines.map(({ endpointId }) => endpointId), lines.map(({ orderingKey }) => orderingKey)],
  );
  return new Map(rows.map((row) => [lineName(row), row.id]));
}

/** A text that stands for a line. */
export function lineName({ endpointId, orderingKey }: Line): string {
  return `${endpointId}\n${orderingKey}`;
}

/** The sentence of a delivery that waits in its line. */
export function behindWhom(blockerId: string, orderingKey: string): string {
  return `behind ${blockerId} on key ${orderingKey}`;
}

/**
 * Lets the head of a line go, if nobody of the line is in flight: whoever else is on its way finds the head before it.
 * Called under the line's lock by whoever finished or held a delivery of it, or ended an attempt.
 * @param left that delivery
 * @returns whether the head was let go
 */
export async function moveLine(manager: EntityManager, left: LinePlace): Promise<boolean> {
  const { endpointId, orderingKey } = left;
  const [head] = await manager.query<{ id: string; waitReason: string | null; next: boolean }[]>(
    `SELECT id, wait_reason AS "waitReason",
            status = 'held' AND wait_reason = 'order' AND NOT EXISTS (
              SELECT 1 FROM webhook_deliveries other
              WHERE endpoint_id = $1 AND ordering_key = $2 AND ${UNFINISHED} AND ${IN_FLIGHT} AND other.id <> d.id) AS next
     FROM webhook_deliveries d WHERE endpoint_id = $1 AND ordering_key = $2 AND ${UNFINISHED}
     ORDER BY position, id LIMIT 1`,
    [endpointId, orderingKey],
  );
  if (head === undefined) return false;
  if (head.next) await letGo(manager, [head.id], 'line');
  await retellFollower(manager, left);
  return head.next;
}

/** Who stood right behind a delivery that has left says from now on behind whom it really stands. */
async function retellFollower(manager: EntityManager, left: LinePlace): Promise<void> {
  await manager.query(
    `UPDATE webhook_deliveries follower SET because = 'behind ' || before.id || ' on key ' || $2
     FROM (SELECT id FROM webhook_deliveries
           WHERE endpoint_id = $1 AND ordering_key = $2 AND ${UNFINISHED} AND (position, id) > ($3::bigint, $4)
           ORDER BY position, id LIMIT 1) next,
          (SELECT id FROM webhook_deliveries
           WHERE endpoint_id = $1 AND ordering_key = $2 AND ${UNFINISHED} AND (position, id) < ($3::bigint, $4)
           ORDER BY position DESC, id DESC LIMIT 1) before
     WHERE follower.id = next.id AND follower.status = 'held' AND follower.wait_reason = 'order'
       AND NOT EXISTS (SELECT 1 FROM webhook_deliveries d
                       WHERE d.id = $4 AND d.status IN ${UNFINISHED_STATUSES})`,
    [left.endpointId, left.orderingKey, left.position, left.id],
  );
}
