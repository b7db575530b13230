import { expect } from 'vitest';
import type { RemoteReceiver } from './remote-receiver.js';
import type { TenantClient } from './tenant-client.js';
import { waitFor, type WaitForOptions } from './wait-for.js';

/** What {@link allArrived} waits for. */
export interface ExpectedArrivals {
  tenant: TenantClient;
  receiver: RemoteReceiver;
  /** Ids of the events that were answered 202. */
  accepted: readonly string[];
  /** The header in which the requests carry the id of their event. */
  idHeader: string;
  /** Where they arrive; @default any path */
  path?: string;
  /** Which of the tenant's deliveries are theirs; @default all */
  query?: Record<string, string>;
}

/**
 * Waits until every accepted event has arrived and nothing of them is left to do, and expects that none has failed.
 * @returns the ids of all events that have arrived, also of others
 */
export async function allArrived(
  { tenant, receiver, accepted, idHeader, path, query = {} }: ExpectedArrivals,
  patience: WaitForOptions,
): Promise<Set<string>> {
  const arrived = await waitFor(
    `${accepted.length} accepted events to arrive`,
    async () => {
      const ids = new Set((await receiver.requests(path)).map(({ headers }) => headers[idHeader] ?? ''));
      return accepted.every((id) => ids.has(id)) && ids;
    },
    patience,
  );
  for (const status of ['pending', 'delivering', 'waiting', 'held']) {
    await waitFor(
      `none to be ${status}`,
      async () => (await tenant.listDeliveries({ ...query, status })).length === 0,
      patience,
    );
  }
  expect(await tenant.listDeliveries({ ...query, status: 'failed' })).toEqual([]);
  return arrived;
}
