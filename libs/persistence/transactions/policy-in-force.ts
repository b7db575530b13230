import type { ErrorKind, OrderingPolicy, RetryPolicy } from '#libs/contracts';
import { choosePolicy, classify, type PolicyInForce } from '#libs/domain';
import type { EntityManager } from 'typeorm';
import type { DeliveryRow } from '../repositories/delivery-rows.js';

/** The policy that is in force for a delivery and what its last attempt met; null when there was none that failed. */
export async function findPolicyInForce(manager: EntityManager, row: DeliveryRow): Promise<PolicyInForce | null> {
  const [found] = await manager.query<PolicyRow[]>(
    `SELECT ep.retry_policy, ep.retry_policy_by_event, t.retry_policy AS tenant_retry_policy, ep.ordering_policy,
            d.event_type, a.started_at, a.duration_ms, a.status_code, a.error_kind, a.error, a.response_headers
     FROM webhook_deliveries d JOIN endpoints ep ON ep.id = d.endpoint_id JOIN tenants t ON t.id = d.tenant_id
     JOIN delivery_attempts a ON a.delivery_id = d.id AND a.number = d.attempt_count
     WHERE d.id = $1`,
    [row.id],
  );
  if (found === undefined) return null;
  const lastEndedAtMs = found.started_at.getTime() + found.duration_ms;
  const lastMet = metBy(found, lastEndedAtMs);
  if (lastMet.succeeded) return null;
  const policy = choosePolicy(
    found.event_type,
    { retryPolicy: found.retry_policy, retryPolicyByEvent: found.retry_policy_by_event },
    found.tenant_retry_policy,
  );
  return { policy, orderingPolicy: found.ordering_policy, lastMet, lastEndedAtMs };
}

interface PolicyRow {
  retry_policy: RetryPolicy | null;
  retry_policy_by_event: Record<string, RetryPolicy> | null;
  tenant_retry_policy: RetryPolicy | null;
  ordering_policy: OrderingPolicy;
  event_type: string;
  started_at: Date;
  duration_ms: number;
  status_code: number | null;
  error_kind: ErrorKind | null;
  error: string | null;
  response_headers: Record<string, string> | null;
}

/** What a recorded attempt met, in the words of the rules. */
function metBy(attempt: PolicyRow, endedAtMs: number): ReturnType<typeof classify> {
  const { status_code: statusCode, error_kind: errorKind, error, response_headers: headers } = attempt;
  const durationMs = attempt.duration_ms;
  if (statusCode !== null && (errorKind === null || errorKind === 'http' || errorKind === 'redirect')) {
    return classify({ kind: 'response', statusCode, headers: headers ?? {}, durationMs }, endedAtMs);
  }
  const kind = errorKind ?? 'internal';
  return classify({ kind: 'error', errorKind: kind, error: error ?? kind, durationMs }, endedAtMs);
}
