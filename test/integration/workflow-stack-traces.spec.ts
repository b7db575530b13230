import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestEngine } from '../support/engine.js';
import { GATE } from '../support/receiver-behaviour.js';
import { Receiver } from '../support/receiver.js';

describe('stack traces of workflow code', () => {
  let engine: TestEngine;
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await Receiver.start();
    engine = await TestEngine.start();
    await engine.addEndpoint(receiver.url('/held'));
  });
  afterAll(async () => {
    await engine.close();
    await receiver.close();
  });

  /** What the Call Stack tab of Temporal Web UI shows of a delivery whose attempt is in flight. */
  async function callStack(): Promise<string> {
    const { id: eventId } = await engine.accept();
    const { id } = await engine.waitForDelivery(eventId, 'in flight', ({ status }) => status === 'delivering');
    return (await engine.workflow(id)).query<string>('__stack_trace');
  }

  it.each([
    ['false', 'name nothing by default, which costs nothing', ''],
    ['true', 'name the line of the source when asked for', 'workflows/deliver-webhook/deliver-webhook.workflow.ts:'],
  ])('EVERHOOK_WORKFLOW_STACK_TRACES=%s: %s', async (traces, _, named) => {
    receiver.on('/held', GATE);
    const { stop } = await engine.startWorker({
      EVERHOOK_WORKFLOW_STACK_TRACES: traces,
      EVERHOOK_LOCAL_ATTEMPTS_PER_ENDPOINT: '0',
    });
    const stack = await callStack();
    if (named === '') expect(stack).not.toContain('workflow.ts');
    else expect(stack).toContain(named);
    receiver.release('/held');
    await stop();
  });
});
