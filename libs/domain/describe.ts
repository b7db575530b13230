import type { DeliveryState } from './delivery-state.js';

/**
 * One sentence that says where a delivery stands and what it waits for; the API and Temporal Web UI show the same.
 * @param delivery the delivery as it is
 */
export function describeDelivery(
  delivery: Pick<DeliveryState, 'status' | 'waitReason' | 'nextAttemptAtMs' | 'because'>,
): string {
  const { status, because } = delivery;
  switch (status) {
    case 'pending':
      return because === '' ? 'waiting for its turn' : because;
    case 'delivering':
      return 'an attempt is in flight';
    case 'waiting':
      return `waiting until ${formatTime(delivery.nextAttemptAtMs)}: ${because}`;
    case 'held':
      return `held: ${because}`;
    case 'succeeded':
    case 'failed':
    case 'cancelled':
      return `${status}: ${because}`;
  }
}

function formatTime(atMs: number | null): string {
  return atMs === null ? 'its turn' : new Date(atMs).toISOString();
}
