import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { AdmissionRules, SchemaValidator } from '#libs/admission';
import { createLogger, Metrics } from '#libs/observability';
import { EventQueryRepository, ExpressRepository } from '#libs/persistence';
import { OutboxIntake, Relay, type AttemptLane, type WorkflowLane } from '#libs/relay';
import { newEvent, TENANT, TestEngine } from '../support/engine.js';
import { Receiver } from '../support/receiver.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { waitFor } from '../support/wait-for.js';

describe('the relay', () => {
  let engine: TestEngine;
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await Receiver.start();
  });
  beforeEach(async () => {
    engine = await TestEngine.start();
  });
  afterEach(async () => {
    await engine.close();
    receiver.clear();
  });
  afterAll(() => receiver.close());

  const eventIds = (): string[] => receiver.requests.map((request) => request.headers['webhook-id'] ?? '');

  describe('between tenants', () => {
    it("does not let one tenant's 500 events stand before another tenant's single one", async () => {
      await engine.addTenant('a-crowd');
      await engine.addTenant('z-single');
      await engine.addEndpoint(receiver.url('/crowd'), { tenantId: 'a-crowd' });
      await engine.addEndpoint(receiver.url('/single'), { tenantId: 'z-single' });
      await engine.events.acceptEvents(Array.from({ length: 500 }, () => newEvent({ tenantId: 'a-crowd' })));
      await engine.accept({ tenantId: 'z-single' });
      await engine.startWorker();
      await receiver.waitForRequests(1, '/single');
      // At most what was in flight already, and one more round of the crowd's.
      expect(receiver.requestsTo('/crowd').length).toBeLessThan(100);
    });

    it('takes at most twenty rows of one tenant a round while others wait, and goes on behind the last one served', async () => {
      const tenants = ['t-a', 't-b', 't-c', 't-d'];
      for (const tenant of tenants) await engine.addTenant(tenant);
      const accept = (tenantId: string, count: number): Promise<unknown> =>
        engine.events.acceptEvents(Array.from({ length: count }, () => newEvent({ tenantId })));
      for (const tenant of tenants) await accept(tenant, 50);
      const claim = (limit: number, after: string): Promise<Record<string, number>> =>
        engine.relay.inTransaction(async (manager) => {
          const rows = await engine.relay.claimOutboxBatch(manager, limit, after);
          const counts: Record<string, number> = {};
          for (const { tenantId } of rows) counts[tenantId] = (counts[tenantId] ?? 0) + 1;
          return counts;
        });
      expect(await claim(100, '')).toEqual({ 't-a': 20, 't-b': 20, 't-c': 20, 't-d': 20 });
      expect(await claim(50, '')).toEqual({ 't-a': 20, 't-b': 20, 't-c': 10 });
      expect(await claim(50, 't-c')).toEqual({ 't-d': 20, 't-a': 20, 't-b': 10 });
      await engine.dataSource.query(`DELETE FROM integration_outbox WHERE tenant_id <> 't-b'`);
      expect(await claim(100, 't-b')).toEqual({ 't-b': 50 });
    });
  });

  it('writes an event again only when its endpoints have changed since it was accepted', async () => {
    const version = async (): Promise<number> => {
      const [row] = await engine.dataSource.query<{ endpoints_version: number }[]>(
        'SELECT endpoints_version FROM tenants WHERE id = $1',
        [TENANT],
      );
      return row?.endpoints_version ?? 0;
    };
    const events = (): Promise<{ id: string; version: number; xmin: string }[]> =>
      engine.dataSource.query('SELECT id, endpoints_version AS version, xmin FROM events ORDER BY id');
    const relayAll = (): Promise<unknown> =>
      engine.relay.inTransaction(async (manager) => {
        const rows = await engine.relay.claimOutboxBatch(manager, 100, '');
        const present = await version();
        return engine.relay.finishBatch(
          manager,
          rows.map((row) => ({ row, version: present })),
          await engine.relay.joinLines(manager, []),
        );
      });
    await engine.events.acceptEvents([newEvent({ id: 'evt_1' }), newEvent({ id: 'evt_2' })]);
    const accepted = await events();
    const acceptedAt = await version();
    expect(accepted.map((event) => event.version)).toEqual([acceptedAt, acceptedAt]);
    await relayAll();
    expect(await events()).toEqual(accepted);

    await engine.events.acceptEvents([newEvent({ id: 'evt_3' })]);
    await engine.addEndpoint(receiver.url('/later'));
    await relayAll();
    expect(await engine.count('integration_outbox')).toBe(0);
    expect((await events()).map((event) => event.version)).toEqual([acceptedAt, acceptedAt, await version()]);
    expect(await version()).toBeGreaterThan(acceptedAt);
  });

  it('waits for the disk unless what a crash of Postgres undoes would only be done once more', async () => {
    const waits: boolean[] = [];
    const finishBatch = engine.relay.finishBatch.bind(engine.relay);
    vi.spyOn(engine.relay, 'finishBatch').mockImplementation(async (manager, ...batch) => {
      // Sent together: the commit comes right behind them.
      const [stored, [setting]] = await Promise.all([
        finishBatch(manager, ...batch),
        manager.query<{ synchronous_commit: string }[]>('SHOW synchronous_commit'),
      ]);
      waits.push(setting?.synchronous_commit === 'on');
      return stored;
    });
    const room = { capacity: 10, room: 10, roomFor: () => 10 };
    const insertRow = (): Promise<unknown> =>
      engine.dataSource.query(`INSERT INTO integration_outbox (tenant_id, type, data) VALUES ($1, 'a.b', '1')`, [
        TENANT,
      ]);
    await engine.addEndpoint(receiver.url('/express'), { lane: 'express' });

    await engine.accept();
    await relayInto(room, true).relay.fanOut();
    // The endpoint is slow just now, and its deliveries go to workflows.
    await engine.accept();
    await relayInto(room, false).relay.fanOut();
    // A row that another program has inserted becomes an event, which is sent by the next round.
    await Promise.all([engine.accept(), insertRow()]);
    await relayInto(room, true).relay.fanOut();
    vi.restoreAllMocks();
    expect(waits.slice(0, 3)).toEqual([false, true, true]);
    expect(await engine.dataSource.query('SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
  });

  it('drains the outbox of several tenants in one go, not a round a poll', async () => {
    const tenants = ['t-a', 't-b'];
    for (const tenantId of tenants) {
      await engine.addTenant(tenantId);
      await engine.addEndpoint(receiver.url('/drained'), { tenantId });
      await engine.events.acceptEvents(Array.from({ length: 60 }, () => newEvent({ tenantId })));
    }
    await engine.startWorker({ EVERHOOK_RELAY_POLL_MS: '60000' });
    await receiver.waitForRequests(120, '/drained', { timeoutMs: 40_000 });
  });

  it('comes to the backlog also while events keep coming', async () => {
    await engine.addTenant('busy');
    const endpointId = await engine.addEndpoint(receiver.url('/left'));
    const id = await engine.acceptAndFanOut(endpointId);
    const setStatus = (status: string): Promise<unknown> =>
      engine.dataSource.query('UPDATE webhook_deliveries SET status = $2 WHERE id = $1', [id, status]);
    await setStatus('held');
    await engine.startWorker({ EVERHOOK_RELAY_POLL_MS: '500' });
    const traffic = { goesOn: true };
    const steady = (async () => {
      while (traffic.goesOn) await engine.accept({ tenantId: 'busy' });
    })();
    // As it stands behind a worker that died: nobody tells the relay of it.
    await setStatus('pending');
    await receiver.waitForRequests(1, '/left');
    traffic.goesOn = false;
    await steady;
  });

  it('gives every endpoint its share of the room for the backlog', async () => {
    const first = await engine.addEndpoint(receiver.url('/many'));
    const second = await engine.addEndpoint(receiver.url('/one'));
    const [many = '', one = ''] = [first, second].toSorted();
    for (let count = 0; count < 30; count++) await engine.acceptAndFanOut(many);
    await engine.acceptAndFanOut(one);
    const { relay, taken } = relayInto({ capacity: 10, room: 10, roomFor: () => Number.POSITIVE_INFINITY });
    await relay.dispatchBacklog();
    expect(taken).toContain(one);
  });

  it('begins each look at the backlog behind the endpoint that was served last, all the way round', async () => {
    const ids = (
      await Promise.all(['/a', '/b', '/c'].map((path) => engine.addEndpoint(receiver.url(path))))
    ).toSorted();
    for (const id of ids) for (let count = 0; count < 3; count++) await engine.acceptAndFanOut(id);
    const { relay, taken } = relayInto({ capacity: 10, room: 2, roomFor: () => 1 });
    const looks: number[][] = [];
    for (let look = 0; look < 3; look++) {
      await relay.dispatchBacklog();
      looks.push(
        taken
          .splice(0)
          .map((id) => ids.indexOf(id))
          .toSorted((a, b) => a - b),
      );
    }
    expect(looks).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
  });

  /** A relay whose durable lane has this room and only notes whose deliveries it is handed, look by look in their order. */
  function relayInto(
    room: Pick<WorkflowLane, 'capacity' | 'room' | 'roomFor'>,
    isExpress = false,
  ): { relay: Relay; taken: string[] } {
    const taken: string[] = [];
    const durable: WorkflowLane = { ...room, deliver: async ({ endpointId }) => void taken.push(endpointId) };
    const express: AttemptLane = { ...room, takes: () => isExpress, deliver: () => undefined };
    const [metrics, logger] = [new Metrics({ processMetrics: false }), createLogger({ level: 'silent' })];
    const rules = new AdmissionRules(new EventQueryRepository(engine.dataSource), new SchemaValidator());
    const intake = new OutboxIntake(engine.relay, engine.events, rules, logger);
    const claims = new ExpressRepository(engine.dataSource);
    const options = { repository: engine.relay, claims, intake, durable, express, metrics, logger, batchSize: 100 };
    return { relay: new Relay(options), taken };
  }

  it('several at once share the outbox without doing any of it twice', async () => {
    await engine.addEndpoint(receiver.url('/shared'));
    const accepted = await engine.events.acceptEvents(Array.from({ length: 60 }, () => newEvent()));
    // Small batches: both get some.
    const workers = await Promise.all([1, 2].map(() => engine.startWorker({ EVERHOOK_RELAY_BATCH: '5' })));
    await receiver.waitForRequests(60, '/shared');
    await waitFor(
      'all to succeed',
      async () => (await engine.count('webhook_deliveries', `status = 'succeeded'`)) === 60,
    );
    const taken = await Promise.all(
      workers.map(async ({ metrics }) =>
        Number(/^everhook_relay_batch_size_sum (\d+)$/m.exec(await metrics.render())?.[1] ?? 0),
      ),
    );
    expect(taken.reduce((sum, rows) => sum + rows, 0)).toBe(60);
    expect(receiver.requests).toHaveLength(60);
    expect(new Set(eventIds())).toEqual(new Set(accepted.map((event) => event.id)));
  });

  describe('on rows of another program', () => {
    const insert = async (row: Record<string, unknown>): Promise<string> => {
      const [inserted] = await engine.dataSource.query<{ seq: string }[]>(
        `INSERT INTO integration_outbox (${Object.keys(row).join(', ')})
         VALUES (${Object.keys(row)
           .map((_, n) => `$${n + 1}`)
           .join(', ')}) RETURNING seq`,
        Object.values(row),
      );
      return inserted?.seq ?? '';
    };
    const VALID = { tenant_id: TENANT, type: 'order.created', data: '{"total": 12345678901234567890.10}' };

    it('delivers them as they stand, committed with the change that they tell of', async () => {
      await engine.addEndpoint(receiver.url('/outbox'), { profile: 'quickstart' });
      await engine.startWorker({ EVERHOOK_RELAY_POLL_MS: '60000' });
      await engine.dataSource.query('CREATE TABLE orders (id text PRIMARY KEY)');
      await engine.dataSource.transaction(async (manager) => {
        await manager.query(`INSERT INTO orders VALUES ('o-1')`);
        await manager.query(
          `INSERT INTO integration_outbox (tenant_id, type, data, event_id, idempotency_key, created, channels)
           VALUES ($1, 'order.created', $2, 'evt_own', 'own-key', '2026-01-02T03:04:05.678Z', '{shop-1}')`,
          [TENANT, VALID.data],
        );
      });
      const [request] = await receiver.waitForRequests(1, '/outbox');
      expect(request?.body).toBe(VALID.data);
      expect(request?.headers['x-webhook-event-id']).toBe('evt_own');
      expect(await engine.dataSource.query(`SELECT id, source, channels, created FROM events`)).toEqual([
        { id: 'evt_own', source: 'outbox', channels: ['shop-1'], created: new Date('2026-01-02T03:04:05.678Z') },
      ]);
      // Accepted like any other event: the API answers a repeat of its key with it.
      expect(
        await engine.accept({
          id: 'evt_own',
          idempotencyKey: 'own-key',
          data: VALID.data,
          channels: ['shop-1'],
          created: new Date('2026-01-02T03:04:05.678Z'),
        }),
      ).toMatchObject({ id: 'evt_own', replayed: true });
      expect(await engine.count('integration_outbox')).toBe(0);
    });

    it('sets what cannot become an event aside with a reason, and goes on with the rest of the batch', async () => {
      await engine.addEndpoint(receiver.url('/outbox'));
      await engine.accept({ id: 'evt_taken', data: '{"other":1}', source: 'test' });
      const invalid: [Record<string, unknown>, RegExp][] = [
        [{ tenant_id: 'nobody' }, /tenant "nobody" does not exist/],
        [{ type: null }, /type/],
        [{ type: 'has spaces' }, /type/],
        [{ data: null }, /data/],
        [{ data: '{"open": ' }, /data must be JSON/],
        [{ data: '['.repeat(200) + ']'.repeat(200) }, /nested/],
        [{ event_id: 'evt.with.dot' }, /event_id/],
        [{ event_id: 'evt_taken' }, /evt_taken/],
        // What only the database, or the driver, would stumble over: it must not take the batch with it.
        [{ idempotency_key: randomBytes(4_000).toString('base64') }, /idempotency_key/],
        [{ idempotency_key: '' }, /idempotency_key/],
        [{ created: 'infinity' }, /created/],
        [{ deliver_at: '-infinity' }, /deliver_at/],
        [{ expires_at: '280000-01-01' }, /expires_at/],
        [{ deliver_at: new Date(Date.now() + 400 * 86_400_000) }, /deliver_at/],
        [{ channels: [null] }, /channels/],
      ];
      const reasons = new Map<string, RegExp>();
      const before = await insert(VALID);
      for (const [change, reason] of invalid) reasons.set(await insert({ ...VALID, ...change }), reason);
      const after = await insert(VALID);
      await engine.startWorker();
      await receiver.waitForRequests(2, '/outbox');
      await waitFor(
        'every bad row to be set aside',
        async () => (await engine.count('integration_outbox', 'rejected_at IS NOT NULL')) >= invalid.length,
      );
      const rejected = await engine.dataSource.query<{ seq: string; reason: string }[]>(
        'SELECT seq, reject_reason AS reason FROM integration_outbox ORDER BY seq',
      );
      expect(rejected.map(({ seq }) => seq)).toEqual([...reasons.keys()]);
      for (const { seq, reason } of rejected) expect(reason).toMatch(reasons.get(seq) ?? /never/);
      expect(rejected.map(({ seq }) => seq)).not.toContain(before);
      expect(rejected.map(({ seq }) => seq)).not.toContain(after);
      expect(await engine.count('events', `source = 'outbox'`)).toBe(2);
    });

    it('sends a mended row again as documented: both columns cleared, one NOTIFY', async () => {
      await engine.addEndpoint(receiver.url('/mended'));
      await engine.startWorker({ EVERHOOK_RELAY_POLL_MS: '60000' });
      const seq = await insert({ ...VALID, data: 'no JSON' });
      await waitFor(
        'it to be set aside',
        async () => (await engine.count('integration_outbox', 'rejected_at IS NOT NULL')) === 1,
      );
      await engine.dataSource.query(
        `UPDATE integration_outbox SET data = '{}', rejected_at = NULL, reject_reason = NULL WHERE seq = $1`,
        [seq],
      );
      await engine.dataSource.query('NOTIFY everhook_relay');
      await receiver.waitForRequests(1, '/mended');
    });

    it.each([
      ['an id of its own', { event_id: 'evt_own' }],
      ['a key of its own', { idempotency_key: 'own-key' }],
      ['neither', {}],
    ])(
      'an intake that is repeated after a crash makes one event of a row with %s',
      async (_, own) => {
        await engine.addEndpoint(receiver.url('/again'));
        const seq = await insert({ ...VALID, ...own });
        // Relays that take the row in and die before they can forget it: every commit of their own is refused.
        await engine.dataSource.query(`
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM nextval('refusals');
          PERFORM pg_terminate_backend(pg_backend_pid());
          RETURN NULL;
        END $$`);
        await engine.dataSource.query('CREATE SEQUENCE refusals');
        await engine.dataSource.query(
          `CREATE TRIGGER refuse BEFORE DELETE ON integration_outbox FOR EACH ROW WHEN (OLD.seq = ${Number(seq)}) EXECUTE FUNCTION refuse()`,
        );
        await engine.startWorker({ EVERHOOK_RELAY_POLL_MS: '50' });
        await waitFor('three crashes', async () => {
          const [row] = await engine.dataSource.query<{ last: string }[]>('SELECT last_value AS last FROM refusals');
          return Number(row?.last) >= 3;
        });
        expect(await engine.count('events')).toBe(1);
        // The table's lock is the relay's most of the time: whoever waits too long for it gives way and comes again.
        await waitFor('the trigger to go', () =>
          engine.dataSource.query('DROP TRIGGER IF EXISTS refuse ON integration_outbox').then(
            () => true,
            () => false,
          ),
        );
        await receiver.waitForRequests(1, '/again');
        await waitFor('the outbox to be empty', async () => (await engine.count('integration_outbox')) === 0);
        await waitFor(
          'it to succeed',
          async () => (await engine.count('webhook_deliveries', `status = 'succeeded'`)) === 1,
        );
        expect(await engine.count('events')).toBe(1);
        expect(await engine.count('webhook_deliveries')).toBe(1);
        expect(receiver.requests).toHaveLength(1);
      },
      120_000,
    );
  });

  describe('while Temporal is away', () => {
    it('a worker that never reached it leaves everything in the outbox, and begins when it comes', async () => {
      const temporal = await proxyToTemporal();
      await temporal.cut();
      await engine.addEndpoint(receiver.url('/late'));
      const { stop } = await engine.startWorker({ TEMPORAL_ADDRESS: temporal.address });
      const accepted = await engine.events.acceptEvents(Array.from({ length: 10 }, () => newEvent()));
      expect(await engine.count('integration_outbox')).toBe(10);
      expect(receiver.requests).toHaveLength(0);
      await temporal.restore();
      await receiver.waitForRequests(10, '/late');
      expect(new Set(eventIds())).toEqual(new Set(accepted.map((event) => event.id)));
      await stop();
    });

    it('a worker that loses it keeps what it cannot hand over in Postgres, and delivers it once when it is back', async () => {
      const temporal = await proxyToTemporal();
      await engine.addEndpoint(receiver.url('/cut'));
      const { stop } = await engine.startWorker({ TEMPORAL_ADDRESS: temporal.address });
      await engine.accept();
      await receiver.waitForRequests(1, '/cut');
      await waitFor(
        'it to succeed',
        async () => (await engine.count('webhook_deliveries', `status = 'succeeded'`)) === 1,
      );

      await temporal.cut();
      const accepted = await engine.events.acceptEvents(Array.from({ length: 30 }, () => newEvent()));
      // Fanned out or not: whatever was tried to be handed over came back.
      await waitFor('the relay to have tried', async () => (await engine.count('webhook_deliveries')) > 1);
      await waitFor('what was refused to be given back', async () => {
        const backlog = await engine.count('webhook_deliveries', `status = 'pending' AND dispatched_at IS NULL`);
        return backlog + (await engine.count('integration_outbox')) === 30;
      });
      expect(receiver.requests).toHaveLength(1);

      await temporal.restore();
      await waitFor(
        'all to succeed',
        async () => (await engine.count('webhook_deliveries', `status = 'succeeded'`)) === 31,
      );
      expect(receiver.requests).toHaveLength(31);
      expect(new Set(eventIds().slice(1))).toEqual(new Set(accepted.map((event) => event.id)));
      await stop();
    });

    async function proxyToTemporal(): Promise<TcpProxy> {
      const proxy = await TcpProxy.toUrl(`http://${inject('temporalAddress')}`);
      engine.atClose(() => proxy.cut());
      return proxy;
    }
  });

  describe('that hears notifications', () => {
    const listeners = (): Promise<{ pid: number }[]> =>
      engine.dataSource.query(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database()
         AND application_name = 'everhook-relay-listen' AND query LIKE 'LISTEN%' AND state = 'idle'`,
      );

    it('loses the connection, goes on without it, and hears again; never with two at once', async () => {
      const { port, hostname } = new URL(engine.databaseUrl);
      const line = await TcpProxy.start({ host: hostname, port: Number(port) });
      engine.atClose(() => line.cut());
      await engine.addEndpoint(receiver.url('/listen'));
      // A poll so rare that only a notification, or the short poll without one, can deliver within this test.
      const { stop } = await engine.startWorker({
        DATABASE_DIRECT_URL: line.through(engine.databaseUrl),
        EVERHOOK_RELAY_POLL_MS: '60000',
      });
      await waitFor('a listener', async () => (await listeners()).length === 1);
      await engine.accept();
      await receiver.waitForRequests(1, '/listen');

      const [before] = await listeners();
      await line.cut();
      await waitFor('the listener to be gone', async () => (await listeners()).length === 0);
      await engine.accept();
      await receiver.waitForRequests(2, '/listen');

      await line.restore();
      const [after] = await waitFor('a listener again', async () => {
        const found = await listeners();
        return found.length > 0 && found;
      });
      expect(after?.pid).not.toBe(before?.pid);
      await engine.accept();
      await receiver.waitForRequests(3, '/listen');
      expect(await listeners()).toHaveLength(1);

      // Postgres itself ends it, as in a restart.
      await engine.dataSource.query('SELECT pg_terminate_backend($1)', [after?.pid]);
      await waitFor('another listener', async () => {
        const [found] = await listeners();
        return found !== undefined && found.pid !== after?.pid;
      });
      await engine.accept();
      await receiver.waitForRequests(4, '/listen');
      await stop();
      expect(await listeners()).toEqual([]);
    });

    it('has one listener left after lines that break while it begins to listen', async () => {
      const { port, hostname } = new URL(engine.databaseUrl);
      const line = await TcpProxy.start({ host: hostname, port: Number(port) });
      engine.atClose(() => line.cut());
      await engine.addEndpoint(receiver.url('/broken'));
      // The answer to LISTEN is lost, then the line breaks: both the connection and the statement say so.
      const { stop } = await engine.startWorker({ DATABASE_DIRECT_URL: line.through(engine.databaseUrl) });
      await waitFor('a listener', async () => (await listeners()).length === 1);
      for (let times = 0; times < 3; times++) {
        await line.cut();
        await line.restore();
        line.muteAt('LISTEN');
        await waitFor('a try to listen again', () => line.isMuted);
        await line.cut();
        await line.restore();
        await waitFor('a new line', async () => line.openConnections > 0 && (await listeners()).length > 0);
      }
      // Whatever else the broken tries had begun would listen by the time that this is delivered, and stay.
      await engine.accept();
      await receiver.waitForRequests(1, '/broken');
      await waitFor(
        'one listener, on one line',
        async () => (await listeners()).length === 1 && line.openConnections === 1,
      );
      await stop();
      await waitFor('every line to be closed', () => line.openConnections === 0);
    });
  });
});
