import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { deliveryStateQuery, engineMarkerWorkflowId } from '#libs/contracts';
import { TestEngine } from '../support/engine.js';
import { Receiver } from '../support/receiver.js';
import { waitFor } from '../support/wait-for.js';

/** A reconciler that looks often and acts at once; a minute of patience is for production. */
const EAGER = { EVERHOOK_RECONCILE_INTERVAL_MS: '200', EVERHOOK_RECONCILE_OVERDUE_MS: '100' };

describe('invariant 6: the row can restart the workflow', () => {
  let engine: TestEngine;
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await Receiver.start({ fallback: { kind: 'respond', status: 500 } });
    engine = await TestEngine.start();
    await engine.startWorker(EAGER);
  });
  afterEach(async () => {
    receiver.clear();
    await engine.deleteEndpoints();
  });
  afterAll(async () => {
    await engine.close();
    await receiver.close();
  });

  async function waitingDelivery(path: string, schedule: string[]): Promise<string> {
    const type = `for${path.replace('/', '.')}`;
    await engine.addEndpoint(receiver.url(path), { retryPolicy: { schedule }, events: [type] });
    const { id: eventId } = await engine.accept({ type });
    return (await engine.waitForDelivery(eventId, 'waiting', (found) => found.status === 'waiting')).id;
  }

  it('a run that was terminated in mid-wait is started again, and the due time is kept', async () => {
    const id = await waitingDelivery('/terminated', ['2s', '1h', '2h']);
    const before = await engine.delivery(id);
    const handle = await engine.workflow(id);
    const { runId } = await handle.describe();
    await handle.terminate('by an operator');
    await waitFor('the second attempt', async () => (await engine.attemptsOf(id)).length === 2);
    const [, second] = await engine.attemptsOf(id);
    expect(second?.startedAt.getTime()).toBeGreaterThanOrEqual(before.nextAttemptAt?.getTime() ?? Infinity);
    expect((await handle.describe()).runId).not.toBe(runId);
    // The schedule goes on where it stood: the second step's delay, not the first one's again.
    const after = await engine.delivery(id);
    expect(after).toMatchObject({ status: 'waiting', scheduleStep: 2, attemptCount: 2 });
    expect(after.nextAttemptAt?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
    expect(receiver.requests).toHaveLength(2);
  });

  it('when Temporal has lost its data, every unfinished delivery gets a workflow again, at its place and time', async () => {
    const worker = { marker: engineMarkerWorkflowId(engine.prefix), ...(await engine.temporal()) };
    const waiting = await waitingDelivery('/lost', ['1h', '5h', '75h']);
    await engine.command(waiting, 'redeliver');
    await waitFor('the second attempt', async () => (await engine.delivery(waiting)).scheduleStep === 2);
    receiver.on('/done', { kind: 'respond', status: 200 });
    await engine.addEndpoint(receiver.url('/done'), { events: ['for.done'] });
    const { id: doneEvent } = await engine.accept({ type: 'for.done' });
    const done = await engine.waitForDelivery(doneEvent, 'succeeded', (found) => found.status === 'succeeded');
    await (await engine.workflow(done.id)).result();
    const before = await engine.delivery(waiting);
    const doneRun = (await (await engine.workflow(done.id)).describe()).runId;
    const sent = receiver.requests.length;

    await (await engine.workflow(waiting)).terminate('lost');
    await worker.client.workflow.getHandle(worker.marker).terminate('lost');

    const handle = await engine.workflow(waiting);
    await waitFor('a run of it', async () => (await handle.describe()).status.name === 'RUNNING');
    const state = await waitFor('it to answer', () => handle.query(deliveryStateQuery));
    expect(state).toMatchObject({
      status: 'waiting',
      attemptCount: 2,
      waitReason: 'backoff',
      nextAttemptAt: before.nextAttemptAt?.toISOString(),
    });
    await waitFor('the marker to run again', async () => {
      const marker = await worker.client.workflow.getHandle(worker.marker).describe();
      return (
        marker.status.name === 'RUNNING' && marker.runId === (await engine.relay.readSetting('engine-marker-run-id'))
      );
    });
    // Neither the row nor the receiver has noticed anything, and what is finished was left alone.
    expect(await engine.delivery(waiting)).toEqual(before);
    expect(receiver.requests).toHaveLength(sent);
    expect((await (await engine.workflow(done.id)).describe()).runId).toBe(doneRun);

    // The long schedule does not start over either: the next failure uses its third step.
    await engine.command(waiting, 'redeliver');
    await waitFor('the third attempt', async () => (await engine.delivery(waiting)).scheduleStep === 3);
    const { nextAttemptAt } = await engine.delivery(waiting);
    expect(nextAttemptAt?.getTime()).toBeGreaterThan(Date.now() + 74 * 3_600_000);
  });

  it('an attempt whose worker died is made again when its lease is over, with the same number', async () => {
    receiver.on('/died', { kind: 'respond', status: 200 });
    const endpointId = await engine.addEndpoint(receiver.url('/died'));
    const id = await engine.acceptAndFanOut(endpointId);
    // Claimed by a process that then died, long ago; Temporal never heard of it.
    await engine.dataSource.query('UPDATE webhook_deliveries SET dispatched_at = now() WHERE id = $1', [id]);
    const claimed = await engine.attempts.claimAttempt(id, 1, new Date(Date.now() - 3_600_000));
    if (claimed !== null)
      await waitFor('it to succeed', async () => (await engine.delivery(id)).status === 'succeeded');
    expect(claimed).not.toBeNull();
    expect(await engine.attemptsOf(id)).toMatchObject([{ number: 1, outcome: 'succeeded' }]);
    expect(receiver.requests).toHaveLength(1);
  });

  describe('the fence', () => {
    it('refuses the record of a run whose delivery another run has taken over', async () => {
      const endpointId = await engine.addEndpoint(receiver.url('/fence'), { timeoutMs: 1_000 });
      const id = await engine.acceptAndFanOut(endpointId);
      const now = Date.now();
      const first = await engine.attempts.claimAttempt(id, 1, new Date(now));
      expect(await engine.attempts.claimAttempt(id, 1, new Date(now + 15_000)), 'within the lease').toBeNull();
      const second = await engine.attempts.claimAttempt(id, 1, new Date(now + 16_001));
      if (first === null || second === null) throw new Error('a claim was refused');
      const record = (version: number, status: 'succeeded' | 'failed'): Promise<unknown> =>
        engine.attempts.recordAttempt(
          { id, state_version: version },
          { status, attemptCount: 1 },
          {
            number: 1,
            trigger: 'schedule',
            startedAtMs: now,
            durationMs: 1,
            outcome: status,
            statusCode: null,
            errorKind: null,
            error: null,
            url: null,
            requestHeaders: null,
            responseHeaders: null,
            responseBody: null,
            responseTruncated: false,
            remoteAddress: null,
          },
        );
      const before = await engine.delivery(id);
      expect(await record(first.state_version, 'failed')).toBeNull();
      expect(await engine.attempts.findClaimed(id, first.state_version)).toBeNull();
      expect(await engine.attempts.stopClaimed(first, { status: 'cancelled' })).toBeNull();
      expect(await engine.delivery(id)).toEqual(before);
      expect(await engine.attemptsOf(id)).toEqual([]);
      expect(await record(second.state_version, 'succeeded')).toMatchObject({ stateVersion: second.state_version + 1 });
      expect(await engine.attemptsOf(id)).toMatchObject([{ outcome: 'succeeded' }]);
    });

    it('makes a fenced-out run follow the row, whatever its own attempt met', async () => {
      // oxlint-disable-next-line unicorn/no-thenable -- a behaviour's field; nothing awaits it
      receiver.on('/slow', { kind: 'gate', then: { kind: 'respond', status: 500 } }, { kind: 'respond', status: 200 });
      const endpointId = await engine.addEndpoint(receiver.url('/slow'));
      const id = await engine.acceptAndFanOut(endpointId);
      const input = { deliveryId: id, endpointId, number: 1, stateVersion: 0 };
      const fencedOut = engine.createActivities().attemptDelivery(input);
      await receiver.waitForRequests(1, '/slow');
      // Its lease ends (it was stopped by its machine, say), and another run makes the attempt.
      await engine.dataSource.query('UPDATE webhook_deliveries SET next_attempt_at = now() WHERE id = $1', [id]);
      expect(await engine.createActivities().attemptDelivery(input)).toMatchObject({
        kind: 'stop',
        status: 'succeeded',
      });
      receiver.release('/slow');
      expect(await fencedOut).toMatchObject({ kind: 'stop', status: 'succeeded', attemptCount: 1 });
      expect(await engine.attemptsOf(id)).toMatchObject([{ number: 1, statusCode: 200 }]);
    });
  });

  it('only one process reconciles at a time', async () => {
    const lock = 4_711;
    const inside = await engine.relay.exclusively(lock, async () => {
      expect(await engine.relay.exclusively(lock, () => Promise.reject(new Error('two at once')))).toBe(false);
    });
    expect(inside).toBe(true);
    expect(await engine.relay.exclusively(lock, () => Promise.resolve())).toBe(true);
  });
});
