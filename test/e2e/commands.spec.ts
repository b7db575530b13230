import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { problemSchema } from '#libs/contracts/http';
import type { DeliveryStatus } from '#libs/contracts';
import type { DeliveryAnswer, DeliveryDetail } from '#libs/contracts/http';
import { FAILING, FAILING_GATE, GATE, OK, type Behaviour } from '../support/receiver-behaviour.js';
import { Receiver } from '../support/receiver.js';
import { TestStack } from '../support/stack.js';
import { temporalCli } from '../support/temporal-cli.js';
import type { EventToPost, TenantClient } from '../support/tenant-client.js';
import { waitFor } from '../support/wait-for.js';

const HOUR_MS = 3_600_000;
/** Nothing happens by itself during a test, and the steps can be told apart. */
const SLOW_SCHEDULE = { schedule: ['1h', '2h', '3h'] };

let stack: TestStack;
let receiver: Receiver;
let tenant: TenantClient;
let path: string;
let paths = 0;
beforeAll(async () => {
  receiver = await Receiver.start();
  stack = await TestStack.start();
});
afterAll(async () => {
  await stack.close();
  await receiver.close();
});
beforeEach(async () => {
  paths += 1;
  path = `/command/${paths}`;
  tenant = await stack.createTenant({ retryPolicy: SLOW_SCHEDULE });
});

/** Makes the tenant's endpoint, posts an event to it, and returns its delivery. */
async function deliverTo(behaviours: Behaviour[], event: EventToPost = {}): Promise<DeliveryAnswer> {
  receiver.on(path, ...behaviours);
  await tenant.createEndpoint(receiver.url(path));
  return tenant.deliver(event);
}

const posts = (): number => receiver.requestsTo(path).length;

/** Waits until so many requests are held at the gate. */
async function waitForHeld(count = 1): Promise<void> {
  await waitFor(`${count} request(s) at the gate`, () => receiver.heldAt(path) >= count);
}

/** A delivery whose first attempt has failed and which waits for an hour. */
async function inBackoff(...then: Behaviour[]): Promise<DeliveryDetail> {
  const { id } = await deliverTo([FAILING, ...then]);
  return tenant.waitForDelivery(id, 'waiting');
}

/** Where an attempt is made that a command meets. */
const ATTEMPTS = ['first, local', 'first, express', 'second, normal'] as const;

/**
 * A delivery whose attempt is held at the gate: the first one, which runs inside the workflow task or in the relay, or
 * the second, which its timer started and which is an activity of its own.
 */
async function inFlight(attempt: (typeof ATTEMPTS)[number], gate: Behaviour): Promise<string> {
  if (attempt === 'first, express') {
    tenant = await stack.createTenant({ retryPolicy: SLOW_SCHEDULE, lane: 'express' });
    const { id } = await deliverTo([gate]);
    await waitForHeld();
    expect((await tenant.getDelivery(id)).workflow).toBeNull();
    return id;
  }
  if (attempt === 'first, local') {
    const { id } = await deliverTo([gate]);
    await waitForHeld();
    expect(await activitiesOf(id)).toBe(0);
    return id;
  }
  receiver.on(path, FAILING, gate);
  await tenant.createEndpoint(receiver.url(path), { retryPolicy: { schedule: ['500ms', '2h', '3h'] } });
  const { id } = await tenant.deliver();
  await waitForHeld();
  expect(await activitiesOf(id)).toBe(1);
  return id;
}

/** Activities that are not local, in the history of a delivery's run. */
async function activitiesOf(id: string): Promise<number> {
  const { events } = await stack.temporal.workflow.getHandle(id).fetchHistory();
  return (events ?? []).filter(({ activityTaskScheduledEventAttributes }) => activityTaskScheduledEventAttributes)
    .length;
}

/** A delivery that has ended. */
async function finished(status: DeliveryStatus, ...then: Behaviour[]): Promise<string> {
  if (status === 'succeeded') {
    const { id } = await deliverTo([OK, ...then]);
    await tenant.waitForDelivery(id, 'succeeded');
    return id;
  }
  if (status === 'failed') {
    receiver.on(path, FAILING, ...then);
    await tenant.createEndpoint(receiver.url(path), {
      retryPolicy: { ...SLOW_SCHEDULE, retryOn: { statuses: [503] } },
    });
    const { id } = await tenant.deliver();
    await tenant.waitForDelivery(id, 'failed');
    return id;
  }
  const { id } = await inBackoff(...then);
  expect(await tenant.give(id, 'cancel')).toMatchObject({ status: 'cancelled' });
  return id;
}

function expectDueIn(delivery: DeliveryDetail, delayMs: number): void {
  const { startedAt, durationMs } = delivery.attempts.at(-1)!;
  const waitMs = Date.parse(delivery.nextAttemptAt!) - Date.parse(startedAt) - durationMs;
  expect(Math.abs(waitMs - delayMs), `${waitMs} ms instead of ${delayMs}`).toBeLessThan(1000);
}

/** What the timeline says about a command. */
function notes({ timeline }: DeliveryDetail, kind: string): string[] {
  return timeline.filter((entry) => entry.kind === kind && entry.actor !== undefined).map(({ detail }) => detail);
}

describe('redeliver before the delivery is finished', () => {
  it('in mid-backoff sends at once and goes on with the next step when it fails', async () => {
    const { id } = await inBackoff();
    const askedAt = Date.now();
    const answer = await tenant.give(id, 'redeliver');
    expect(answer.id).toBe(id);
    const [, second] = await receiver.waitForRequests(2, path);
    expect(second!.at - askedAt).toBeLessThan(2000);
    const waiting = await tenant.waitForAttempts(id, 2);
    expectDueIn(waiting, 2 * HOUR_MS);
    expect(waiting.attempts.map(({ trigger }) => trigger)).toEqual(['schedule', 'redeliver']);
    await tenant.give(id, 'redeliver');
    expectDueIn(await tenant.waitForAttempts(id, 3), 3 * HOUR_MS);
    await tenant.give(id, 'redeliver');
    await tenant.waitForDelivery(id, 'failed');
    expect(posts()).toBe(4);
  });

  it('in mid-backoff ends the delivery when it succeeds', async () => {
    const { id } = await inBackoff(OK);
    await tenant.give(id, 'redeliver');
    expect(await tenant.waitForDelivery(id, 'succeeded')).toMatchObject({ attemptCount: 2 });
    expect(posts()).toBe(2);
  });

  it('before deliverAt sends at once', async () => {
    const { id } = await deliverTo([OK], { deliverAt: new Date(Date.now() + HOUR_MS).toISOString() });
    expect(await tenant.getDelivery(id)).toMatchObject({ status: 'waiting', waitReason: 'scheduled' });
    await tenant.give(id, 'redeliver');
    await tenant.waitForDelivery(id, 'succeeded');
    expect(posts()).toBe(1);
  });

  it('overrides Retry-After', async () => {
    const { id } = await deliverTo([{ kind: 'respond', status: 429, headers: { 'retry-after': '7200' } }, OK]);
    await tenant.waitForDelivery(id, 'waiting');
    await tenant.give(id, 'redeliver');
    await tenant.waitForDelivery(id, 'succeeded');
    expect(posts()).toBe(2);
  });

  it('given several times at once makes one attempt for each that finds none in flight', async () => {
    const { id } = await inBackoff(GATE);
    const answers = await Promise.all([1, 2, 3].map(() => tenant.command(id, 'redeliver')));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    await waitForHeld();
    receiver.release(path);
    expect(await tenant.waitForDelivery(id, 'succeeded')).toMatchObject({ attemptCount: 2 });
    expect(posts()).toBe(2);
  });
});

describe('cancel before the delivery is finished', () => {
  it('in mid-backoff ends it, and nothing is sent when the due time has come', async () => {
    receiver.on(path, FAILING, OK);
    await tenant.createEndpoint(receiver.url(path), { retryPolicy: { schedule: ['2s'] } });
    const { id } = await tenant.deliver();
    const { nextAttemptAt } = await tenant.waitForDelivery(id, 'waiting');
    const answer = await tenant.give(id, 'cancel', { reason: 'wrong customer' });
    expect(answer).toMatchObject({ status: 'cancelled', attemptCount: 1 });
    expect(answer.explanation).toContain('wrong customer');
    expect(answer.nextAttemptAt).toBeUndefined();
    const dueMs = Date.parse(nextAttemptAt!);
    expect(Date.parse(answer.completedAt!)).toBeLessThan(dueMs);
    await waitFor('the due time to be over', () => Date.now() > dueMs + 1000);
    expect(posts()).toBe(1);
    expect(await tenant.getDelivery(id)).toMatchObject({ status: 'cancelled', attemptCount: 1 });
  });

  it('before deliverAt ends it', async () => {
    const deliverAt = new Date(Date.now() + 2000).toISOString();
    const { id } = await deliverTo([OK], { deliverAt });
    expect(await tenant.give(id, 'cancel')).toMatchObject({ status: 'cancelled', attemptCount: 0 });
    await waitFor('the due time to be over', () => Date.now() > Date.parse(deliverAt) + 1000);
    expect(posts()).toBe(0);
  });
});

describe('a delivery that waits for room', () => {
  // One attempt at a time: the first delivery holds the place, the second stays in Postgres.
  let narrow: TestStack;
  beforeAll(async () => {
    narrow = await TestStack.start({ environment: { EVERHOOK_ENDPOINT_CONCURRENCY: '1' } });
  });
  afterAll(() => narrow.close());

  async function waitingForRoom(): Promise<{ first: string; second: string }> {
    tenant = await narrow.createTenant({ retryPolicy: SLOW_SCHEDULE });
    const first = await deliverTo([GATE], { data: { n: 1 } });
    await waitForHeld();
    const second = await tenant.deliver({ data: { n: 2 } });
    expect(second).toMatchObject({ status: 'pending', attemptCount: 0 });
    return { first: first.id, second: second.id };
  }

  it('is cancelled at once, and nothing is sent', async () => {
    const { first, second } = await waitingForRoom();
    expect(await tenant.give(second, 'cancel')).toMatchObject({ status: 'cancelled' });
    receiver.release(path);
    await tenant.waitForDelivery(first, 'succeeded');
    const third = await tenant.deliver({ data: { n: 3 } });
    await tenant.waitForDelivery(third.id, 'succeeded');
    expect(receiver.requestsTo(path).map(({ body }) => JSON.parse(body).data.n)).toEqual([1, 3]);
    expect(await tenant.getDelivery(second)).toMatchObject({ status: 'cancelled', attemptCount: 0 });
  });

  it('is redelivered once, as soon as there is room', async () => {
    const { first, second } = await waitingForRoom();
    const answer = await tenant.give(second, 'redeliver');
    expect(answer).toMatchObject({ attemptCount: 0 });
    receiver.release(path);
    await tenant.waitForDelivery(first, 'succeeded');
    expect(await tenant.waitForDelivery(second, 'succeeded')).toMatchObject({ attemptCount: 1 });
    const third = await tenant.deliver({ data: { n: 3 } });
    await tenant.waitForDelivery(third.id, 'succeeded');
    expect(receiver.requestsTo(path).map(({ body }) => JSON.parse(body).data.n)).toEqual([1, 2, 3]);
  });
});

describe.each(ATTEMPTS)('while an attempt is in flight (the %s)', (attempt) => {
  const number = attempt === 'second, normal' ? 2 : 1;
  const nextDelayMs = number * HOUR_MS;

  it('cancel comes too late for one that succeeds', async () => {
    const id = await inFlight(attempt, GATE);
    expect(await tenant.give(id, 'cancel')).toMatchObject({ status: 'delivering', pendingCommand: 'cancel' });
    receiver.release(path);
    const delivery = await tenant.waitForDelivery(id, (found) => found.pendingCommand === undefined);
    expect(delivery).toMatchObject({ status: 'succeeded', attemptCount: number });
    expect(notes(delivery, 'cancel')).toEqual([expect.stringContaining('too late')]);
    expect(posts()).toBe(number);
  });

  it('cancel ends the delivery after one that fails', async () => {
    const id = await inFlight(attempt, FAILING_GATE);
    expect(await tenant.give(id, 'cancel')).toMatchObject({ status: 'delivering', pendingCommand: 'cancel' });
    receiver.release(path);
    const delivery = await tenant.waitForDelivery(id, 'cancelled');
    expect(delivery).toMatchObject({ attemptCount: number });
    expect(delivery.pendingCommand).toBeUndefined();
    expect(posts()).toBe(number);
  });

  it('redeliver counts once with one that succeeds', async () => {
    const id = await inFlight(attempt, GATE);
    expect(await tenant.give(id, 'redeliver')).toMatchObject({ status: 'delivering', pendingCommand: 'redeliver' });
    receiver.release(path);
    const delivery = await tenant.waitForDelivery(id, (found) => found.pendingCommand === undefined);
    expect(delivery).toMatchObject({ status: 'succeeded', attemptCount: number });
    expect(notes(delivery, 'redeliver').at(-1)).toContain('counted once');
    expect(posts()).toBe(number);
  });

  it('redeliver counts once with one that fails, and the schedule goes on', async () => {
    const id = await inFlight(attempt, FAILING_GATE);
    expect(await tenant.give(id, 'redeliver')).toMatchObject({ status: 'delivering', pendingCommand: 'redeliver' });
    receiver.release(path);
    const delivery = await tenant.waitForDelivery(id, (found) => found.pendingCommand === undefined);
    expect(delivery).toMatchObject({ status: 'waiting', attemptCount: number });
    expectDueIn(delivery, nextDelayMs);
    expect(posts()).toBe(number);
  });

  it('cancel and redeliver together make exactly one POST', async () => {
    const id = await inFlight(attempt, GATE);
    await tenant.give(id, 'cancel');
    await tenant.give(id, 'redeliver');
    receiver.release(path);
    const delivery = await tenant.waitForDelivery(id, (found) => found.pendingCommand === undefined);
    expect(delivery).toMatchObject({ status: 'succeeded', attemptCount: number });
    // Its workflow, where it has one, has closed, so nothing more can come of the signals.
    if (attempt === 'first, express') expect(delivery.workflow).toBeNull();
    else await waitFor('the workflow to close', async () => (await describeRun(id)).status.name !== 'RUNNING');
    expect(posts()).toBe(number);
    expect(await tenant.getDelivery(id)).toMatchObject({ status: 'succeeded', attemptCount: number });
  });
});

describe('after the delivery is finished', () => {
  it.each(['succeeded', 'failed', 'cancelled'] as const)('cancel of a %s one is refused', async (status) => {
    const id = await finished(status);
    const before = posts();
    const { status: code, body, headers } = await tenant.command(id, 'cancel');
    expect(code).toBe(409);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(problemSchema.parse(body).detail).toContain(`"${status}"`);
    expect(await tenant.getDelivery(id)).toMatchObject({ status });
    expect(posts()).toBe(before);
  });

  it.each(['succeeded', 'failed', 'cancelled'] as const)(
    'redeliver of a %s one starts its schedule again on the same delivery',
    async (status) => {
      const failing: Behaviour = { kind: 'respond', status: 503 };
      const id = await finished(status, failing, failing, OK);
      const answer = await tenant.give(id, 'redeliver');
      expect(answer.id).toBe(id);
      const waiting = await tenant.waitForAttempts(id, 2);
      expect(waiting).toMatchObject({ status: 'waiting', attemptCount: 2 });
      expect(waiting.completedAt).toBeUndefined();
      expectDueIn(waiting, HOUR_MS);
      await tenant.give(id, 'redeliver');
      expectDueIn(await tenant.waitForAttempts(id, 3), 2 * HOUR_MS);
      await tenant.give(id, 'redeliver');
      expect(await tenant.waitForDelivery(id, 'succeeded')).toMatchObject({ attemptCount: 4 });
      expect(posts()).toBe(4);
      const sent = receiver.requestsTo(path);
      expect(new Set(sent.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
      expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
    },
  );
});

describe('commands that cannot be taken', () => {
  it('answer 404 for unknown ids and for those of other tenants', async () => {
    const { id } = await inBackoff();
    const other = await stack.createTenant();
    for (const kind of ['redeliver', 'cancel'] as const) {
      for (const [client, deliveryId] of [
        [tenant, 'dlv_01k0f5w8x0abcdefghjkmnpqrs'],
        [other, id],
      ] as const) {
        const { status, body } = await client.command(deliveryId, kind);
        expect(status).toBe(404);
        expect(problemSchema.parse(body).status).toBe(404);
      }
    }
    expect(await tenant.getDelivery(id)).toMatchObject({ status: 'waiting', attemptCount: 1 });
  });

  it('redeliver to a deleted endpoint is 409', async () => {
    const { id, endpointId } = await inBackoff();
    await tenant.request('DELETE', `/api/v1/webhooks/${endpointId}`);
    const cancelled = await tenant.waitForDelivery(id, 'cancelled');
    expect(cancelled.attemptCount).toBe(1);
    const { status, body } = await tenant.command(id, 'redeliver');
    expect(status).toBe(409);
    expect(problemSchema.parse(body).detail).toContain('deleted');
    expect(posts()).toBe(1);
  });

  it('redeliver to a disabled endpoint is 409', async () => {
    const id = await finished('failed');
    const { endpointId } = await tenant.getDelivery(id);
    await tenant.request('PATCH', `/api/v1/webhooks/${endpointId}`, { body: { status: 'disabled' } });
    const { status, body } = await tenant.command(id, 'redeliver');
    expect(status).toBe(409);
    expect(problemSchema.parse(body).detail).toContain('disabled');
    expect(posts()).toBe(1);
  });
});

/** What Temporal says about the last run of a delivery. */
function describeRun(id: string) {
  return stack.temporal.workflow.getHandle(id).describe();
}

async function closedStatus(id: string): Promise<string> {
  return waitFor('the workflow to close', async () => {
    const { status } = await describeRun(id);
    return status.name !== 'RUNNING' && status.name;
  });
}

describe('Temporal', () => {
  it('a redeliver signal sent by hand, without arguments, is obeyed and recorded', async () => {
    const { id } = await inBackoff(OK);
    await temporalCli('workflow', 'signal', '--workflow-id', id, '--name', 'redeliver');
    const delivery = await tenant.waitForDelivery(id, 'succeeded');
    expect(delivery.attempts.map(({ trigger }) => trigger)).toEqual(['schedule', 'redeliver']);
    expect(delivery.timeline).toContainEqual(
      expect.objectContaining({ kind: 'redeliver', actor: 'temporal-signal', detail: 'redelivered now' }),
    );
    expect(posts()).toBe(2);
  });

  it('a cancel signal sent by hand, without arguments, is obeyed and recorded', async () => {
    const { id } = await inBackoff(OK);
    await temporalCli('workflow', 'signal', '--workflow-id', id, '--name', 'cancel');
    const delivery = await tenant.waitForDelivery(id, 'cancelled');
    expect(delivery.timeline).toContainEqual(expect.objectContaining({ kind: 'cancel', actor: 'temporal-signal' }));
    expect(await closedStatus(id)).toBe('COMPLETED');
    expect(posts()).toBe(1);
  });

  it.each(['redeliver', 'cancel'])(
    'a %s signal sent by hand counts once with a first attempt in flight',
    async (name) => {
      const id = await inFlight('first, local', GATE);
      await temporalCli('workflow', 'signal', '--workflow-id', id, '--name', name);
      receiver.release(path);
      await tenant.waitForDelivery(id, 'succeeded');
      expect(await closedStatus(id)).toBe('COMPLETED');
      const delivery = await tenant.getDelivery(id);
      expect(delivery).toMatchObject({ status: 'succeeded', attemptCount: 1 });
      expect(notes(delivery, name)).toHaveLength(1);
      expect(posts()).toBe(1);
    },
  );

  it('a request for cancellation cancels the delivery and closes the run as Canceled', async () => {
    const { id } = await inBackoff(OK);
    await temporalCli('workflow', 'cancel', '--workflow-id', id);
    const delivery = await tenant.waitForDelivery(id, 'cancelled');
    expect(delivery.timeline).toContainEqual(expect.objectContaining({ kind: 'cancel', actor: 'temporal-cancel' }));
    expect(await closedStatus(id)).toBe('CANCELLED');
    expect(posts()).toBe(1);
  });

  it('a request for cancellation during an attempt that succeeds comes too late', async () => {
    const id = await inFlight('second, normal', GATE);
    await temporalCli('workflow', 'cancel', '--workflow-id', id);
    receiver.release(path);
    await tenant.waitForDelivery(id, 'succeeded');
    expect(await closedStatus(id)).toBe('COMPLETED');
    expect(await tenant.getDelivery(id)).toMatchObject({ status: 'succeeded', attemptCount: 2 });
    expect(posts()).toBe(2);
  });

  it('shows a delivery that succeeded as completed', async () => {
    const id = await finished('succeeded');
    expect(await closedStatus(id)).toBe('COMPLETED');
    expect(await stack.temporal.workflow.result(id)).toEqual({ status: 'succeeded', attempts: 1 });
  });

  it('shows a delivery that was cancelled by a command as completed', async () => {
    const id = await finished('cancelled');
    expect(await closedStatus(id)).toBe('COMPLETED');
    expect(await stack.temporal.workflow.result(id)).toEqual({ status: 'cancelled', attempts: 1 });
  });

  it('shows a delivery that failed as failed, which alarms nobody', async () => {
    const id = await finished('failed');
    expect(await closedStatus(id)).toBe('FAILED');
    await expect(stack.temporal.workflow.result(id)).rejects.toMatchObject({
      cause: { type: 'DeliveryFailed', category: 'BENIGN' },
    });
  });

  it('answers the query deliveryState as the API does', async () => {
    const { id, explanation, nextAttemptAt } = await inBackoff(OK);
    const query = () => stack.temporal.workflow.getHandle(id).query('deliveryState');
    expect(await query()).toEqual({
      status: 'waiting',
      attemptCount: 1,
      because: explanation,
      waitReason: 'backoff',
      nextAttemptAt,
    });
    const printed = await temporalCli('workflow', 'query', '--workflow-id', id, '--type', 'deliveryState');
    expect(printed).toContain('"waiting"');
    await tenant.give(id, 'redeliver');
    const ended = await tenant.waitForDelivery(id, 'succeeded');
    await closedStatus(id);
    expect(await query()).toEqual({ status: 'succeeded', attemptCount: 2, because: ended.explanation });
  });

  it('answers the query deliveryState while an attempt is in flight', async () => {
    const id = await inFlight('second, normal', GATE);
    const state = await stack.temporal.workflow.getHandle(id).query('deliveryState');
    expect(state).toMatchObject({ status: 'delivering', attemptCount: 1 });
    receiver.release(path);
    await tenant.waitForDelivery(id, 'succeeded');
  });

  it('hears from an attempt in flight that its worker lives', async () => {
    const id = await inFlight('second, normal', GATE);
    await waitFor('a heartbeat', async () => {
      const { pendingActivities } = (await describeRun(id)).raw;
      return pendingActivities?.[0]?.lastHeartbeatTime;
    });
    receiver.release(path);
    await tenant.waitForDelivery(id, 'succeeded');
  });

  it('has a summary for people, and a small history for a success at the first attempt', async () => {
    const id = await finished('succeeded');
    await closedStatus(id);
    const { host } = new URL(receiver.url());
    const description = await describeRun(id);
    expect(await description.staticSummary()).toBe(`order.created → ${host} · tenant ${tenant.tenantId}`);
    const { events } = await stack.temporal.workflow.getHandle(id).fetchHistory();
    expect(events!.length).toBeLessThanOrEqual(10);
  });

  it('never hears of a payload, an URL beyond its host, a header, a secret, or what a person wrote', async () => {
    path += '/s3cr3t-path';
    receiver.on(path, FAILING, FAILING_GATE);
    const { secret } = await tenant.createEndpoint(`${receiver.url(path)}?token=abc`, {
      headers: { 'x-custom': 'header-value' },
    });
    const { id } = await tenant.deliver({ data: { name: 'Zoë Private' } });
    await tenant.waitForDelivery(id, 'waiting');
    await tenant.give(id, 'redeliver');
    await waitForHeld();
    await tenant.give(id, 'cancel', { reason: 'Ada Private asked' });
    receiver.release(path);
    expect((await tenant.waitForDelivery(id, 'cancelled')).explanation).toContain('Ada Private asked');
    await closedStatus(id);
    const text = await historyText(id);
    expect(text).toContain(id);
    for (const word of [
      ...['s3cr3t-path', 'token=abc', 'Private', 'header-value'],
      ...[secret, secret.replace('whsec_', '')],
    ]) {
      expect(text.includes(word), `the history holds "${word}"`).toBe(false);
    }
  });
});

/** A history with every payload decoded: everything that Temporal was told of a delivery. */
async function historyText(id: string): Promise<string> {
  const text = await temporalCli('workflow', 'show', '--workflow-id', id, '--output', 'json');
  const decoded = [...text.matchAll(/"data": ?"([A-Za-z0-9+/=]*)"/g)].map(([, data]) =>
    Buffer.from(data!, 'base64').toString('utf8'),
  );
  return [text, ...decoded].join('\n');
}
