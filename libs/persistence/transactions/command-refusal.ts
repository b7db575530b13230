import { isFinal, type GateState } from '#libs/contracts';
import { ENDPOINT_PAUSED, TENANT_STOPPED } from '#libs/domain';
import type { CommandToGive } from './command-writes.js';
import type { DeliveryRow } from '../repositories/delivery-rows.js';

/** A delivery with what decides whether a command applies to it. */
export interface CommandableRow extends DeliveryRow {
  endpoint_status: 'active' | 'disabled';
  endpoint_deleted: boolean;
  endpoint_stopped: boolean;
  endpoint_gate: GateState;
}

/** The cells of the API's command table that are 409: why the command does not apply; null when it does. */
export function refusal(row: CommandableRow, command: CommandToGive): string | null {
  const { kind } = command;
  switch (kind) {
    case 'cancel':
    case 'hold':
    case 'reschedule':
      return isFinal(row.status) ? `the delivery has already ended as "${row.status}"` : null;
    case 'release':
      return releaseRefusal(row);
    case 'redeliver':
      return redeliverRefusal(row, command.force ?? false);
    case 'policyChanged':
      return null;
  }
}

function releaseRefusal({ status, wait_reason: reason, because }: CommandableRow): string | null {
  if (isFinal(status)) return `the delivery has already ended as "${status}"`;
  if (status === 'delivering' || (status === 'held' && reason === 'manual')) return null;
  if (status !== 'held') return 'it is not held';
  switch (reason) {
    case 'order':
      return `it is held ${because}, and is let go when its turn comes`;
    case 'exhausted':
      return 'it has no attempt left: redeliver or cancel it';
    default:
      return `it is held by its endpoint (${because}), which lets it go`;
  }
}

function redeliverRefusal(row: CommandableRow, force: boolean): string | null {
  if (row.endpoint_deleted) return 'the endpoint was deleted';
  if (row.endpoint_status === 'disabled') return 'the endpoint is disabled; enable it first';
  if (force) return null;
  const insist = '; "force": true sends it all the same';
  if (row.endpoint_stopped) return TENANT_STOPPED + insist;
  if (row.endpoint_gate === 'paused') return ENDPOINT_PAUSED + insist;
  if (row.status === 'held' && row.wait_reason === 'order') return `it is held ${row.because}${insist}`;
  const waits = row.status === 'held' || row.status === 'waiting';
  return waits && row.wait_reason === 'rate-limit' ? `the endpoint's rate limit has no room for it yet${insist}` : null;
}
