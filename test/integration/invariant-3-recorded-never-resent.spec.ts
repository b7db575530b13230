import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DataSource } from 'typeorm';
import { dataSourceOptions, LEASE_MARGIN_MS } from '#libs/persistence';
import { TestEngine } from '../support/engine.js';
import { Receiver } from '../support/receiver.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { waitFor } from '../support/wait-for.js';

describe('invariant 3: an attempt that was recorded is never sent again', () => {
  let engine: TestEngine;
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await Receiver.start();
    engine = await TestEngine.start();
  });
  afterEach(async () => {
    receiver.clear();
    await engine.deleteEndpoints();
  });
  afterAll(async () => {
    await engine.close();
    await receiver.close();
  });

  describe('whoever asks', () => {
    it.each([
      [200, 'stop', 'succeeded'],
      [500, 'wait', 'waiting'],
    ] as const)(
      'the activity called again with the same number after a %i answers "%s" and sends nothing',
      async (status, kind, left) => {
        receiver.on('/again', { kind: 'respond', status });
        const endpointId = await engine.addEndpoint(receiver.url('/again'));
        const id = await engine.acceptAndFanOut(endpointId);
        const activities = engine.createActivities();
        const input = { deliveryId: id, endpointId, number: 1, stateVersion: 0 };
        const first = await activities.attemptDelivery(input);
        expect(first).toMatchObject({ kind, attemptCount: 1 });
        for (let times = 0; times < 3; times++) {
          const again = await activities.attemptDelivery(input);
          expect({ ...again, mode: null }).toEqual({ ...first, mode: null });
        }
        expect(receiver.requests).toHaveLength(1);
        expect(await engine.attemptsOf(id)).toMatchObject([{ number: 1, statusCode: status }]);
        expect(await engine.delivery(id)).toMatchObject({ status: left, attemptCount: 1 });
      },
    );

    it('twenty callers at once make one request between them', async () => {
      const endpointId = await engine.addEndpoint(receiver.url('/crowd'));
      const id = await engine.acceptAndFanOut(endpointId);
      // Two workers: what one process keeps in memory must not be what keeps them apart.
      const workers = [engine.createActivities(), engine.createActivities()] as const;
      const input = { deliveryId: id, endpointId, number: 1, stateVersion: 0 };
      await Promise.all(Array.from({ length: 20 }, (_, n) => workers[n % 2 === 0 ? 0 : 1].attemptDelivery(input)));
      await waitFor('it to be recorded', async () => (await engine.delivery(id)).status === 'succeeded');
      expect(receiver.requests).toHaveLength(1);
      expect(await engine.attemptsOf(id)).toHaveLength(1);
    });

    it('an attempt in flight elsewhere is waited for until its lease ends, not made again', async () => {
      receiver.on('/lease', { kind: 'gate' });
      const endpointId = await engine.addEndpoint(receiver.url('/lease'), { timeoutMs: 20_000 });
      const id = await engine.acceptAndFanOut(endpointId);
      const input = { deliveryId: id, endpointId, number: 1, stateVersion: 0 };
      const inFlight = engine.createActivities().attemptDelivery(input);
      await receiver.waitForRequests(1, '/lease');
      const step = await engine.createActivities().attemptDelivery(input);
      expect(step).toMatchObject({ kind: 'wait', reason: 'lease' });
      const leaseMs = (step.kind === 'wait' ? step.untilMs : 0) - Date.now();
      expect(leaseMs).toBeGreaterThan(20_000 + LEASE_MARGIN_MS - 5_000);
      expect(leaseMs).toBeLessThanOrEqual(20_000 + LEASE_MARGIN_MS);
      receiver.release('/lease');
      expect(await inFlight).toMatchObject({ kind: 'stop', status: 'succeeded' });
      expect(receiver.requests).toHaveLength(1);
    });
  });

  describe('when a signal meets a local attempt whose workflow then completes', () => {
    // The server rejects the completion of such a workflow task (UnhandledCommand), forgets the local activity's result
    // and has it run again: the case that made the look-up necessary.
    it.each([
      ['redeliver', 'redeliver counted once with the attempt that was in flight'],
      ['cancel', 'cancel came too late: the delivery has already succeeded'],
    ] as const)('%s during it gives exactly one POST', async (kind, note) => {
      const worker = await engine.startWorker();
      receiver.on('/signal', { kind: 'gate' });
      await engine.addEndpoint(receiver.url('/signal'));
      const { id: eventId } = await engine.accept();
      await receiver.waitForRequests(1, '/signal');
      const { id } = await engine.waitForDelivery(eventId, 'delivering', (found) => found.status === 'delivering');
      expect((await engine.historyOf(id)).includes('activityTaskScheduled')).toBe(false);

      await engine.command(id, kind);
      await waitFor('the signal to be sent', async () =>
        (await worker.metrics.render()).includes(`everhook_commands_total{kind="${kind}"} 1`),
      );
      receiver.release('/signal');
      await (await engine.workflow(id)).result();

      expect(receiver.requests).toHaveLength(1);
      expect(await engine.attemptsOf(id)).toMatchObject([{ number: 1, outcome: 'succeeded' }]);
      expect(await engine.delivery(id)).toMatchObject({ status: 'succeeded', attemptCount: 1, pendingCommands: 0 });
      expect(await engine.timelineOf(id)).toMatchObject([{ kind, detail: note, actor: 'test' }]);
      // The premise: without it this would not be the case that the test is for.
      expect(await engine.historyOf(id)).toEqual(
        expect.arrayContaining(['workflowExecutionSignaled', 'workflowTaskFailed']),
      );
      await worker.stop();
    });
  });

  describe('when the database is gone after the POST', () => {
    let proxy: TcpProxy;
    let stopWorker: () => Promise<void>;
    beforeEach(async () => {
      proxy = await TcpProxy.toUrl(engine.databaseUrl);
      stopWorker = (await engine.startWorker({}, proxy.through(engine.databaseUrl))).stop;
    });
    afterEach(async () => {
      await proxy.restore();
      await stopWorker();
      await proxy.cut();
    });

    it.each([
      [200, 'succeeded'],
      [503, 'waiting'],
    ])('the outcome of a %i is written down when it is back, by recordAttempt, with one POST', async (status, left) => {
      // oxlint-disable-next-line unicorn/no-thenable -- a behaviour's field; nothing awaits it
      receiver.on('/gone', { kind: 'gate', then: { kind: 'respond', status } });
      await engine.addEndpoint(receiver.url('/gone'));
      const { id: eventId } = await engine.accept();
      await receiver.waitForRequests(1, '/gone');
      const { id } = await engine.waitForDelivery(eventId, 'delivering', (found) => found.status === 'delivering');
      await proxy.cut();
      receiver.release('/gone');
      // Temporal is told of the outcome although Postgres is not there.
      await waitFor('recordAttempt to be asked for', async () =>
        (await engine.historyOf(id)).includes('activityTaskScheduled'),
      );
      expect(await engine.delivery(id)).toMatchObject({ status: 'delivering', attemptCount: 0 });
      await proxy.restore();
      const after = await engine.waitForDelivery(eventId, left, (found) => found.status === left);
      expect(after.attemptCount).toBe(1);
      // Written from the outcome alone: what was sent and answered was lost with the process's own try.
      expect(await engine.attemptsOf(id)).toMatchObject([{ number: 1, statusCode: status, url: null }]);
      expect(receiver.requests).toHaveLength(1);
    });

    it.each([
      [200, 'succeeded'],
      [503, 'waiting'],
    ])('the express lane writes the outcome of a %i down when it is back, with one POST', async (status, left) => {
      // oxlint-disable-next-line unicorn/no-thenable -- a behaviour's field; nothing awaits it
      receiver.on('/express', { kind: 'gate', then: { kind: 'respond', status } });
      await engine.addEndpoint(receiver.url('/express'), { lane: 'express' });
      const { id: eventId } = await engine.accept();
      await receiver.waitForRequests(1, '/express');
      await proxy.cut();
      receiver.release('/express');
      await waitFor('the answer to be read', () => receiver.heldAt('/express') === 0);
      expect(await engine.deliveriesOf(eventId)).toMatchObject([{ status: 'delivering', attemptCount: 0 }]);
      await proxy.restore();
      const { id, attemptCount } = await engine.waitForDelivery(eventId, left, (found) => found.status === left);
      expect(attemptCount).toBe(1);
      expect(await engine.attemptsOf(id)).toMatchObject([{ number: 1, statusCode: status }]);
      expect(receiver.requests).toHaveLength(1);
    });

    it('a record whose confirmation was lost is found and not written twice', async () => {
      receiver.on('/mute', { kind: 'gate' });
      await engine.addEndpoint(receiver.url('/mute'));
      const { id: eventId } = await engine.accept();
      await receiver.waitForRequests(1, '/mute');
      const { id } = await engine.waitForDelivery(eventId, 'delivering', (found) => found.status === 'delivering');
      // From the very statement on: a connection that had to be opened or set up first would never get as far.
      proxy.muteAt('record_attempts');
      receiver.release('/mute');
      // The statement arrives and commits; its answer never comes back.
      await engine.waitForDelivery(eventId, 'succeeded', (found) => found.status === 'succeeded');
      await proxy.cut();
      await waitFor('recordAttempt to be asked for', async () =>
        (await engine.historyOf(id)).includes('activityTaskScheduled'),
      );
      await proxy.restore();
      expect(await (await engine.workflow(id)).result()).toEqual({ status: 'succeeded', attempts: 1 });
      expect(await engine.attemptsOf(id)).toMatchObject([{ number: 1, url: receiver.url('/mute') }]);
      expect(await engine.delivery(id)).toMatchObject({ attemptCount: 1 });
      expect(receiver.requests).toHaveLength(1);
    });
  });

  it('an attempt that could not be recorded is recorded before a signal is looked at', async () => {
    receiver.on('/signalled', { kind: 'gate' });
    const endpointId = await engine.addEndpoint(receiver.url('/signalled'));
    await engine.startWorker();
    await engine.dataSource.query(`
      CREATE FUNCTION refuse_attempts() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'no attempt can be recorded now'; END $$`);
    await engine.dataSource.query(
      'CREATE TRIGGER refuse_attempts BEFORE INSERT ON delivery_attempts EXECUTE FUNCTION refuse_attempts()',
    );
    const id = await engine.acceptAndFanOut(endpointId);
    await receiver.waitForRequests(1, '/signalled');
    await (await engine.workflow(id)).signal('redeliver', { commandId: 'cmd_of_another_time' });
    receiver.release('/signalled');
    await waitFor('the record to be left to an activity of its own', async () =>
      (await engine.historyOf(id)).includes('activityTaskScheduled'),
    );
    await engine.dataSource.query('DROP TRIGGER refuse_attempts ON delivery_attempts');
    await waitFor('the record', async () => (await engine.delivery(id)).status === 'succeeded');
    expect(await engine.attemptsOf(id)).toHaveLength(1);
    expect(receiver.requestsTo('/signalled')).toHaveLength(1);
  });

  it('connections that Postgres terminates in the middle cost nothing but a retry', async () => {
    const own = new DataSource(
      dataSourceOptions({ url: engine.databaseUrl, poolSize: 2, applicationName: 'terminated' }),
    );
    await own.initialize();
    engine.atClose(() => own.destroy());
    receiver.on('/terminated', { kind: 'gate' });
    const endpointId = await engine.addEndpoint(receiver.url('/terminated'));
    const id = await engine.acceptAndFanOut(endpointId);
    const activities = engine.createActivities(own);
    const attempt = activities.attemptDelivery({ deliveryId: id, endpointId, number: 1, stateVersion: 0 });
    await receiver.waitForRequests(1, '/terminated');
    // The record must wait for this lock, and its connection is terminated while it does.
    const runner = engine.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('LOCK TABLE delivery_attempts IN ACCESS EXCLUSIVE MODE');
    receiver.release('/terminated');
    await waitFor('the record to wait for the lock', async () => {
      const [row] = await engine.dataSource.query<{ terminated: number }[]>(
        `SELECT count(pg_terminate_backend(pid))::integer AS terminated FROM pg_stat_activity
         WHERE application_name = 'terminated' AND datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return row?.terminated === 1;
    });
    const step = await attempt;
    await runner.rollbackTransaction();
    await runner.release();
    if (step.kind !== 'record') throw new Error(`the step is ${step.kind}`);
    expect(step.attempt).toMatchObject({ number: 1, statusCode: 200 });
    const { attempt: unrecorded, stateVersion } = step;
    for (let times = 0; times < 2; times++) {
      // The pool may hand out the terminated connection once more before it hears of its end: Temporal retries then.
      const recorded = await waitFor('the record', () =>
        activities
          .recordAttempt({ deliveryId: id, endpointId, attempt: unrecorded, stateVersion })
          .catch(() => undefined),
      );
      expect(recorded).toMatchObject({ kind: 'stop', status: 'succeeded', attemptCount: 1 });
    }
    expect(await engine.attemptsOf(id)).toHaveLength(1);
    expect(receiver.requests).toHaveLength(1);
  });
});
