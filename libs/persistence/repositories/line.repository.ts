import type { DataSource } from 'typeorm';
import { lockLines, moveLine, type LinePlace } from './lines.js';

/** Lines of ordered deliveries, for who looks after them from outside. */
export class LineRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Moves lines whose head is held though nobody stands before it: nobody should ever find one.
   * @returns how many
   */
  async moveStuck(): Promise<number> {
    const heads = await this.dataSource.query<LinePlace[]>(
      `SELECT id, endpoint_id AS "endpointId", ordering_key AS "orderingKey", position FROM (
         SELECT DISTINCT ON (endpoint_id, ordering_key) id, endpoint_id, ordering_key, position, status, wait_reason,
                pending_commands
         FROM webhook_deliveries WHERE ordered AND status IN ('pending', 'delivering', 'waiting', 'held')
         ORDER BY endpoint_id, ordering_key, position, id) head
       WHERE status = 'held' AND wait_reason = 'order' AND pending_commands = 0`,
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
