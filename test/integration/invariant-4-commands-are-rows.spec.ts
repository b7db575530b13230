import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TENANT, TestEngine } from '../support/engine.js';
import { Receiver } from '../support/receiver.js';
import { waitFor } from '../support/wait-for.js';

describe('invariant 4: a command is a row first, and counts once', () => {
  let engine: TestEngine;
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await Receiver.start();
    engine = await TestEngine.start();
  });
  beforeEach(() => {
    receiver.on('/hook', { kind: 'respond', status: 500 }, { kind: 'respond', status: 200 });
  });
  afterEach(async () => {
    receiver.clear();
    await engine.deleteEndpoints();
  });
  afterAll(async () => {
    await engine.close();
    await receiver.close();
  });

  /** A delivery that failed once and waits an hour for its next attempt. */
  async function waitingDelivery(): Promise<string> {
    await engine.addEndpoint(receiver.url('/hook'));
    const { id: eventId } = await engine.accept();
    const delivery = await engine.waitForDelivery(eventId, 'waiting', (found) => found.status === 'waiting');
    return delivery.id;
  }

  async function expectRedeliveredOnce(id: string): Promise<void> {
    expect(await (await engine.workflow(id)).result()).toEqual({ status: 'succeeded', attempts: 2 });
    expect(receiver.requests).toHaveLength(2);
    expect(await engine.attemptsOf(id)).toMatchObject([
      { number: 1, trigger: 'schedule', statusCode: 500 },
      { number: 2, trigger: 'redeliver', statusCode: 200 },
    ]);
    expect(await engine.timelineOf(id)).toMatchObject([{ kind: 'redeliver', actor: 'test' }]);
    expect(await engine.count('workflow_commands')).toBe(0);
    expect(await engine.delivery(id)).toMatchObject({ status: 'succeeded', pendingCommands: 0 });
  }

  it('given while no worker runs, it stands in Postgres and is carried out by the next one', async () => {
    const first = await engine.startWorker();
    const id = await waitingDelivery();
    await first.stop();
    const commandId = await engine.command(id, 'redeliver');
    expect(await engine.commands.isApplied(id, commandId)).toBe(false);
    expect(await engine.delivery(id)).toMatchObject({ status: 'waiting', pendingCommands: 1 });
    expect(receiver.requests).toHaveLength(1);

    const second = await engine.startWorker();
    await expectRedeliveredOnce(id);
    expect(await engine.commands.isApplied(id, commandId)).toBe(true);
    await second.stop();
  });

  it('written together with its cause or not at all', async () => {
    const endpointId = await engine.addEndpoint(receiver.url('/hook'));
    const id = await engine.acceptAndFanOut(endpointId);
    // The row of the command cannot be written: then the delivery must not wait for it either.
    await engine.dataSource.query('ALTER TABLE workflow_commands ADD CONSTRAINT no_more CHECK (actor <> $$test$$)');
    await expect(engine.command(id, 'cancel')).rejects.toThrow(/no_more/);
    await engine.dataSource.query('ALTER TABLE workflow_commands DROP CONSTRAINT no_more');
    expect(await engine.delivery(id)).toMatchObject({ pendingCommands: 0, status: 'pending' });
    expect(await engine.count('workflow_commands')).toBe(0);
  });

  it('taken by a relay that died before it signalled, it is signalled by another', async () => {
    const first = await engine.startWorker();
    const id = await waitingDelivery();
    await first.stop();
    const commandId = await engine.command(id, 'redeliver');
    // What a relay does first; this one never comes to the signal.
    expect(await engine.commands.takeUnsent(new Date(0), 10)).toMatchObject([{ commandId, id }]);
    expect(await engine.commands.takeUnsent(new Date(0), 10)).toEqual([]);
    // A minute later, without the minute.
    await engine.dataSource.query(`UPDATE workflow_commands SET sent_at = sent_at - interval '61 seconds'`);
    const second = await engine.startWorker();
    await expectRedeliveredOnce(id);
    await second.stop();
  });

  it('signalled to a workflow that is gone, it is carried out by the run that the signal starts', async () => {
    const worker = await engine.startWorker();
    const id = await waitingDelivery();
    await (await engine.workflow(id)).terminate('gone');
    await engine.command(id, 'redeliver');
    await waitFor('the command to be applied', async () => (await engine.delivery(id)).status === 'succeeded');
    await expectRedeliveredOnce(id);
    await worker.stop();
  });

  it('signalled many times over, it counts once', async () => {
    const worker = await engine.startWorker();
    const id = await waitingDelivery();
    const handle = await engine.workflow(id);
    const commandId = await engine.command(id, 'redeliver');
    await Promise.all(
      Array.from({ length: 10 }, () => handle.signal('redeliver', { commandId }).catch(() => undefined)),
    );
    await expectRedeliveredOnce(id);
    // Also after it was carried out, which starts no new run for a relay that repeats itself.
    const { workflows } = await engine.temporal();
    const { endpointId } = await engine.delivery(id);
    const input = { deliveryId: id, endpointId, attemptNumber: 3, mode: 'normal', queues: workflows.queues } as const;
    const labels = { tenantId: TENANT, endpointId, eventType: 'order.created', host: 'receiver' };
    for (let times = 0; times < 3; times++) await workflows.command('redeliver', commandId, input, labels);
    await expectRedeliveredOnce(id);
    await worker.stop();
  });

  it('several commands are applied in their order, each once', async () => {
    const first = await engine.startWorker();
    const id = await waitingDelivery();
    await first.stop();
    await engine.command(id, 'redeliver');
    await engine.command(id, 'redeliver');
    await engine.command(id, 'cancel');
    expect(await engine.delivery(id)).toMatchObject({ pendingCommands: 3 });
    const second = await engine.startWorker();
    expect(await (await engine.workflow(id)).result()).toEqual({ status: 'cancelled', attempts: 1 });
    expect((await engine.timelineOf(id)).map(({ kind }) => kind)).toEqual(['redeliver', 'redeliver', 'cancel']);
    expect(receiver.requests).toHaveLength(1);
    expect(await engine.count('workflow_commands')).toBe(0);
    await second.stop();
  });

  it('survives a worker that is killed while it carries the command out', async () => {
    receiver.on('/hook', { kind: 'respond', status: 500 }, { kind: 'gate' });
    const doomed = await engine.startWorkerProcess();
    const id = await waitingDelivery();
    // The redelivery is in flight when the process dies: its row is gone, but the attempt that it caused is claimed.
    await engine.command(id, 'redeliver');
    await receiver.waitForRequests(2);
    await doomed.kill();
    // Given to nobody: neither a relay nor a workflow runs anywhere.
    const cancelId = await engine.command(id, 'cancel');
    expect(await engine.delivery(id)).toMatchObject({ status: 'delivering', attemptCount: 1, pendingCommands: 1 });
    receiver.release('/hook');
    // The lease of the killed process, without the wait for it.
    await engine.dataSource.query('UPDATE webhook_deliveries SET next_attempt_at = now() WHERE id = $1', [id]);
    const next = await engine.startWorker({
      EVERHOOK_RECONCILE_INTERVAL_MS: '200',
      EVERHOOK_RECONCILE_OVERDUE_MS: '100',
    });
    // Temporal waits for the dead process first: ten seconds for its workflow task.
    await waitFor('the cancellation to be applied', () => engine.commands.isApplied(id, cancelId), {
      timeoutMs: 90_000,
    });
    await waitFor('the delivery to end', async () => (await engine.delivery(id)).status === 'cancelled');
    // Nothing was sent after the cancellation was given.
    expect(receiver.requests).toHaveLength(2);
    expect(await engine.attemptsOf(id)).toHaveLength(1);
    await next.stop();
  }, 180_000);
});
