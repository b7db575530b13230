import type { DataSource } from 'typeorm';
import { lockLines, moveLine, UNFINISHED, type LinePlace } from '../transactions/lines.js';

/** Lines of ordered deliveries, for who looks after them from outside. */
export class LineRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Moves lines whose head is held though nobody stands before it: nobody should ever find one.
   * @returns how many
   */
  async moveStuck(): Promise<number> {
    // A loose index scan: its cost grows with the lines, not with what stands in them.
    const heads = await this.dataSource.query<LinePlace[]>(
      `WITH RECURSIVE line AS (
         (SELECT endpoint_id, ordering_key FROM webhook_deliveries WHERE ${UNFINISHED}
          ORDER BY endpoint_id, ordering_key LIMIT 1)
         UNION ALL
         SELECT next.endpoint_id, next.ordering_key FROM line CROSS JOIN LATERAL (
           SELECT endpoint_id, ordering_key FROM webhook_deliveries d
           WHERE ${UNFINISHED} AND (d.endpoint_id, d.ordering_key) > (line.endpoint_id, line.ordering_key)
           ORDER BY endpoint_id, ordering_key LIMIT 1) next
       )
       SELECT head.id, line.endpoint_id AS "endpointId", line.ordering_key AS "orderingKey", head.position
       FROM line CROSS JOIN LATERAL (
         SELECT id, position, status, wait_reason, pending_commands FROM webhook_deliveries d
         WHERE d.endpoint_id = line.endpoint_id AND d.ordering_key = line.ordering_key AND ${UNFINISHED}
         ORDER BY position, id LIMIT 1) head
       WHERE head.status = 'held' AND head.wait_reason = 'order' AND head.pending_commands = 0`,
    );
    let moved = 0;
    for (const head of heads) {
      moved += await this.dataSource.transaction(async (manager) => {
        await lockLines(manager, [head]);
        return Number(await moveLine(manager, head));
      });
    }
    return moved;
  }
}
