import { SEARCH_ATTRIBUTES } from '#libs/contracts';
import type { SearchAttributeTypeName } from './dev-server.js';

/** The custom search attributes of a delivery's workflow with their types: what a namespace must have registered. */
export const deliverySearchAttributes: Readonly<Record<string, SearchAttributeTypeName>> = {
  [SEARCH_ATTRIBUTES.tenantId]: 'Keyword',
  [SEARCH_ATTRIBUTES.endpointId]: 'Keyword',
  [SEARCH_ATTRIBUTES.eventType]: 'Keyword',
};
