import type { OperationDeliveryFilter } from '#libs/contracts/http';
import type { DeliverySearch } from '#libs/persistence';

/** The search that a filter of deliveries asks for: lists and bulk operations mean the same by it. */
export function toDeliverySearch(filter: OperationDeliveryFilter): DeliverySearch {
  const { from, to, completedFrom, completedTo, ...equal } = filter;
  return {
    ...equal,
    ...(from === undefined ? {} : { from: new Date(from) }),
    ...(to === undefined ? {} : { to: new Date(to) }),
    ...(completedFrom === undefined ? {} : { completedFrom: new Date(completedFrom) }),
    ...(completedTo === undefined ? {} : { completedTo: new Date(completedTo) }),
  };
}
