import { Worker } from '@temporalio/worker';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { changedSignal, pacedWorkflowId, type OperationStatus } from '#libs/contracts';
import { OperationRepository, type NewOperation, type OperationMembers } from '#libs/persistence';
import { TENANT, TestEngine } from '../support/engine.js';
import { Receiver } from '../support/receiver.js';
import { waitFor } from '../support/wait-for.js';

/** The gaps that a crash leaves are looked for every second, not every half a minute. */
const QUICK = { EVERHOOK_RECONCILE_INTERVAL_MS: '1000', EVERHOOK_RECONCILE_OVERDUE_MS: '1000' };
const RECOVERY = { timeoutMs: 120_000, everyMs: 100 };
const ACTOR = { keyId: 'key_test' };

let engine: TestEngine;
let receiver: Receiver;
let operations: OperationRepository;
beforeAll(async () => {
  receiver = await Receiver.start();
  engine = await TestEngine.start();
  operations = new OperationRepository(engine.dataSource);
});
afterEach(async () => {
  receiver.clear();
  await engine.deleteEndpoints();
});
afterAll(async () => {
  await engine.close();
  await receiver.close();
});

/** Begins an operation; returns its id. */
async function begin(settings: Pick<NewOperation, 'action' | 'members'> & Partial<NewOperation>): Promise<string> {
  const operation = await operations.create(
    { tenantId: TENANT, filter: {}, at: null, reason: null, ratePerSecond: null, ...settings },
    ACTOR,
  );
  if (operation === null) throw new Error('there were too many members');
  return operation.id;
}

const deliveriesOf = (endpointId: string, unfinishedOnly = true): OperationMembers => ({
  kind: 'deliveries',
  search: { endpointId },
  unfinishedOnly,
});

/** A paused endpoint and what it holds, in rows that a fan-out would have made. */
async function held(count: number): Promise<string> {
  const endpointId = await engine.addEndpoint(receiver.url('/never'), { events: ['never'] });
  await engine.dataSource.query(
    `UPDATE endpoints SET gate = 'paused', gate_reason = 'paused', gate_because = 'the endpoint is paused' WHERE id = $1`,
    [endpointId],
  );
  await engine.dataSource.query(
    `INSERT INTO webhook_deliveries (id, tenant_id, endpoint_id, event_id, event_accepted_at, event_type, generation,
       envelope, status, wait_reason, because, next_trigger, position)
     SELECT 'dlv_' || $1 || lpad(n::text, 8, '0'), $2, $1, 'evt_' || $1 || n, now() + n * interval '1 ms', 'order.created', 0,
            '{}', 'held', 'paused', 'the endpoint is paused', 'schedule', n
     FROM generate_series(1, $3::integer) AS n`,
    [endpointId, TENANT, count],
  );
  return endpointId;
}

interface Progress {
  status: OperationStatus;
  total: number;
  done: number;
  failed: number;
}

async function progress(id: string): Promise<Progress> {
  const operation = await operations.find(TENANT, id);
  if (operation === null) throw new Error(`there is no operation ${id}`);
  const { status, total, done, failed } = operation;
  return { status, total, done, failed };
}

const finished = (id: string): Promise<Progress> =>
  waitFor(
    `operation ${id} to finish`,
    async () => {
      const found = await progress(id);
      return found.status === 'finished' && found;
    },
    RECOVERY,
  );

/** How many deliveries of an endpoint have how many notes of a kind by an operation in their timelines. */
async function notes(
  endpointId: string,
  kind: string,
  actor: string,
): Promise<{ notes: number; deliveries: number }[]> {
  return engine.dataSource.query(
    `SELECT notes, count(*)::integer AS deliveries FROM (
       SELECT d.id, count(t.delivery_id)::integer AS notes FROM webhook_deliveries d
       LEFT JOIN delivery_timeline t ON t.delivery_id = d.id AND t.kind = $2 AND t.actor = $3
       WHERE d.endpoint_id = $1 GROUP BY d.id) each GROUP BY notes`,
    [endpointId, kind, actor],
  );
}

describe('kill -9 in the middle of a bulk operation', () => {
  it('50,000 deliveries: each is cancelled exactly once', async () => {
    const total = 50_000;
    const endpointId = await held(total);
    let worker = await engine.startWorkerProcess(QUICK);
    const startedAt = performance.now();
    const id = await begin({ action: 'cancel', members: deliveriesOf(endpointId) });
    const madeAt = performance.now();
    let lostMs = 0;
    for (const threshold of [5_000, 25_000]) {
      const { done } = await waitFor(
        `${threshold} to be done`,
        async () => {
          const found = await progress(id);
          return found.done >= threshold && found;
        },
        { timeoutMs: 120_000, everyMs: 5 },
      );
      await worker.kill();
      const killedAt = performance.now();
      expect(done).toBeLessThan(45_000);
      const after = await waitFor('the last transaction to end', async () => {
        const [busy] = await engine.dataSource.query<{ count: number }[]>(
          `SELECT count(*)::integer AS count FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`,
        );
        return busy?.count === 0 && (await progress(id));
      });
      expect(after.status).toBe('running');
      // What is counted is what was done, whatever the process was at.
      const ended = `endpoint_id = '${endpointId}' AND status = 'cancelled'`;
      expect(await engine.count('webhook_deliveries', ended)).toBe(after.done);
      worker = await engine.startWorkerProcess(QUICK);
      await waitFor('it to go on', async () => (await progress(id)).done > after.done, RECOVERY);
      lostMs += performance.now() - killedAt;
    }
    expect(await finished(id)).toEqual({ status: 'finished', total, done: total, failed: 0 });
    const wholeMs = performance.now() - startedAt;
    process.stdout.write(
      `50,000 members: fixed in ${seconds(madeAt - startedAt)}, cancelled in ${seconds(wholeMs)}, ` +
        `of which ${seconds(lostMs)} between two kills and the next step of another worker\n`,
    );
    expect(await engine.count('webhook_deliveries', `endpoint_id = '${endpointId}' AND status = 'cancelled'`)).toBe(
      total,
    );
    expect(await notes(endpointId, 'cancel', id)).toEqual([{ notes: 1, deliveries: total }]);
    expect(await engine.count('operation_items', `operation_id = '${id}' AND outcome = 'done'`)).toBe(total);
    await worker.kill();
  }, 300_000);

  it('a replay, then a redelivery: one new delivery of each event, one more attempt of each delivery', async () => {
    // Slow enough that it is not over when the worker is killed, however busy the machine.
    const total = 200;
    let worker = await engine.startWorkerProcess(QUICK);
    const before = new Date();
    for (let n = 0; n < total; n++) await engine.accept({ data: JSON.stringify({ n }) });
    await waitFor('all events to be relayed', async () => (await engine.count('integration_outbox')) === 0);
    const endpointId = await engine.addEndpoint(receiver.url('/later'), { events: ['never'], timeoutMs: 1_000 });
    const arrived = (): number => receiver.requestsTo('/later').length;
    const killAt = async (requests: number, id: string): Promise<void> => {
      await waitFor(`${requests} requests`, () => arrived() >= requests, { everyMs: 5 });
      await worker.kill();
      expect((await progress(id)).status).toBe('running');
      worker = await engine.startWorkerProcess(QUICK);
    };
    const allSucceeded = async (attempts: number): Promise<void> => {
      const so = `endpoint_id = '${endpointId}' AND status = 'succeeded' AND attempt_count = ${attempts}`;
      await waitFor('all to succeed', async () => (await engine.count('webhook_deliveries', so)) === total, RECOVERY);
    };

    const replay = await begin({
      action: 'replay',
      members: { kind: 'events', types: null, from: before, to: new Date(), endpointIds: [endpointId] },
      ratePerSecond: 20,
    });
    await killAt(30, replay);
    expect(await finished(replay)).toEqual({ status: 'finished', total, done: total, failed: 0 });
    await allSucceeded(1);
    expect(await engine.count('webhook_deliveries', `endpoint_id = '${endpointId}'`)).toBe(total);
    expect(await engine.count('webhook_deliveries', `endpoint_id = '${endpointId}' AND generation = 1`)).toBe(total);
    expect(await notes(endpointId, 'replay', replay)).toEqual([{ notes: 1, deliveries: total }]);
    const replayed = arrived();
    expectOnce(receiver, total, 1, replayed);

    const redelivery = await begin({
      action: 'redeliver',
      members: deliveriesOf(endpointId, false),
      ratePerSecond: 20,
    });
    await killAt(replayed + 30, redelivery);
    expect(await finished(redelivery)).toEqual({ status: 'finished', total, done: total, failed: 0 });
    await allSucceeded(2);
    expect(await notes(endpointId, 'redeliver', redelivery)).toEqual([{ notes: 1, deliveries: total }]);
    expectOnce(receiver, total, 2, arrived());
    await worker.kill();
  }, 300_000);
});

/** Every event arrived so many times; only what was in flight when a worker was killed may have arrived once more. */
function expectOnce({ requests }: Receiver, events: number, times: number, arrived: number): void {
  const byEvent = new Map<string | undefined, number>();
  for (const { headers } of requests) {
    const id = headers['webhook-id'];
    byEvent.set(id, (byEvent.get(id) ?? 0) + 1);
  }
  expect(byEvent.size).toBe(events);
  expect(Math.min(...byEvent.values())).toBeGreaterThanOrEqual(times);
  const inFlightAtMost = 20;
  expect(arrived - events * times).toBeLessThanOrEqual(inFlightAtMost * times);
}

describe('the steps of a bulk operation', () => {
  it('made at the same time, by workers that do not know of each other, act on each member once', async () => {
    const endpointId = await held(2_000);
    const id = await begin({ action: 'cancel', members: deliveriesOf(endpointId) });
    const steps = await Promise.all(Array.from({ length: 6 }, () => operations.advance(id)));
    expect(steps.filter(({ kind }) => kind === 'stop').length).toBeGreaterThan(0);
    expect(await progress(id)).toEqual({ status: 'finished', total: 2_000, done: 2_000, failed: 0 });
    expect(await notes(endpointId, 'cancel', id)).toEqual([{ notes: 1, deliveries: 2_000 }]);
  });

  it('that was undone half-way has done nothing', async () => {
    const endpointId = await held(10);
    const id = await begin({ action: 'cancel', members: deliveriesOf(endpointId) });
    await engine.dataSource.query(
      `ALTER TABLE operation_items ADD CONSTRAINT broken CHECK (outcome IS NULL OR operation_id <> '${id}') NOT VALID`,
    );
    await expect(operations.advance(id)).rejects.toThrow('broken');
    expect(await progress(id)).toMatchObject({ status: 'running', done: 0 });
    expect(await engine.count('webhook_deliveries', `endpoint_id = '${endpointId}' AND status = 'held'`)).toBe(10);
    await engine.dataSource.query('ALTER TABLE operation_items DROP CONSTRAINT broken');
    expect(await operations.advance(id)).toMatchObject({ kind: 'stop' });
    expect(await notes(endpointId, 'cancel', id)).toEqual([{ notes: 1, deliveries: 10 }]);
  });

  it('wait while more commands than enough are on their way', async () => {
    const endpointId = await held(10);
    const id = await begin({ action: 'cancel', members: deliveriesOf(endpointId) });
    await engine.dataSource.query(
      `INSERT INTO workflow_commands (delivery_id, id, kind, attempts_seen, actor)
       SELECT 'none', 'cmd_' || n, 'cancel', 0, 'test' FROM generate_series(1, 500) AS n`,
    );
    expect(await operations.advance(id)).toMatchObject({
      kind: 'again',
      because: expect.stringContaining('commands wait'),
    });
    expect(await progress(id)).toMatchObject({ done: 0 });
    await engine.dataSource.query(`DELETE FROM workflow_commands WHERE delivery_id = 'none'`);
    expect(await operations.advance(id)).toMatchObject({ kind: 'stop' });
  });

  it('end when the tenant is deleted', async () => {
    await engine.addTenant('gone');
    const id = await begin({ action: 'cancel', members: deliveriesOf(await held(10)) });
    await engine.dataSource.query(`UPDATE operations SET tenant_id = 'gone' WHERE id = $1`, [id]);
    await engine.dataSource.query(`UPDATE tenants SET deleted_at = now() WHERE id = 'gone'`);
    expect(await operations.advance(id)).toEqual({ kind: 'stop', because: 'the tenant was deleted' });
    expect(await operations.find('gone', id)).toMatchObject({ status: 'aborted', done: 0 });
  });
});

describe('a bulk operation with too many members', () => {
  it('is not made, and leaves nothing behind', async () => {
    const few = new OperationRepository(engine.dataSource, 9);
    const members = deliveriesOf(await held(10));
    const items = await engine.count('operation_items');
    expect(await few.countMembers(TENANT, members)).toBe(10);
    const settings = { tenantId: TENANT, filter: {}, members, at: null, reason: null, ratePerSecond: null };
    expect(await few.create({ ...settings, action: 'cancel' }, { keyId: 'key_too_many' })).toBeNull();
    expect(await engine.count('operation_items')).toBe(items);
    expect(await engine.count('operations', `actor = 'key_too_many'`)).toBe(0);
    expect(await engine.count('audit_log', `actor = 'key_too_many'`)).toBe(0);
    const enough = new OperationRepository(engine.dataSource, 10);
    expect(await enough.create({ ...settings, action: 'cancel' }, ACTOR)).toMatchObject({ total: 10 });
  });
});

describe('the workflow of a bulk operation', () => {
  it('is started by the reconciler when its wake-up was lost', async () => {
    const id = await begin({ action: 'cancel', members: deliveriesOf(await held(10)) });
    await engine.dataSource.query('DELETE FROM wake_ups');
    const worker = await engine.startWorker(QUICK);
    expect(await finished(id)).toMatchObject({ done: 10, failed: 0 });
    await worker.stop();
  });

  it('is started again when Temporal has lost its data', async () => {
    const id = await begin({ action: 'cancel', members: deliveriesOf(await held(10)) });
    await engine.dataSource.query('DELETE FROM wake_ups');
    // Not overdue by far: only a sweep of everything finds it.
    await engine.dataSource.query(`UPDATE operations SET moved_at = now() + interval '1 hour' WHERE id = $1`, [id]);
    await engine.relay.writeSetting('engine-marker-run-id', 'of a Temporal that is gone');
    const worker = await engine.startWorker(QUICK);
    expect(await finished(id)).toMatchObject({ done: 10, failed: 0 });
    await worker.stop();
  });

  it('continues as new before its history grows long, and its histories replay', async () => {
    const worker = await engine.startWorker();
    const id = await begin({ action: 'hold', members: deliveriesOf(await held(500)), ratePerSecond: 1 });
    const { client } = await engine.temporal();
    const latest = client.workflow.getHandle(pacedWorkflowId('bulkOperation', id));
    const { runId } = await waitFor('the workflow to run', () => latest.describe());
    const first = client.workflow.getHandle(latest.workflowId, runId);
    // Every change of the row makes a step; at its own pace it would take minutes to come so far.
    await waitFor(
      'the first run to be continued',
      async () => {
        await Promise.all(Array.from({ length: 5 }, () => latest.signal(changedSignal)));
        return (await first.describe()).status.name === 'CONTINUED_AS_NEW';
      },
      { everyMs: 1 },
    );
    const { done } = await progress(id);
    await waitFor('the next run to go on', async () => (await progress(id)).done > done);
    await operations.abort(TENANT, id, ACTOR);
    await latest.signal(changedSignal);
    expect(await latest.result()).toMatch(/^hold aborted: \d+ of 500 done, 0 failed$/);

    for (const run of [first, latest]) {
      const history = await run.fetchHistory();
      await Worker.runReplayHistory({ workflowBundle: { codePath: inject('workflowBundlePath') } }, history);
    }
    await worker.stop();
  });
});

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
