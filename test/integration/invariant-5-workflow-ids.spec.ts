import { WorkflowNotFoundError } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DeliverWebhookInput } from '#libs/contracts';
import type { DeliveryLabels } from '#libs/temporal';
import { TENANT, TestEngine } from '../support/engine.js';
import { Receiver } from '../support/receiver.js';
import { waitFor } from '../support/wait-for.js';

describe('invariant 5: the workflow id is the delivery id', () => {
  let engine: TestEngine;
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await Receiver.start();
    engine = await TestEngine.start();
    await engine.startWorker();
  });
  afterEach(async () => {
    receiver.clear();
    await engine.deleteEndpoints();
  });
  afterAll(async () => {
    await engine.close();
    await receiver.close();
  });

  async function deliver(path: string, status: string): Promise<string> {
    await engine.addEndpoint(receiver.url(path));
    const { id: eventId } = await engine.accept();
    return (await engine.waitForDelivery(eventId, status, (found) => found.status === status)).id;
  }

  /** What a relay hands to Temporal for a new delivery. */
  async function startOf(id: string): Promise<[DeliverWebhookInput, DeliveryLabels]> {
    const { endpointId } = await engine.delivery(id);
    return [
      { deliveryId: id, endpointId, attemptNumber: 1, mode: 'local', queues: engine.queues },
      { tenantId: TENANT, endpointId, eventType: 'order.created', host: 'receiver' },
    ];
  }

  it('starting a delivery that runs is success and changes nothing', async () => {
    receiver.on('/running', { kind: 'gate' });
    const id = await deliver('/running', 'delivering');
    const { workflows } = await engine.temporal();
    const start = await startOf(id);
    const before = await (await engine.workflow(id)).describe();
    await Promise.all([workflows.start(...start), workflows.start(...start), workflows.ensureRunning(...start)]);
    expect((await (await engine.workflow(id)).describe()).runId).toBe(before.runId);
    receiver.release('/running');
    expect(await (await engine.workflow(id)).result()).toEqual({ status: 'succeeded', attempts: 1 });
    expect(receiver.requests).toHaveLength(1);
  });

  it.each([
    ['succeeded', 200],
    ['failed', 404],
  ])('starting a delivery that has %s is success, starts no run and sends nothing', async (status, answer) => {
    receiver.on('/closed', { kind: 'respond', status: answer });
    await engine.addEndpoint(receiver.url('/closed'), { retryPolicy: 'none' });
    const { id: eventId } = await engine.accept();
    const { id } = await engine.waitForDelivery(eventId, status, (found) => found.status === status);
    const handle = await engine.workflow(id);
    await handle.result().catch(() => undefined);
    const { runId } = await handle.describe();
    const { workflows } = await engine.temporal();
    const start = await startOf(id);
    for (let times = 0; times < 3; times++) await workflows.start(...start);
    expect((await handle.describe()).runId).toBe(runId);
    expect(receiver.requests).toHaveLength(1);
  });

  it(
    'after Temporal has forgotten a finished delivery, the row keeps it from being sent',
    { timeout: 180_000 },
    async () => {
      const id = await deliver('/forgotten', 'succeeded');
      const handle = await engine.workflow(id);
      await handle.result();
      const { client, workflows } = await engine.temporal();
      // What the end of the retention does.
      await client.workflowService.deleteWorkflowExecution({
        namespace: 'default',
        workflowExecution: { workflowId: id },
      });
      await waitFor(
        'Temporal to forget it',
        () =>
          handle.describe().then(
            () => false,
            (error: unknown) => error instanceof WorkflowNotFoundError,
          ),
        // The server deletes through a queue that tries again ever later: half a minute on an idle machine.
        { timeoutMs: 150_000 },
      );
      await workflows.start(...(await startOf(id)));
      expect(await handle.result()).toEqual({ status: 'succeeded', attempts: 1 });
      expect(receiver.requests).toHaveLength(1);
      expect(await engine.attemptsOf(id)).toHaveLength(1);
    },
  );

  it('redeliver of a finished delivery makes exactly one attempt, by the run that its signal starts', async () => {
    const id = await deliver('/finished', 'succeeded');
    const handle = await engine.workflow(id);
    await handle.result();
    const first = await handle.describe();
    for (let times = 2; times <= 4; times++) {
      await engine.command(id, 'redeliver');
      await receiver.waitForRequests(times);
      await waitFor('the attempt to be recorded', async () => (await engine.delivery(id)).attemptCount === times);
      expect(await handle.result()).toEqual({ status: 'succeeded', attempts: times });
    }
    // The same workflow id, other runs; and no attempt by a run that then found the signal for a second one.
    expect((await handle.describe()).runId).not.toBe(first.runId);
    expect(await engine.attemptsOf(id)).toMatchObject(
      ['schedule', 'redeliver', 'redeliver', 'redeliver'].map((trigger, n) => ({ number: n + 1, trigger })),
    );
    expect(receiver.requests).toHaveLength(4);
  });

  it('two redeliveries of a finished delivery at once are one run and, applied together, one attempt', async () => {
    const id = await deliver('/twice', 'succeeded');
    await (await engine.workflow(id)).result();
    const applied = await Promise.all([engine.command(id, 'redeliver'), engine.command(id, 'redeliver')]);
    await waitFor('both to be applied', async () =>
      (await Promise.all(applied.map((commandId) => engine.commands.isApplied(id, commandId)))).every(Boolean),
    );
    await waitFor('the delivery to end', async () => (await engine.delivery(id)).status === 'succeeded');
    await (await engine.workflow(id)).result();
    const { attemptCount } = await engine.delivery(id);
    // One when the second came before the first was carried out, two when it came after.
    expect([2, 3]).toContain(attemptCount);
    expect(receiver.requests).toHaveLength(attemptCount);
    expect(await engine.attemptsOf(id)).toHaveLength(attemptCount);
  });
});
