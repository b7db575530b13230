import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestEngine } from '../support/engine.js';
import { FAILING, OK } from '../support/receiver-behaviour.js';
import { Receiver } from '../support/receiver.js';

describe("the length of a delivery's history", () => {
  let engine: TestEngine;
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await Receiver.start();
    engine = await TestEngine.start();
    await engine.startWorker();
  });
  afterAll(async () => {
    await engine.close();
    await receiver.close();
  });

  /** Delivers one event that succeeds with its last attempt; returns the kinds of events in its history. */
  async function historyAfter(attempts: number): Promise<string[]> {
    await engine.deleteEndpoints();
    const path = `/succeeds-at-${attempts}`;
    const failures = Array.from({ length: attempts - 1 }, () => FAILING);
    receiver.on(path, ...failures, OK);
    await engine.addEndpoint(receiver.url(path), { retryPolicy: { schedule: failures.map(() => '100ms') } });
    const { id: eventId } = await engine.accept();
    const { id } = await engine.waitForDelivery(eventId, 'delivered', ({ status }) => status === 'succeeded');
    expect(await (await engine.workflow(id)).result()).toEqual({ status: 'succeeded', attempts });
    return engine.historyOf(id);
  }

  it('is six events for a success with the first attempt, far below the promised thirty', async () => {
    expect(await historyAfter(1)).toEqual([
      'workflowExecutionStarted',
      'workflowTaskScheduled',
      'workflowTaskStarted',
      'workflowTaskCompleted',
      'markerRecorded',
      'workflowExecutionCompleted',
    ]);
  });

  it('grows by the same number of events with every further attempt', async () => {
    const [two, three, six] = [await historyAfter(2), await historyAfter(3), await historyAfter(6)];
    const perAttempt = three.length - two.length;
    expect(six.length - three.length).toBe(3 * perAttempt);
    // A timer, an activity, and the workflow task after each.
    expect(three.slice(-1 - perAttempt, -1).toSorted()).toEqual(
      [
        ...['timerStarted', 'timerFired'],
        ...['activityTaskScheduled', 'activityTaskStarted', 'activityTaskCompleted'],
        ...['workflowTaskScheduled', 'workflowTaskStarted', 'workflowTaskCompleted'],
        ...['workflowTaskScheduled', 'workflowTaskStarted', 'workflowTaskCompleted'],
      ].toSorted(),
    );
  });
});
