import { randomUUID } from 'node:crypto';
import { Pool as Database } from 'pg';
import { Pool as Http } from 'undici';
import { order } from '../load/payload.js';
import { nowMs } from '../measure/clock.js';
import { closedLoop, openLoop } from '../measure/pacing.js';
import { serveFloor, type FloorRequest, type FloorResult } from './floor-protocol.js';

/** Rows to an insert in the flood. */
const ROWS = 100;
/** While one batch is sent, the next are inserted: with fewer, the sending would run dry at the end of each batch. */
const BATCHES_AT_ONCE = 4;
const BODY = JSON.stringify(order(1));
const TYPE = 'order.created';
const HEADERS = { 'content-type': 'application/json' };

/** `pipeline-floor-program <database url> <receiver url>`: floor (b), one insert and one POST an event. */
async function main(databaseUrl: string, receiverUrl: string): Promise<void> {
  const database = new Database({ connectionString: databaseUrl, max: BATCHES_AT_ONCE });
  // Interrupted, the benchmark stops Postgres while this is still connected.
  database.on('error', () => undefined);
  await database.query('CREATE SCHEMA IF NOT EXISTS bench');
  await database.query(
    'CREATE TABLE IF NOT EXISTS bench.pipeline (id text PRIMARY KEY, type text NOT NULL, payload text NOT NULL)',
  );
  const http = new Map<number, Http>();
  process.once('disconnect', () => process.exit(0));
  serveFloor((request) => {
    const connections = request.do === 'flood' ? request.inFlight : ROWS;
    const pool = http.get(connections) ?? new Http(receiverUrl, { connections, pipelining: 1 });
    http.set(connections, pool);
    return request.do === 'flood' ? flood(database, pool, request) : rate(database, pool, request);
  });
}

/** Undici queues what finds all connections of the pool busy, so their number is the number in flight. */
async function flood(
  database: Database,
  http: Http,
  { count }: Extract<FloorRequest, { do: 'flood' }>,
): Promise<FloorResult> {
  const beganMs = nowMs();
  await closedLoop(Math.ceil(count / ROWS), BATCHES_AT_ONCE, async (batch) => {
    const ids = Array.from({ length: Math.min(ROWS, count - batch * ROWS) }, () => randomUUID());
    await insert(database, ids);
    await Promise.all(ids.map((id) => post(http, '/quiet/floor', id)));
  });
  return { elapsedMs: nowMs() - beganMs, count, latenciesMs: [], starts: [], spoilt: 0 };
}

/** One row an insert, one POST when it is committed. */
async function rate(
  database: Database,
  http: Http,
  { count, perSecond }: Extract<FloorRequest, { do: 'rate' }>,
): Promise<FloorResult> {
  const starts: FloorResult['starts'] = [];
  const beganMs = nowMs();
  await openLoop(count, perSecond, async () => {
    const id = randomUUID();
    starts.push([`${id}/floor`, nowMs()]);
    await insert(database, [id]);
    await post(http, '/ok/floor', id);
  });
  return { elapsedMs: nowMs() - beganMs, count, latenciesMs: [], starts, spoilt: 0 };
}

async function insert(database: Database, ids: readonly string[]): Promise<void> {
  await database.query({
    name: 'insert',
    text: 'INSERT INTO bench.pipeline (id, type, payload) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])',
    values: [ids, ids.map(() => TYPE), ids.map(() => BODY)],
  });
}

async function post(http: Http, path: string, id: string): Promise<void> {
  const { statusCode, body } = await http.request({
    method: 'POST',
    path,
    headers: { ...HEADERS, 'webhook-id': id },
    body: BODY,
  });
  await body.dump();
  if (statusCode !== 200) throw new Error(`the receiver answered ${statusCode}`);
}

await main(process.argv[2] ?? '', process.argv[3] ?? '');
