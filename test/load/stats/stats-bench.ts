import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { ApiModule, createApi } from '#apps/api';
import { loadConfig } from '#libs/config';
import { idTime } from '#libs/contracts';
import { createLogger, Metrics } from '#libs/observability';
import { dataSourceOptions, migrate, RelayRepository, SecretBox, StatsRollupRepository } from '#libs/persistence';
import { StatsRoller } from '#libs/relay';
import { percentiles, type Percentiles } from '../measure/percentiles.js';
import { fillAttempts, fillWaiting } from './fill-attempts.js';

/** What is measured. */
export interface StatsBenchOptions {
  databaseUrl: string;
  attempts: number;
  days: number;
  /** Of the tenant that is asked about; as many again share a tenth of the attempts. */
  endpoints: number;
  waiting: number;
  /** Reads of each kind. */
  reads: number;
  onProgress: (message: string) => void;
}

/** What was found. */
export interface StatsBenchReport {
  attempts: number;
  deliveries: number;
  rollups: number;
  /** How long rolling up all of it took; 0 where nothing of the past was left. */
  rollUpSeconds: number;
  /** The same figures of the last seven days, read from the attempts instead. */
  directSeconds: number;
  reads: { path: string; attempts: number; ms: Percentiles }[];
}

const ADMIN_KEY = 'adm_for_the_benchmark_only';
const DAY_MS = 86_400_000;
const EVENT_TYPES = ['order.created', 'order.paid', 'order.cancelled', 'user.registered', 'product.updated'];
const WARM_UP_READS = 3;

interface Owned {
  id: string;
  tenantId: string;
}

/** Fills a database, rolls it up as the worker does, and measures what the API takes to answer. */
export async function statsBench(options: StatsBenchOptions): Promise<StatsBenchReport> {
  const { databaseUrl, onProgress } = options;
  const dataSource = await new DataSource({
    ...dataSourceOptions({ url: databaseUrl }),
    extra: { statement_timeout: 0 },
  }).initialize();
  const logger = createLogger({ level: 'warn' });
  const metrics = new Metrics({ processMetrics: false });
  const encryptionKey = randomBytes(32);
  const config = loadConfig({
    DATABASE_URL: databaseUrl,
    EVERHOOK_ADMIN_KEY: ADMIN_KEY,
    EVERHOOK_ENCRYPTION_KEY: encryptionKey.toString('base64'),
  });
  await migrate(dataSource);
  const served = new DataSource(dataSourceOptions({ url: databaseUrl }));
  const secretBox = new SecretBox(encryptionKey);
  const api = await createApi(ApiModule.register({ config, dataSource: served, secretBox, logger, metrics }), {
    config,
    logger,
  });
  try {
    await served.initialize();
    await api.listen(0, '127.0.0.1');
    const url = await api.getUrl();
    const own = await ownEndpoints(dataSource, url, options.endpoints);
    await fill(dataSource, own, options);
    const roller = new StatsRoller({
      repository: new StatsRollupRepository(dataSource),
      exclusive: new RelayRepository(dataSource),
      metrics,
      logger,
    });
    const rollUpSeconds = await rollUp(dataSource, roller, onProgress);
    const reads = await readAll(url, own[0], options, () => roller.round());
    return { ...(await countRows(dataSource)), rollUpSeconds, directSeconds: await readDirectly(dataSource), reads };
  } finally {
    await api.close();
    await served.destroy();
    await dataSource.destroy();
  }
}

/** The endpoints of the tenant that is asked about, and then of nine others: made once. */
async function ownEndpoints(dataSource: DataSource, url: string, count: number): Promise<[Owned, ...Owned[]]> {
  const found = await dataSource.query<Owned[]>('SELECT id, tenant_id AS "tenantId" FROM endpoints ORDER BY id');
  const [first, ...more] = found;
  if (first !== undefined) return [first, ...more];
  const tenants: string[] = [];
  for (let number = 0; number < 10; number++) {
    const { id } = await call(url, 'POST', '/api/v1/tenants', { name: `Shop ${number}` });
    tenants.push(String(id));
  }
  const made: Owned[] = [];
  for (let number = 0; number < 2 * count; number++) {
    const tenantId = (number < count ? tenants[0] : tenants[1 + (number % 9)]) ?? '';
    const body = { url: `https://receiver.example/hooks/${number}`, events: ['never'] };
    const { id } = await call(url, 'POST', '/api/v1/webhooks', body, tenantId);
    made.push({ id: String(id), tenantId });
  }
  const [one, ...rest] = made;
  if (one === undefined) throw new Error('there must be an endpoint');
  return [one, ...rest];
}

/** Fills all that was asked for, or in a database that was filled before only the time since then. */
async function fill(
  dataSource: DataSource,
  own: readonly [Owned, ...Owned[]],
  options: StatsBenchOptions,
): Promise<void> {
  const { attempts, days, endpoints, waiting, onProgress } = options;
  const [row] = await dataSource.query<{ last: string | null }[]>(
    `SELECT (SELECT delivery_id FROM delivery_attempts ORDER BY delivery_id DESC LIMIT 1) AS last`,
  );
  const toMs = Date.now();
  const lastMs = idTime(row?.last ?? '');
  const fromMs = lastMs === null ? toMs - days * DAY_MS : lastMs + 1;
  const wanted = lastMs === null ? attempts : Math.ceil((attempts * (toMs - fromMs)) / (days * DAY_MS));
  onProgress(`filling ${wanted} attempts`);
  // Nine of ten belong to the tenant that is asked about.
  const large = own.slice(0, endpoints);
  const shares = [...Array.from({ length: 9 }, () => large).flat(), ...own.slice(endpoints)];
  await fillAttempts(
    dataSource,
    { endpoints: shares, eventTypes: EVENT_TYPES, fromMs, toMs, attempts: wanted },
    (done, of) => onProgress(`${done} of ${of} deliveries`),
  );
  if (lastMs !== null) return;
  await fillWaiting(dataSource, own[0], waiting);
  onProgress('cleaning up');
  await dataSource.query('VACUUM (ANALYZE) webhook_deliveries');
  await dataSource.query('VACUUM (ANALYZE) delivery_attempts');
}

async function rollUp(
  dataSource: DataSource,
  roller: StatsRoller,
  onProgress: (message: string) => void,
): Promise<number> {
  const repository = new StatsRollupRepository(dataSource);
  const startedMs = performance.now();
  for (;;) {
    await roller.round();
    const progress = await repository.readProgress();
    if (progress !== null && progress.hoursFrom <= progress.oldest) break;
    onProgress(`rolled up back to ${progress?.hoursFrom.toISOString() ?? 'nothing'}`);
  }
  await dataSource.query('VACUUM (ANALYZE) stats_rollups');
  return (performance.now() - startedMs) / 1000;
}

async function readAll(
  url: string,
  { id, tenantId }: Owned,
  { reads, onProgress }: StatsBenchOptions,
  round: () => Promise<void>,
): Promise<StatsBenchReport['reads']> {
  const paths = [
    '/api/v1/stats?window=1h',
    '/api/v1/stats?window=24h',
    '/api/v1/stats?window=24h&bucket=15m',
    '/api/v1/stats?window=7d',
    '/api/v1/stats?window=7d&bucket=1h',
    '/api/v1/stats?window=7d&eventType=order.paid',
    `/api/v1/webhooks/${id}/health?window=24h`,
    `/api/v1/webhooks/${id}/health?window=7d`,
  ];
  const found: StatsBenchReport['reads'] = [];
  for (const path of paths) {
    onProgress(`reading ${path}`);
    await round();
    const times: number[] = [];
    let attempts = 0;
    for (let read = -WARM_UP_READS; read < reads; read++) {
      const startedMs = performance.now();
      const answer = await call(url, 'GET', path, undefined, tenantId);
      if (read >= 0) times.push(performance.now() - startedMs);
      if (answer['complete'] !== true) throw new Error(`${path} is not complete`);
      attempts = Number(answer['attempts']);
    }
    found.push({ path: path.replace(id, '{id}'), attempts, ms: percentiles(times) });
  }
  return found;
}

/** What an overview without roll-ups would at least have to do. */
async function readDirectly(dataSource: DataSource): Promise<number> {
  const startedMs = performance.now();
  await dataSource.query(
    `SELECT d.tenant_id, date_trunc('hour', a.started_at), a.outcome, count(*),
            percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY a.duration_ms)
     FROM delivery_attempts a JOIN webhook_deliveries d ON d.id = a.delivery_id
     WHERE a.started_at > now() - interval '7 days' GROUP BY 1, 2, 3`,
  );
  return (performance.now() - startedMs) / 1000;
}

async function countRows(
  dataSource: DataSource,
): Promise<Pick<StatsBenchReport, 'attempts' | 'deliveries' | 'rollups'>> {
  const [row] = await dataSource.query<Pick<StatsBenchReport, 'attempts' | 'deliveries' | 'rollups'>[]>(
    `SELECT (SELECT count(*)::integer FROM delivery_attempts) AS attempts,
            (SELECT count(*)::integer FROM webhook_deliveries) AS deliveries,
            (SELECT count(*)::integer FROM stats_rollups) AS rollups`,
  );
  if (row === undefined) throw new Error('nothing was counted');
  return row;
}

async function call(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  tenantId?: string,
): Promise<Record<string, unknown>> {
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${ADMIN_KEY}`,
      ...(tenantId === undefined ? {} : { 'x-tenant-id': tenantId }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
  return Object.fromEntries(Object.entries(JSON.parse(text)));
}
