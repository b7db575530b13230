import type { Client } from '@temporalio/client';
import { expect } from 'vitest';
import { commandSignals, deliveryStateQuery, type RetryPolicy } from '#libs/contracts';
import type { NewEvent } from '#libs/persistence';
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
  /** Waits until the delivery's row is as asked. */
  until: (what: string, isSo: (delivery: DeliveryView) => boolean) => Promise<DeliveryView>;
}

/** One path of a delivery through its workflow, and how it is known that it was taken. */
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
  /** The first run's history is the one to record. @default the latest */
  ofFirstRun?: boolean;
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
    ofFirstRun: true,
    history: { last: 'WORKFLOW_EXECUTION_CONTINUED_AS_NEW' },
  },
};

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
