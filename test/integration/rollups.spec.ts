import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataSource } from 'typeorm';
import { createLogger, Metrics } from '#libs/observability';
import { dataSourceOptions, RelayRepository, StatsQueryRepository, StatsRollupRepository } from '#libs/persistence';
import { StatsRoller } from '#libs/relay';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { waitForLockWaits, whileBlocked } from '../support/lock-waits.js';
import {
  insertPastAttempts,
  insertPastDeliveries,
  seededNumbers,
  somePastAttempts,
  type PastAttempt,
} from '../support/past-attempts.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TENANTS = ['ten_1', 'ten_2'];
const ENDPOINTS = ['ep_1', 'ep_2', 'ep_3'];
const TYPES = ['order.created', 'order.paid'];

let database: TestDatabase;
let dataSource: DataSource;
let metrics: Metrics;
let messages: string[];
beforeEach(async () => {
  database = await createTestDatabase();
  dataSource = await connect();
  metrics = new Metrics({ processMetrics: false });
  messages = [];
});
afterEach(async () => {
  await dataSource.destroy();
  await database.drop();
});

async function connect(applicationName = 'test'): Promise<DataSource> {
  return new DataSource(dataSourceOptions({ url: database.url, poolSize: 4, applicationName })).initialize();
}

function rollerOn(source: DataSource): StatsRoller {
  const logger = createLogger({ destination: { write: (line: string) => messages.push(line) } });
  return new StatsRoller({
    repository: new StatsRollupRepository(source),
    exclusive: new RelayRepository(source),
    metrics,
    logger,
  });
}

const roll = (): Promise<void> => rollerOn(dataSource).round();

async function nowMs(): Promise<number> {
  const [row] = await dataSource.query<{ now: Date }[]>('SELECT now() AS now');
  return row!.now.getTime();
}

/** Every attempt of the last days, of two tenants. */
async function fill(count: number, fromMs: number, toMs: number, seed = 7): Promise<PastAttempt[]> {
  const next = seededNumbers(seed);
  const attempts = TENANTS.flatMap((tenantId) =>
    somePastAttempts(count, next, {
      tenantId,
      endpointIds: ENDPOINTS.map((id) => `${id}_${tenantId}`),
      eventTypes: TYPES,
      fromMs,
      toMs,
    }),
  );
  await insertPastAttempts(dataSource, attempts);
  return attempts;
}

const READ_ROLLUPS = `
  SELECT width, bucket_at, tenant_id, scope, subject, succeeded, failed, cancelled, attempts, retries, bins, bin_counts,
         errors
  FROM stats_rollups WHERE width = $1 ORDER BY width, bucket_at, tenant_id, scope, subject`;
const rollups = (width: 'minute' | 'hour'): Promise<Record<string, unknown>[]> =>
  dataSource.query(READ_ROLLUPS, [width]);

/** What stands in the roll-ups of a width for a tenant as a whole, added up. */
async function sumOf(width: 'minute' | 'hour', scope = 'tenant'): Promise<Record<string, number>> {
  const [row] = await dataSource.query(
    `SELECT COALESCE(sum(attempts), 0)::integer AS attempts, COALESCE(sum(succeeded), 0)::integer AS succeeded,
            COALESCE(sum(failed), 0)::integer AS failed, COALESCE(sum(cancelled), 0)::integer AS cancelled,
            COALESCE(sum(retries), 0)::integer AS retries
     FROM stats_rollups WHERE width = $1 AND scope = $2`,
    [width, scope],
  );
  return row;
}

function expectedOf(attempts: readonly PastAttempt[]): Record<string, number> {
  return {
    attempts: attempts.length,
    succeeded: attempts.filter(({ outcome }) => outcome === 'succeeded').length,
    failed: attempts.filter(({ outcome }) => outcome === 'failed').length,
    cancelled: 0,
    retries: attempts.filter(({ number = 1 }) => number > 1).length,
  };
}

async function lagOf(): Promise<{ lag: number; hours: number }> {
  const text = await metrics.render();
  const value = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  return { lag: value('everhook_stats_lag_seconds'), hours: value('everhook_stats_past_hours') };
}

/** The progress as a worker left it that ended so long ago, at a whole hour. */
async function goOnFrom(agoMs: number): Promise<void> {
  const at = new Date(Math.floor(((await nowMs()) - agoMs) / HOUR_MS) * HOUR_MS);
  await dataSource.query('INSERT INTO stats_progress VALUES (1, $1, $1, $1, $1, $1)', [at]);
}

describe('roll-ups', () => {
  it('hold in each scope what the attempts tell, minute by minute and hour by hour', async () => {
    const hourMs = Math.floor((await nowMs()) / HOUR_MS) * HOUR_MS;
    const attempts = await fill(600, hourMs - 30 * HOUR_MS, hourMs);
    await roll();
    for (const width of ['minute', 'hour'] as const) {
      for (const scope of ['tenant', 'endpoint', 'event-type']) {
        expect(await sumOf(width, scope), `${width} ${scope}`).toEqual(expectedOf(attempts));
      }
    }
    const [{ hour, bins, errors }] = await dataSource.query(
      `SELECT bucket_at AS hour, errors,
              (SELECT json_object_agg(bin, n) FROM unnest(bins, bin_counts) AS b (bin, n)) AS bins
       FROM stats_rollups WHERE width = 'hour' AND scope = 'tenant' AND tenant_id = $1
       ORDER BY attempts DESC LIMIT 1`,
      [TENANTS[0]],
    );
    const [direct] = await dataSource.query(
      `WITH a AS (
         SELECT a.*, started_at + duration_ms * interval '1 millisecond' AS ended_at
         FROM delivery_attempts a JOIN webhook_deliveries d ON d.id = a.delivery_id
         WHERE d.tenant_id = $1 AND date_trunc('hour', started_at + duration_ms * interval '1 millisecond') = $2
       )
       SELECT (SELECT json_object_agg(bin, n) FROM (
                 SELECT ceil(ln(duration_ms::float8) / ln(1.1::float8))::integer AS bin, count(*)::integer AS n FROM a
                 WHERE status_code IS NOT NULL OR error_kind = 'timeout' GROUP BY 1 ORDER BY 1) AS b) AS bins,
              (SELECT jsonb_agg(jsonb_build_object('kind', error_kind, 'statusCode', status_code, 'count', n,
                                                   'lastAtMs', last) ORDER BY error_kind, status_code) FROM (
                 SELECT error_kind, status_code, count(*)::integer AS n,
                        (extract(epoch FROM max(ended_at)) * 1000)::bigint AS last
                 FROM a WHERE error_kind IS NOT NULL GROUP BY 1, 2) AS e) AS errors`,
      [TENANTS[0], hour],
    );
    expect({ bins, errors }).toEqual(direct);
  });

  it('are the same when they are made again, after every step', async () => {
    await fill(300, (await nowMs()) - 3 * HOUR_MS, (await nowMs()) - MINUTE_MS);
    await roll();
    const before = [await rollups('minute'), await rollups('hour')];
    const repository = new StatsRollupRepository(dataSource);
    const { minutesTo, settledTo, hoursTo, hoursFrom } = (await repository.readProgress())!;
    await repository.rollUpMinutes(hoursTo, minutesTo);
    await repository.settleMinutes(hoursTo, settledTo);
    await repository.rollUpPast(hoursFrom, 7 * MINUTE_MS, true);
    expect([await rollups('minute'), await rollups('hour')]).toEqual(before);
  });

  it('are what they would have been after a process was killed in the middle', async () => {
    const hourMs = Math.floor((await nowMs()) / HOUR_MS) * HOUR_MS;
    const attempts = await fill(300, hourMs - 5 * HOUR_MS, hourMs);
    const doomed = await connect('doomed');
    // It has made the first minutes and cannot say so: the row of the progress is locked.
    await new StatsRollupRepository(dataSource).begin(DAY_MS);
    await whileBlocked(dataSource, 'SELECT * FROM stats_progress FOR UPDATE', [], async () => {
      const killed = Promise.allSettled([rollerOn(doomed).round()]);
      await waitForLockWaits(dataSource, 1);
      expect(await sumOf('minute'), 'nobody sees what is not committed').toMatchObject({ attempts: 0 });
      await dataSource.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'doomed'`,
      );
      expect(await killed).toMatchObject([{ status: 'rejected' }]);
    });
    await doomed.destroy();

    await roll();
    expect(await sumOf('hour')).toEqual(expectedOf(attempts));
  });

  it('count what was written down late', async () => {
    await goOnFrom(2 * HOUR_MS);
    await roll();
    const progress = (await new StatsRollupRepository(dataSource).readProgress())!;
    // The minutes of the last ten are rolled up, but not for the last time.
    const [late] = somePastAttempts(1, seededNumbers(3), {
      tenantId: TENANTS[0]!,
      endpointIds: ENDPOINTS,
      eventTypes: TYPES,
      fromMs: progress.settledTo.getTime(),
      toMs: progress.minutesTo.getTime(),
    });
    await insertPastAttempts(dataSource, [late!]);
    await roll();
    expect(await sumOf('minute')).toMatchObject({ attempts: 0 });
    // Ten minutes later, as far as the progress can tell.
    const repository = new StatsRollupRepository(dataSource);
    await repository.settleMinutes(progress.settledTo, progress.minutesTo);
    expect(await sumOf('minute')).toEqual(expectedOf([late!]));
  });

  it('settle minutes when they are ten minutes old, and then make the hour of them', async () => {
    const now = await nowMs();
    const hourMs = Math.floor(now / HOUR_MS) * HOUR_MS;
    await goOnFrom(2 * HOUR_MS);
    const attempts = await fill(200, hourMs - 2 * HOUR_MS, hourMs);
    await roll();
    const progress = (await new StatsRollupRepository(dataSource).readProgress())!;
    expect(progress.minutesTo.getTime()).toBeGreaterThan(now - 2 * MINUTE_MS);
    expect(progress.settledTo.getTime()).toBeGreaterThan(now - 12 * MINUTE_MS);
    expect(progress.settledTo.getTime()).toBeLessThanOrEqual((await nowMs()) - 10 * MINUTE_MS);
    expect(progress.hoursTo.getTime()).toBe(Math.floor(progress.settledTo.getTime() / HOUR_MS) * HOUR_MS);
    expect(await sumOf('minute')).toEqual(expectedOf(attempts));
    const ofHours = attempts.filter(({ endedAtMs }) => endedAtMs < progress.hoursTo.getTime());
    expect(await sumOf('hour')).toEqual(expectedOf(ofHours));
  });

  it('count cancelled deliveries by when they were cancelled', async () => {
    const hourMs = Math.floor((await nowMs()) / HOUR_MS) * HOUR_MS;
    const cancelled = (completedAtMs: number) => ({
      tenantId: TENANTS[0]!,
      endpointId: ENDPOINTS[0]!,
      eventType: TYPES[0]!,
      status: 'cancelled' as const,
      acceptedAtMs: hourMs - 3 * HOUR_MS,
      completedAtMs,
    });
    await insertPastDeliveries(dataSource, [cancelled(hourMs - HOUR_MS), cancelled(hourMs - HOUR_MS - 1)]);
    await fill(1, hourMs - 3 * HOUR_MS, hourMs - 3 * HOUR_MS + 1);
    await roll();
    const rows = await dataSource.query<{ at: Date; cancelled: number; attempts: number }[]>(
      `SELECT bucket_at AS at, cancelled, attempts FROM stats_rollups
       WHERE width = 'hour' AND scope = 'endpoint' AND subject = $1 ORDER BY bucket_at`,
      [ENDPOINTS[0]],
    );
    expect(rows).toEqual([
      { at: new Date(hourMs - 2 * HOUR_MS), cancelled: 1, attempts: 0 },
      { at: new Date(hourMs - HOUR_MS), cancelled: 1, attempts: 0 },
    ]);
  });

  it('of the time before an upgrade are made step by step, and the log says how far', async () => {
    const hourMs = Math.floor((await nowMs()) / HOUR_MS) * HOUR_MS;
    const attempts = await fill(500, hourMs - 4 * DAY_MS, hourMs);
    // On a slow machine one round's share of the past may be less than all of it.
    do await roll();
    while ((await lagOf()).hours > 0);
    expect(await sumOf('hour')).toEqual(expectedOf(attempts));
    const recent = attempts.filter(({ endedAtMs }) => endedAtMs >= hourMs - 2 * DAY_MS);
    expect(await sumOf('minute'), 'minutes only where they are shown').toEqual(expectedOf(recent));
    expect(await lagOf()).toMatchObject({ hours: 0 });
    const told = messages.map((line) => JSON.parse(line).msg);
    expect(told[0]).toBe('statistics of the past are being made');
    expect(told.at(-1)).toBe('statistics of the past are complete');
  });

  it('end a round when they are asked to, and go on with the next', async () => {
    const hourMs = Math.floor((await nowMs()) / HOUR_MS) * HOUR_MS;
    const attempts = await fill(200, hourMs - 3 * DAY_MS, hourMs);
    const roller = rollerOn(dataSource);
    const round = roller.round();
    roller.stop();
    await round;
    expect((await lagOf()).hours).toBeGreaterThan(0);
    await roll();
    expect(await sumOf('hour')).toEqual(expectedOf(attempts));
  });

  it('are made by one process at a time, and each says how far they are', async () => {
    const other = await connect('other');
    const holding = new RelayRepository(other);
    await holding.exclusively(0x45565354, async () => {
      await roll();
      expect(await new StatsRollupRepository(dataSource).readProgress(), 'the other one is at it').toBeNull();
    });
    await roll();
    const { lag } = await lagOf();
    expect(lag).toBeGreaterThanOrEqual(0);
    expect(lag).toBeLessThan(70);
    await other.destroy();
  });

  it('are deleted when they are too old', async () => {
    const now = await nowMs();
    await roll();
    const insert = (width: string, ageMs: number) =>
      dataSource.query(
        `INSERT INTO stats_rollups VALUES ($1, $2, 'ten_1', 'tenant', '', 1, 0, 0, 1, 0, '{}', '{}', '[]')`,
        [width, new Date(Math.floor((now - ageMs) / HOUR_MS) * HOUR_MS)],
      );
    for (const days of [1, 3, 30, 399, 402]) {
      await insert('minute', days * DAY_MS);
      await insert('hour', days * DAY_MS);
    }
    await roll();
    expect(await sumOf('minute')).toMatchObject({ attempts: 1 });
    expect(await sumOf('hour')).toMatchObject({ attempts: 4 });
  });

  it('leave nothing out and count nothing twice while they are read', async () => {
    const now = await nowMs();
    const attempts = await fill(300, now - 50 * MINUTE_MS, now);
    const expected = attempts.filter(({ tenantId }) => tenantId === TENANTS[0]).length;
    const reader = new StatsQueryRepository(dataSource);
    const span = { windowMs: HOUR_MS, bucketMs: MINUTE_MS };
    const state = { isRolling: true };
    const rolling = roll().finally(() => {
      state.isRolling = false;
    });
    const read: number[] = [];
    while (state.isRolling) {
      const { parts, isComplete } = await reader.read(TENANTS[0]!, { scope: 'tenant', subject: '' }, span, false);
      if (isComplete) read.push(parts.reduce((sum, part) => sum + part.attempts, 0));
    }
    await rolling;
    const last = await reader.read(TENANTS[0]!, { scope: 'tenant', subject: '' }, span, false);
    read.push(last.parts.reduce((sum, part) => sum + part.attempts, 0));
    expect(last.isComplete).toBe(true);
    expect(new Set(read)).toEqual(new Set([expected]));
  });
});
