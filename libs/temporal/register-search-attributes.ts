import { SEARCH_ATTRIBUTES } from '#libs/contracts';
import type { NativeConnection } from '@temporalio/worker';

/** `temporal.api.enums.v1.IndexedValueType`: Keyword. */
const KEYWORD = 2;

/**
 * Registers the custom search attributes of deliveries in a namespace; those that exist are left alone.
 * @throws Error where the server does not let its clients do so (Temporal Cloud): register them by hand then
 */
export async function registerSearchAttributes(connection: NativeConnection, namespace: string): Promise<void> {
  const present = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.keys(SEARCH_ATTRIBUTES).filter((name) => !(name in (present.customAttributes ?? {})));
  if (missing.length === 0) return;
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map((name) => [name, KEYWORD])),
  });
}
