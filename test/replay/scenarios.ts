import type { Client } from '@temporalio/client';
import { expect } from 'vitest';
import { commandSignals, deliveryStateQuery, pacedWorkflowId, progressQuery, type RetryPolicy } from '#libs/contracts';
import { EndpointRepository, type NewEvent } from '#libs/persistence';
import { TENANT, type DeliveryView, type TestEngine } from '../support/engine.js';
import type { Behaviour } from '../support/receiver-behaviour.js';
import type { Receiver } from '../support/receiver.js';
import { waitFor } from '../support/wait-for.js';
import { MARKS } from './marks.js';

type Handle = ReturnType<Client['workflow']['getHandle']>;

/** What a scenario works with: its delivery was accepted, and its first attempt is on its way. */
export interface Stage {
  engine: TestEngine;
  receiver: Receiver;
  /** Of the scenario's endpoint, as the receiver programmes it. */
  path: string;
  endpointId: string;
  delivery: DeliveryView;
  /** Its latest run. */
  workflow: Handle;
  /** Its first run, and no other. */
  firstRun: Handle;
  /** The gate of its endpoint: there only once the gate was not open. */
  gate: Handle;
  /** Waits until the delivery's row is as asked. */
  until: (what: string, isSo: (delivery: DeliveryView) => boolean) => Promise<DeliveryView>;
}

/** One path of a delivery, or of its endpoint's gate, through its workflow, and how it is known that it was taken. */
export interface Scenario {
  /** What the receiver does, request by request. */
  receiver: Behaviour[];
  retryPolicy: RetryPolicy;
  /** True for a worker that makes every attempt as a normal activity. @default local first attempts */
  withoutLocalAttempts?: boolean;
  event?: () => Partial<NewEvent>;
  /** What people do meanwhile. @default nothing */
  act?: (stage: Stage) => Promise<void>;
  /** Requests that the receiver gets in the end. */
  posts: number;
  /** How Temporal shows the closed workflow. */
  closesAs: 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'CONTINUED_AS_NEW';
  status: DeliveryView['status'];
  /** Which history is the one to record. @default the delivery's latest run */
  of?: 'first run' | 'gate';
  /** The history's events, workflow tasks left out; of a very long one only the last. */
  history: string[] | { last: string };
}

const answer = (status: number): Behaviour => ({ kind: 'respond', status, body: MARKS.answer });
// oxlint-disable-next-line unicorn/no-thenable -- a behaviour of the receiver, never awaited
const gated = (status: number): Behaviour => ({ kind: 'gate', then: answer(status) });
const LATER = { schedule: ['1h', '1h'] };

// What each part of a path leaves in the history.
const STARTED = 'WORKFLOW_EXECUTION_STARTED';
const SIGNALED = 'WORKFLOW_EXECUTION_SIGNALED';
const COMPLETED = 'WORKFLOW_EXECUTION_COMPLETED';
const LOCAL = 'MARKER_RECORDED';
const NORMAL = ['ACTIVITY_TASK_SCHEDULED', 'ACTIVITY_TASK_STARTED', 'ACTIVITY_TASK_COMPLETED'];
// The server writes down that an activity started only when it has ended.
const MET_BY_SIGNAL = ['ACTIVITY_TASK_SCHEDULED', SIGNALED, 'ACTIVITY_TASK_STARTED', 'ACTIVITY_TASK_COMPLETED'];
const TIMER = 'TIMER_STARTED';
const WAITED = [TIMER, 'TIMER_FIRED'];
const INTERRUPTED = 'TIMER_CANCELED';
/** What every run of a gate begins with: it is started by the signal that its row has changed, and makes a step. */
const STEPPED = [STARTED, SIGNALED, LOCAL];
const ACTOR = { keyId: 'test' };

/** The main paths, by name: path first, then the cause. */
export const SCENARIOS: Record<string, Scenario> = {
  'first-time-success': {
    receiver: [answer(200)],
    retryPolicy: LATER,
    posts: 1,
    closesAs: 'COMPLETED',
    status: 'succeeded',
    history: [STARTED, LOCAL, COMPLETED],
  },
  'retry-then-success': {
    receiver: [answer(500), answer(200)],
    retryPolicy: { schedule: ['100ms'] },
    posts: 2,
    closesAs: 'COMPLETED',
    status: 'succeeded',
    history: [STARTED, LOCAL, ...WAITED, ...NORMAL, COMPLETED],
  },
  exhausted: {
    receiver: [answer(500)],
    retryPolicy: { schedule: ['100ms', '100ms'] },
    posts: 3,
    closesAs: 'FAILED',
    status: 'failed',
    history: [STARTED, LOCAL, ...WAITED, ...NORMAL, ...WAITED, ...NORMAL, 'WORKFLOW_EXECUTION_FAILED'],
  },
  'redeliver-mid-backoff': {
    receiver: [answer(500), answer(200)],
    retryPolicy: LATER,
    act: async (stage) => {
      await stage.until('waiting', ({ status }) => status === 'waiting');
      await stage.engine.command(stage.delivery.id, 'redeliver');
    },
    posts: 2,
    closesAs: 'COMPLETED',
    status: 'succeeded',
    history: [STARTED, LOCAL, TIMER, SIGNALED, INTERRUPTED, LOCAL, LOCAL, COMPLETED],
  },
  'redeliver-mid-backoff-by-hand': {
    receiver: [answer(500), answer(200)],
    retryPolicy: LATER,
    act: async (stage) => {
      await stage.until('waiting', ({ status }) => status === 'waiting');
      await stage.workflow.signal(commandSignals.redeliver);
    },
    posts: 2,
    closesAs: 'COMPLETED',
    status: 'succeeded',
    history: [STARTED, LOCAL, TIMER, SIGNALED, INTERRUPTED, LOCAL, LOCAL, COMPLETED],
  },
  'cancel-in-wait': {
    receiver: [answer(500)],
    retryPolicy: LATER,
    act: async (stage) => {
      await stage.until('waiting', ({ status }) => status === 'waiting');
      await giveCancel(stage);
    },
    posts: 1,
    closesAs: 'COMPLETED',
    status: 'cancelled',
    history: [STARTED, LOCAL, TIMER, SIGNALED, INTERRUPTED, LOCAL, COMPLETED],
  },
  'cancelled-by-temporal-request': {
    receiver: [answer(500)],
    retryPolicy: LATER,
    act: async (stage) => {
      await stage.until('waiting', ({ status }) => status === 'waiting');
      await stage.workflow.cancel();
    },
    posts: 1,
    closesAs: 'CANCELLED',
    status: 'cancelled',
    history: [
      STARTED,
      LOCAL,
      TIMER,
      'WORKFLOW_EXECUTION_CANCEL_REQUESTED',
      INTERRUPTED,
      LOCAL,
      'WORKFLOW_EXECUTION_CANCELED',
    ],
  },
  'redeliver-of-finished': {
    receiver: [answer(200)],
    retryPolicy: LATER,
    act: async (stage) => {
      await stage.workflow.result();
      await stage.engine.command(stage.delivery.id, 'redeliver');
      await stage.until('attempted again', ({ attemptCount }) => attemptCount === 2);
    },
    posts: 2,
    closesAs: 'COMPLETED',
    status: 'succeeded',
    history: [STARTED, SIGNALED, LOCAL, LOCAL, COMPLETED],
  },
  'normal-attempt': {
    receiver: [answer(200)],
    retryPolicy: LATER,
    withoutLocalAttempts: true,
    posts: 1,
    closesAs: 'COMPLETED',
    status: 'succeeded',
    history: [STARTED, ...NORMAL, COMPLETED],
  },
  'cancel-during-normal-attempt': {
    receiver: [gated(500)],
    retryPolicy: LATER,
    withoutLocalAttempts: true,
    act: async (stage) => {
      await stage.receiver.waitForRequests(1, stage.path);
      await giveCancel(stage);
      await signalToArrive(stage);
      stage.receiver.release(stage.path);
    },
    posts: 1,
    closesAs: 'COMPLETED',
    status: 'cancelled',
    history: [STARTED, ...MET_BY_SIGNAL, LOCAL, COMPLETED],
  },
  'redeliver-by-hand-during-normal-attempt': {
    receiver: [gated(200)],
    retryPolicy: LATER,
    withoutLocalAttempts: true,
    act: async (stage) => {
      await stage.receiver.waitForRequests(1, stage.path);
      await stage.workflow.signal(commandSignals.redeliver);
      await signalToArrive(stage);
      stage.receiver.release(stage.path);
    },
    posts: 1,
    closesAs: 'COMPLETED',
    status: 'succeeded',
    history: [STARTED, ...MET_BY_SIGNAL, LOCAL, COMPLETED],
  },
  'record-later': {
    receiver: [answer(200)],
    retryPolicy: LATER,
    act: async (stage) => {
      await waitFor('the workflow to leave the record to an activity of its own', async () =>
        (await stage.engine.historyOf(stage.delivery.id)).includes('activityTaskScheduled'),
      );
      await stage.engine.dataSource.query('DROP TRIGGER refuse_attempts ON delivery_attempts');
    },
    posts: 1,
    closesAs: 'COMPLETED',
    status: 'succeeded',
    history: [STARTED, LOCAL, ...NORMAL, COMPLETED],
  },
  scheduled: {
    receiver: [answer(200)],
    retryPolicy: LATER,
    event: () => ({ deliverAt: new Date(Date.now() + 1_000) }),
    posts: 1,
    closesAs: 'COMPLETED',
    status: 'succeeded',
    history: [STARTED, ...WAITED, LOCAL, COMPLETED],
  },
  'held-then-released': {
    receiver: [answer(200)],
    retryPolicy: LATER,
    event: () => ({ deliverAt: new Date(Date.now() + 2_000) }),
    act: async (stage) => {
      const { nextAttemptAt } = await stage.until('waiting', ({ status }) => status === 'waiting');
      await stage.engine.command(stage.delivery.id, 'hold');
      await stage.until('held', ({ waitReason }) => waitReason === 'manual');
      await waitFor('its time to be over', () => Date.now() > Number(nextAttemptAt));
      await stage.engine.command(stage.delivery.id, 'release');
    },
    posts: 1,
    closesAs: 'COMPLETED',
    status: 'succeeded',
    history: [STARTED, TIMER, SIGNALED, INTERRUPTED, LOCAL, SIGNALED, LOCAL, LOCAL, COMPLETED],
  },
  rescheduled: {
    receiver: [answer(500), answer(200)],
    retryPolicy: LATER,
    act: async ({ engine, delivery, until }) => {
      await until('waiting', ({ status }) => status === 'waiting');
      const command = { tenantId: TENANT, deliveryId: delivery.id, kind: 'reschedule', actor: 'test' } as const;
      await engine.commands.giveCommand({ ...command, until: new Date(Date.now() + 1_000) });
    },
    posts: 2,
    closesAs: 'COMPLETED',
    status: 'succeeded',
    history: [STARTED, LOCAL, TIMER, SIGNALED, INTERRUPTED, LOCAL, ...WAITED, LOCAL, COMPLETED],
  },
  'held-by-pause-then-drained': {
    receiver: [answer(500), answer(200)],
    retryPolicy: { schedule: ['2s'] },
    act: async (stage) => {
      await pauseInBackoff(stage);
      await stage.engine.gates.resume(TENANT, stage.endpointId, { ratePerSecond: 100 }, ACTOR);
    },
    posts: 2,
    closesAs: 'COMPLETED',
    status: 'succeeded',
    history: [STARTED, LOCAL, ...WAITED, ...NORMAL, SIGNALED, LOCAL, LOCAL, COMPLETED],
  },
  'policy-changed-in-wait': {
    receiver: [answer(500), answer(200)],
    retryPolicy: LATER,
    act: async ({ engine, endpointId, until }) => {
      await until('waiting', ({ status }) => status === 'waiting');
      const settings = { retryPolicy: { schedule: ['100ms', '1h'] } };
      await new EndpointRepository(engine.dataSource).change(TENANT, endpointId, false, () => ({ settings }), ACTOR);
    },
    posts: 2,
    closesAs: 'COMPLETED',
    status: 'succeeded',
    history: [STARTED, LOCAL, TIMER, SIGNALED, INTERRUPTED, LOCAL, ...WAITED, LOCAL, COMPLETED],
  },
  'gate-throttle-ended': {
    receiver: [{ kind: 'respond', status: 429, headers: { 'retry-after': '1' }, body: MARKS.answer }, answer(200)],
    retryPolicy: { schedule: ['100ms'] },
    posts: 2,
    of: 'gate',
    closesAs: 'COMPLETED',
    status: 'succeeded',
    history: [...STEPPED, ...WAITED, LOCAL, COMPLETED],
  },
  'gate-drained': {
    receiver: [answer(500), answer(200)],
    retryPolicy: { schedule: ['2s'] },
    act: async (stage) => {
      await pauseInBackoff(stage);
      await stage.engine.gates.resume(TENANT, stage.endpointId, { ratePerSecond: 100 }, ACTOR);
    },
    posts: 2,
    of: 'gate',
    closesAs: 'COMPLETED',
    status: 'succeeded',
    // As many steps as it takes.
    history: { last: COMPLETED },
  },
  'gate-paused-in-drain': {
    receiver: [answer(500)],
    retryPolicy: { schedule: ['2s'] },
    act: async (stage) => {
      const { engine, endpointId, gate } = stage;
      await pauseInBackoff(stage);
      await engine.gates.resume(TENANT, endpointId, { ratePerSecond: 1 }, ACTOR);
      // Nothing is let go before the pause, however slow this machine is.
      await engine.dataSource.query(`UPDATE endpoints SET drained_at = now() + interval '1 hour' WHERE id = $1`, [
        endpointId,
      ]);
      await waitFor('it to drain', async () => (await gate.query(progressQuery)) === 'draining at 1 a second: 1 left');
      await engine.gates.pause(TENANT, endpointId, ACTOR);
    },
    posts: 1,
    of: 'gate',
    closesAs: 'COMPLETED',
    status: 'held',
    history: { last: COMPLETED },
  },
  'continued-as-new-in-wait': {
    receiver: [answer(500), answer(200)],
    retryPolicy: LATER,
    act: async (stage) => {
      const { nextAttemptAt } = await stage.until('waiting', ({ status }) => status === 'waiting');
      await wakeUntilNewRun(stage);
      expect(await stage.workflow.query(deliveryStateQuery)).toMatchObject({
        status: 'waiting',
        attemptCount: 1,
        nextAttemptAt: nextAttemptAt?.toISOString(),
      });
      await stage.engine.command(stage.delivery.id, 'redeliver');
    },
    posts: 2,
    closesAs: 'CONTINUED_AS_NEW',
    status: 'succeeded',
    of: 'first run',
    history: { last: 'WORKFLOW_EXECUTION_CONTINUED_AS_NEW' },
  },
};

/** Pauses the endpoint while the delivery waits for its second attempt, and waits until that one meets the pause. */
async function pauseInBackoff({ engine, endpointId, until }: Stage): Promise<void> {
  await until('waiting', ({ status }) => status === 'waiting');
  await engine.gates.pause(TENANT, endpointId, ACTOR);
  await until('held', ({ waitReason }) => waitReason === 'paused');
}

/** The workflow of a gate: it may not be there yet. */
export async function gateOf(engine: TestEngine, endpointId: string): Promise<Handle> {
  return (await engine.temporal()).client.workflow.getHandle(pacedWorkflowId('endpointGate', endpointId));
}

async function giveCancel({ engine, delivery }: Stage): Promise<void> {
  const command = {
    tenantId: TENANT,
    deliveryId: delivery.id,
    kind: 'cancel',
    actor: 'test',
    reason: MARKS.reason,
  } as const;
  const given = await engine.commands.giveCommand(command);
  if (given.kind !== 'given') throw new Error(`cancel was not given: ${JSON.stringify(given)}`);
}

async function signalToArrive({ engine, delivery }: Stage): Promise<void> {
  await waitFor('the signal to arrive', async () =>
    (await engine.historyOf(delivery.id)).includes('workflowExecutionSignaled'),
  );
}

/** Signals whose command rows are gone already, as a relay that repeats itself sends them: they change nothing. */
async function wakeUntilNewRun({ engine, delivery, workflow, firstRun }: Stage): Promise<void> {
  for (let rounds = 0; rounds < 30; rounds++) {
    const wake = () => workflow.signal(commandSignals.redeliver, { commandId: 'cmd_gone' });
    await Promise.all(Array.from({ length: 50 }, wake));
    // A run cannot be closed while signals keep coming in: the server rejects that.
    await waitFor(
      'the workflow to wait again',
      async () => (await engine.historyOf(delivery.id)).at(-1) === 'timerStarted',
    );
    if ((await firstRun.describe()).status.name === 'CONTINUED_AS_NEW') return;
  }
  throw new Error('1,500 signals, and still the same run');
}
