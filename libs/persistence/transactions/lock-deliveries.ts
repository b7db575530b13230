import type { EntityManager } from 'typeorm';

/**
 * Holds several deliveries until the transaction ends, in the order of their ids: everybody who changes several does so,
 * and so none waits for another in a circle.
 * @param where a condition on `webhook_deliveries`
 * @param parameters of the condition
 */
export async function lockDeliveries(
  manager: EntityManager,
  where: string,
  parameters: readonly unknown[],
): Promise<void> {
  await manager.query(
    `SELECT count(*) FROM (SELECT 1 FROM webhook_deliveries WHERE ${where} ORDER BY id FOR UPDATE) locked`,
    [...parameters],
  );
}
