import type { DeliveryStatus, WaitReason } from '#libs/contracts';
import { coverFrame, floorTime, statsFrame, type RollUpPiece, type StatsFrame } from '#libs/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { EndpointEntity, type StatsRollupEntity } from '../entities/index.js';
import { readProgress, type StatsProgress } from './stats-rollup.repository.js';
import { ROLL_UP_ATTEMPTS, ROLL_UP_COLUMNS } from './stats-sql.js';

/** What statistics are about: a tenant, one of its endpoints, or one of its event types. */
export interface StatsScope {
  scope: StatsRollupEntity['scope'];
  /** The endpoint's id or the event type's name; empty for a tenant. */
  subject: string;
}

/** Which time is wanted. */
export interface StatsSpan {
  windowMs: number;
  bucketMs: number;
}

/** A part of what ended: a roll-up, or what is too new for one. */
export type StatsPart = Pick<
  StatsRollupEntity,
  'bucketAt' | 'succeeded' | 'failed' | 'cancelled' | 'attempts' | 'retries' | 'bins' | 'binCounts' | 'errors'
>;

/** What ended at one endpoint. */
export interface EndpointSum {
  endpointId: string;
  succeeded: number;
  failed: number;
  cancelled: number;
  attempts: number;
}

/** Deliveries that are not finished, by where they stand. */
export interface WaitingCount {
  status: DeliveryStatus;
  waitReason: WaitReason | null;
  count: number;
}

/** Everything that an overview is made of. */
export interface StatsReading {
  frame: StatsFrame;
  /** Whether nothing of the frame is missing. */
  isComplete: boolean;
  parts: StatsPart[];
  /** By endpoint; empty where they were not asked for. */
  endpoints: EndpointSum[];
}

const MINUTE_MS = 60_000;
/** What is not rolled up yet is read from the attempts, if it is no longer than this: an answer must not take long. */
const LONGEST_TAIL_MS = 15 * MINUTE_MS;
/** Attempts that wait in the lanes or are being made: counted among so many that are due first. */
const LOOKED_AT_DUE = 5_000;

/** Reads statistics: roll-ups, and what is too new for them from the attempts themselves. */
export class StatsQueryRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Reads what ended in the last window.
   * @param withEndpoints whether the sums of each endpoint are wanted too
   */
  async read(tenantId: string, wanted: StatsScope, span: StatsSpan, withEndpoints: boolean): Promise<StatsReading> {
    // Progress, roll-ups and attempts must be of one moment, or a minute could be counted twice or not at all.
    return this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      const progress = await readProgress(manager);
      const now = progress?.now ?? (await databaseNow(manager));
      const minutesToMs = progress?.minutesTo.getTime() ?? floorTime(now.getTime() - LONGEST_TAIL_MS, MINUTE_MS);
      const lags = now.getTime() - minutesToMs > LONGEST_TAIL_MS + MINUTE_MS;
      const frame = statsFrame(span.windowMs, span.bucketMs, now.getTime());
      const shown = lags ? { ...frame, toMs: Math.max(frame.fromMs, minutesToMs) } : frame;
      const rolled = { minutesToMs, hoursToMs: progress?.hoursTo.getTime() ?? 0 };
      const parts = await readRollups(manager, tenantId, wanted, coverFrame(shown, rolled, true));
      const endpoints = withEndpoints
        ? await sumEndpoints(manager, tenantId, coverFrame(shown, rolled, false))
        : new Map<string, EndpointSum>();
      if (!lags) {
        const tail = await readTail(manager, tenantId, new Date(Math.max(minutesToMs, frame.fromMs)), now);
        for (const part of tail) {
          if (part.scope === wanted.scope && part.subject === wanted.subject) parts.push(part);
          if (withEndpoints && part.scope === 'endpoint') addTo(endpoints, part.subject, part);
        }
      }
      const isComplete = !lags && progress !== null && isMade(progress, frame);
      return { frame: shown, isComplete, parts, endpoints: [...endpoints.values()] };
    });
  }

  /**
   * Counts deliveries that are not finished now, by status and reason.
   * @param endpointId of one endpoint only; null for all of the tenant
   * @param most counting stops after so many that wait, so many that are held, and so many that have found no room
   */
  async countWaiting(
    tenantId: string,
    endpointId: string | null,
    most: number,
  ): Promise<{ counts: WaitingCount[]; isCapped: boolean }> {
    const rows = await this.dataSource.query<KindCount[]>(
      endpointId === null ? WAITING_OF_TENANT : WAITING_OF_ENDPOINT,
      [tenantId, endpointId, most, LOOKED_AT_DUE],
    );
    return { counts: joinKinds(rows), isCapped: isCapped(rows, most) };
  }

  /**
   * Endpoints of a tenant that need attention: disabled, their gate not open, failing, or named.
   * @param failures so many failed attempts in a row make an endpoint one of them
   * @param ids further ones, by what was counted
   */
  async findTroubled(tenantId: string, failures: number, ids: readonly string[]): Promise<EndpointEntity[]> {
    return this.dataSource
      .getRepository(EndpointEntity)
      .createQueryBuilder('endpoint')
      .where('endpoint.tenantId = :tenantId AND endpoint.deletedAt IS NULL', { tenantId })
      .andWhere(
        `(endpoint.status = 'disabled' OR endpoint.stopped OR endpoint.gate IN ('paused', 'broken', 'throttled')
          OR endpoint.consecutiveFailures >= :failures OR endpoint.id = ANY(:ids))`,
        { failures, ids },
      )
      .orderBy('endpoint.id')
      .getMany();
  }
}

/**
 * What is not finished, each kind by the index that finds it: what waits or is held by its status, what is queued
 * (has found no room in a lane) by its endpoint, and what is in a lane by its due time, which for an attempt in flight is
 * the end of its lease. Only the last two look at rows of others (`status` is null), and at so many at most.
 * @param own the rows of whom it is asked about
 */
function countUnfinished(own: string): string {
  const inLane = (statuses: string): string =>
    `CASE WHEN ${own} AND status IN (${statuses}) THEN status END AS status,
     CASE WHEN ${own} AND status IN (${statuses}) THEN wait_reason END AS wait_reason`;
  return `
  SELECT kind, status, wait_reason AS "waitReason", count(*)::integer AS count
  FROM (
    (SELECT 'waiting' AS kind, status, wait_reason FROM webhook_deliveries d
     WHERE ${own} AND status = 'waiting' LIMIT $3)
    UNION ALL
    (SELECT 'held', status, wait_reason FROM webhook_deliveries d WHERE ${own} AND status = 'held' LIMIT $3)
    UNION ALL
    (SELECT 'queued', d.status, d.wait_reason
     FROM endpoints ep CROSS JOIN LATERAL (
       SELECT status, wait_reason FROM webhook_deliveries w
       WHERE w.endpoint_id = ep.id AND w.status = 'pending' AND w.dispatched_at IS NULL LIMIT $3
     ) AS d
     WHERE ep.tenant_id = $1 AND ($2::text IS NULL OR ep.id = $2) LIMIT $3)
    UNION ALL
    SELECT 'handed-over', ${inLane(`'pending', 'delivering'`)} FROM (
      SELECT tenant_id, endpoint_id, status, wait_reason FROM webhook_deliveries
      WHERE status IN ('pending', 'delivering', 'waiting') AND dispatched_at IS NOT NULL
      ORDER BY next_attempt_at LIMIT $4) AS d
    UNION ALL
    SELECT 'express', ${inLane(`'delivering'`)} FROM (
      SELECT tenant_id, endpoint_id, status, wait_reason FROM webhook_deliveries
      WHERE status IN ('delivering', 'waiting') AND dispatched_at IS NULL
      ORDER BY next_attempt_at LIMIT $4) AS d
  ) AS unfinished
  GROUP BY kind, status, wait_reason`;
}

const WAITING_OF_TENANT = countUnfinished('d.tenant_id = $1 AND $2::text IS NULL');
const WAITING_OF_ENDPOINT = countUnfinished('d.tenant_id = $1 AND d.endpoint_id = $2');

/** Unfinished deliveries by how they were found; without a status those of others. */
interface KindCount {
  kind: 'waiting' | 'held' | 'queued' | 'handed-over' | 'express';
  status: DeliveryStatus | null;
  waitReason: WaitReason | null;
  count: number;
}

function joinKinds(rows: readonly KindCount[]): WaitingCount[] {
  const joined = new Map<string, WaitingCount>();
  for (const { status, waitReason, count } of rows) {
    if (status === null) continue;
    const key = `${status} ${waitReason ?? ''}`;
    joined.set(key, { status, waitReason, count: count + (joined.get(key)?.count ?? 0) });
  }
  return [...joined.entries()]
    .toSorted(([a, { count: of }], [b, { count: than }]) => than - of || a.localeCompare(b))
    .map(([, count]) => count);
}

/** Whether a limit has ended one of the counts. */
function isCapped(rows: readonly KindCount[], most: number): boolean {
  const looked = { waiting: 0, held: 0, queued: 0, 'handed-over': 0, express: 0 };
  for (const { kind, count } of rows) looked[kind] += count;
  return (
    looked.waiting >= most ||
    looked.held >= most ||
    looked.queued >= most ||
    looked['handed-over'] >= LOOKED_AT_DUE ||
    looked.express >= LOOKED_AT_DUE
  );
}

/** The roll-ups of a frame are made, as far as there is anything to make them of. */
function isMade({ hoursFrom, oldest }: StatsProgress, { fromMs }: StatsFrame): boolean {
  return fromMs >= hoursFrom.getTime() || hoursFrom.getTime() <= oldest.getTime();
}

async function databaseNow(manager: EntityManager): Promise<Date> {
  const [row] = await manager.query<{ now: Date }[]>('SELECT clock_timestamp() AS now');
  return row?.now ?? new Date();
}

/** Each roll-up is looked up by its key (`OFFSET 0`): the table holds those of all tenants. */
function lookUp(columns: string, condition: string): string {
  return `
    FROM unnest($2::text[], $3::timestamptz[]) AS piece (width, at) CROSS JOIN LATERAL (
      SELECT ${columns} FROM stats_rollups r
      WHERE r.width = piece.width AND r.bucket_at = piece.at AND r.tenant_id = $1 AND ${condition} OFFSET 0
    ) AS found`;
}

function keysOf(pieces: readonly RollUpPiece[]): [string[], Date[]] {
  return [pieces.map(({ width }) => width), pieces.map(({ atMs }) => new Date(atMs))];
}

async function readRollups(
  manager: EntityManager,
  tenantId: string,
  { scope, subject }: StatsScope,
  pieces: readonly RollUpPiece[],
): Promise<StatsPart[]> {
  return manager.query(`SELECT found.* ${lookUp(ROLL_UP_COLUMNS, 'r.scope = $4 AND r.subject = $5')}`, [
    tenantId,
    ...keysOf(pieces),
    scope,
    subject,
  ]);
}

async function sumEndpoints(
  manager: EntityManager,
  tenantId: string,
  pieces: readonly RollUpPiece[],
): Promise<Map<string, EndpointSum>> {
  const columns = 'r.subject, r.succeeded, r.failed, r.cancelled, r.attempts';
  const rows = await manager.query<EndpointSum[]>(
    `SELECT subject AS "endpointId", sum(succeeded)::integer AS succeeded, sum(failed)::integer AS failed,
            sum(cancelled)::integer AS cancelled, sum(attempts)::integer AS attempts
     ${lookUp(columns, `r.scope = 'endpoint'`)} GROUP BY subject`,
    [tenantId, ...keysOf(pieces)],
  );
  return new Map(rows.map((row) => [row.endpointId, row]));
}

type TailPart = StatsPart & Pick<StatsRollupEntity, 'scope' | 'subject'>;

async function readTail(manager: EntityManager, tenantId: string, from: Date, to: Date): Promise<TailPart[]> {
  return manager.query(`SELECT r.scope, r.subject, ${ROLL_UP_COLUMNS} FROM (${ROLL_UP_ATTEMPTS}) AS r`, [
    from,
    to,
    tenantId,
  ]);
}

function addTo(sums: Map<string, EndpointSum>, endpointId: string, part: Omit<EndpointSum, 'endpointId'>): void {
  const sum = sums.get(endpointId) ?? { endpointId, succeeded: 0, failed: 0, cancelled: 0, attempts: 0 };
  sums.set(endpointId, {
    endpointId,
    succeeded: sum.succeeded + part.succeeded,
    failed: sum.failed + part.failed,
    cancelled: sum.cancelled + part.cancelled,
    attempts: sum.attempts + part.attempts,
  });
}
