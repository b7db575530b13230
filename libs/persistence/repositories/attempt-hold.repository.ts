import { held, rateLimited, type DeliveryChange, type GateVerdict } from '#libs/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { prepared } from '../prepared.js';
import type { WriteResult } from '../transactions/attempt-writes.js';
import type { ClaimedAttempt } from './attempt.repository.js';
import { placeOf, type DeliveryRow } from './delivery-rows.js';
import { lockGate, toEndpointGate, writeGate, type GateRow } from '../transactions/gate-rows.js';
import { behindWhom, findBlocker, lockLines, moveLine } from '../transactions/lines.js';
import { requestWakeUp } from './wake-up.repository.js';

const HOLD_CLAIMED = `
  WITH held AS (
    UPDATE webhook_deliveries
    SET status = 'held', wait_reason = $3, because = $4, next_attempt_at = NULL, slot_at = NULL,
        state_version = state_version + 1
    WHERE id = $1 AND state_version = $2
    RETURNING id, state_version, pending_commands
  ), noted AS (
    INSERT INTO delivery_timeline (delivery_id, cause, at, kind, detail, actor)
    SELECT id, 'v' || state_version, now(), 'held', $4, $5 FROM held
  )
  SELECT state_version AS "stateVersion", pending_commands AS "pendingCommands" FROM held`;

/**
 * The next free slot of a rate-limited endpoint: slots lie 1/rate apart by the database's clock, and none is given
 * further ahead than `$2` seconds.
 */
const TAKE_SLOT = prepared(
  'take_slot',
  `
  WITH slot AS (
    SELECT ep.id, GREATEST(ep.next_slot_at, clock_timestamp()) AS at, 1.0 / ep.rate_limit_per_second AS spacing
    FROM endpoints ep WHERE ep.id = $1 AND ep.rate_limit_per_second IS NOT NULL FOR UPDATE
  ), taken AS (
    UPDATE endpoints ep SET next_slot_at = slot.at + make_interval(secs => slot.spacing)
    FROM slot WHERE ep.id = slot.id AND slot.at <= clock_timestamp() + make_interval(secs => $2)
    RETURNING ep.id
  )
  SELECT extract(epoch FROM slot.at - clock_timestamp())::float8 * 1000 AS "inMs", slot.at,
         EXISTS (SELECT 1 FROM taken) AS taken
  FROM slot`,
);

/** What happened to a delivery that was claimed and may not be sent now. */
export type HoldResult =
  /** The hold stands. */
  | { kind: 'held'; change: DeliveryChange; written: WriteResult }
  /** What would have held it is gone: it may be claimed again. */
  | { kind: 'free'; written: WriteResult }
  /** Another run has taken the delivery over. */
  | { kind: 'lost' };

/** A slot of a rate-limited endpoint. */
export interface Slot {
  /** Milliseconds from now; below 0 when it is past. */
  inMs: number;
  at: Date;
}

/** What keeps a claimed attempt from being made now: the gate of its endpoint, its line, a rate limit. */
export class AttemptHoldRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Holds a claimed delivery for the gate of its endpoint, under the lock of the endpoint's row and only if the gate
   * then still says so.
   * @param decide asks the gate
   */
  async holdClaimed(claimed: ClaimedAttempt, decide: (gate: GateRow) => GateVerdict): Promise<HoldResult> {
    return this.dataSource.transaction(async (manager) => {
      const gate = await lockGate(manager, claimed.endpoint_id);
      const verdict = gate === null ? null : decide(gate);
      if (gate === null || verdict?.kind !== 'hold') return freeClaimed(manager, claimed);
      const result = await hold(manager, claimed, verdict.change, 'gate');
      // A breaker that has waited long enough, and had nobody to try the receiver with, has somebody now.
      if (gate.gate === 'broken' && (gate.gate_until === null || gate.gate_until <= new Date()))
        await requestWakeUp(manager, 'endpointGate', { id: gate.endpoint_id, tenantId: gate.tenant_id });
      return result;
    });
  }

  /**
   * Holds a claimed delivery that stands in a line and has somebody before it.
   * @returns null when its turn has come
   */
  async holdInLine(claimed: ClaimedAttempt): Promise<HoldResult | null> {
    const place = placeOf(claimed);
    if (place === null) return null;
    return this.dataSource.transaction(async (manager) => {
      await lockLines(manager, [place]);
      const blocker = await findBlocker(manager, place);
      if (blocker === null) return null;
      const result = await hold(manager, claimed, held('order', behindWhom(blocker, place.orderingKey)), 'line');
      await moveLine(manager, place);
      return result;
    });
  }

  /**
   * Takes the next slot of a rate-limited endpoint.
   * @param horizonMs slots further ahead are not given
   * @returns null when the endpoint has no limit any more; `taken` is false beyond the horizon
   */
  async takeSlot(endpointId: string, horizonMs: number): Promise<(Slot & { taken: boolean }) | null> {
    const rows = await this.dataSource.query<(Slot & { taken: boolean })[]>(TAKE_SLOT, [endpointId, horizonMs / 1000]);
    return rows[0] ?? null;
  }

  /**
   * Lets a claimed delivery wait for the slot that it was given.
   * @param wakeAt when it comes back, some time before its slot
   */
  async waitForSlot(claimed: ClaimedAttempt, slot: Slot, wakeAt: Date, because: string): Promise<WriteResult | null> {
    const [rows] = await this.dataSource.query<[WriteResult[], number]>(
      `UPDATE webhook_deliveries
       SET status = 'waiting', wait_reason = 'rate-limit', because = $3, next_attempt_at = $4, slot_at = $5,
           state_version = state_version + 1
       WHERE id = $1 AND state_version = $2
       RETURNING state_version AS "stateVersion", pending_commands AS "pendingCommands"`,
      [claimed.id, claimed.state_version, because, wakeAt, slot.at],
    );
    return rows[0] ?? null;
  }

  /**
   * Holds a claimed delivery in the line of its rate-limited endpoint, because the next free slot is too far ahead; the
   * gate drains that line at the limit.
   */
  async holdForRate(claimed: ClaimedAttempt): Promise<HoldResult> {
    return this.dataSource.transaction(async (manager) => {
      const gate = await lockGate(manager, claimed.endpoint_id);
      if (gate === null || gate.rate_limit_per_second === null) return freeClaimed(manager, claimed);
      const because = rateLimited(gate.rate_limit_per_second);
      if (gate.gate === 'open') {
        await writeGate(manager, gate.endpoint_id, {
          ...toEndpointGate(gate),
          gate: 'draining',
          reason: 'rate-limit',
          because,
        });
        await requestWakeUp(manager, 'endpointGate', { id: gate.endpoint_id, tenantId: gate.tenant_id });
      }
      return hold(manager, claimed, held('rate-limit', because), 'gate');
    });
  }
}

async function hold(
  manager: EntityManager,
  claimed: DeliveryRow,
  change: DeliveryChange,
  actor: string,
): Promise<HoldResult> {
  const rows = await manager.query<WriteResult[]>(HOLD_CLAIMED, [
    claimed.id,
    claimed.state_version,
    change.waitReason,
    change.because,
    actor,
  ]);
  const [written] = rows;
  return written === undefined
    ? { kind: 'lost' }
    : { kind: 'held', change: { ...change, nextAttemptAtMs: null }, written };
}

async function freeClaimed(manager: EntityManager, claimed: DeliveryRow): Promise<HoldResult> {
  const [rows] = await manager.query<[WriteResult[], number]>(
    `UPDATE webhook_deliveries SET status = 'pending', next_attempt_at = now(), state_version = state_version + 1
     WHERE id = $1 AND state_version = $2
     RETURNING state_version AS "stateVersion", pending_commands AS "pendingCommands"`,
    [claimed.id, claimed.state_version],
  );
  return rows[0] === undefined ? { kind: 'lost' } : { kind: 'free', written: rows[0] };
}
