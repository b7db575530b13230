import type { AlertType } from '../../api/tenants.js';

/** What a tenant can be told of. */
export const ALERTS: Record<AlertType, string> = {
  'endpoint.disabled': 'An endpoint was disabled',
  'endpoint.failing': 'An endpoint keeps failing',
  'endpoint.recovered': 'An endpoint works again',
  'delivery.exhausted': 'A delivery has no attempt left',
  'secret.rotating': 'A secret is being rotated',
};
