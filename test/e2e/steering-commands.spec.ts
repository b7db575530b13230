import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryStatus } from '#libs/contracts';
import { problemSchema, type CreatedEndpoint, type DeliveryAnswer, type DeliveryDetail } from '#libs/contracts/http';
import { FAILING, FAILING_GATE, GATE, OK, type Behaviour } from '../support/receiver-behaviour.js';
import { Receiver } from '../support/receiver.js';
import { TestStack } from '../support/stack.js';
import { temporalCli } from '../support/temporal-cli.js';
import type { ApiCommand, EventToPost, TenantClient } from '../support/tenant-client.js';
import { waitFor } from '../support/wait-for.js';

const HOUR_MS = 3_600_000;
const HOURS = ['1h', '2h', '3h'];
/** Room for a delivery that should not be sent at its due time to be sent all the same. */
const GRACE_MS = 1000;

let stack: TestStack;
let receiver: Receiver;
let tenant: TenantClient;
let endpoint: CreatedEndpoint;
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
  path = `/steering/${paths}`;
  tenant = await stack.createTenant();
});

/** Makes the tenant's endpoint, posts an event to it, and returns its delivery. */
async function deliverTo(behaviours: Behaviour[], schedule = HOURS, event: EventToPost = {}): Promise<DeliveryAnswer> {
  receiver.on(path, ...behaviours);
  endpoint = await tenant.createEndpoint(receiver.url(path), { retryPolicy: { schedule } });
  return tenant.deliver(event);
}

/** A delivery whose first attempt has failed and which waits for the next. */
async function inBackoff(schedule: string[], ...then: Behaviour[]): Promise<DeliveryDetail> {
  const { id } = await deliverTo([FAILING, ...then], schedule);
  return tenant.waitForDelivery(id, 'waiting');
}

/** A delivery of an event that asks to be sent later. */
async function scheduledIn(delayMs: number, ...behaviours: Behaviour[]): Promise<DeliveryDetail> {
  const { id } = await deliverTo(behaviours, HOURS, { deliverAt: inMs(delayMs) });
  const scheduled = await tenant.getDelivery(id);
  expect(scheduled).toMatchObject({ status: 'waiting', waitReason: 'scheduled', attemptCount: 0 });
  return scheduled;
}

/** Which attempt a command meets. */
const ATTEMPTS = ['first', 'first, express', 'second'] as const;

/**
 * A delivery whose attempt is held at the receiver: the first one, which runs inside the workflow task or in the relay,
 * or the second, which its timer started and which is an activity of its own.
 */
async function inFlight(attempt: (typeof ATTEMPTS)[number], gate: Behaviour): Promise<string> {
  if (attempt === 'first, express') tenant = await stack.createTenant({ lane: 'express' });
  const { id } =
    attempt !== 'second' ? await deliverTo([gate]) : await deliverTo([FAILING, gate], ['500ms', '2h', '3h']);
  await waitFor('a request at the gate', () => receiver.heldAt(path) >= 1);
  return id;
}

async function finished(status: DeliveryStatus): Promise<string> {
  const { id } = await deliverTo([status === 'succeeded' ? OK : FAILING], status === 'failed' ? [] : HOURS);
  if (status === 'cancelled') {
    await tenant.waitForDelivery(id, 'waiting');
    await tenant.give(id, 'cancel');
  }
  await tenant.waitForDelivery(id, status);
  return id;
}

const posts = (): number => receiver.requestsTo(path).length;
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
const bodyFor = (kind: ApiCommand): unknown => (kind === 'reschedule' ? { at: inMs(HOUR_MS) } : undefined);
const triggers = ({ attempts }: DeliveryDetail): string[] => attempts.map(({ trigger }) => trigger);

/** What the timeline says about a command. */
const notes = ({ timeline }: DeliveryDetail, kind: string): string[] =>
  timeline.filter((entry) => entry.kind === kind && entry.actor !== undefined).map(({ detail }) => detail);

async function passed(dueAt: string): Promise<void> {
  await waitFor(`${dueAt} to be over`, () => Date.now() > Date.parse(dueAt) + GRACE_MS);
}

async function expectRefused(id: string, kind: ApiCommand, detail: string, body = bodyFor(kind)): Promise<void> {
  const answer = await tenant.command(id, kind, body);
  expect({ kind, status: answer.status }).toEqual({ kind, status: 409 });
  expect(problemSchema.parse(answer.body).detail).toContain(detail);
}

describe('hold', () => {
  it('in mid-backoff: nothing is sent when the due time passes, and a release after it sends now', async () => {
    const { id, nextAttemptAt } = await inBackoff(['2s'], OK);
    const held = await tenant.give(id, 'hold', { reason: 'the customer asked' });
    expect(held).toMatchObject({
      status: 'held',
      waitReason: 'manual',
      explanation: 'held: until someone releases it',
      nextAttemptAt,
    });
    await passed(nextAttemptAt!);
    expect(posts()).toBe(1);
    expect(await tenant.getDelivery(id)).toMatchObject({ status: 'held', attemptCount: 1, nextAttemptAt });
    await tenant.give(id, 'release');
    const delivery = await tenant.waitForDelivery(id, 'succeeded');
    expect(triggers(delivery)).toEqual(['schedule', 'release']);
    expect(notes(delivery, 'hold')).toEqual(['held until someone releases it: the customer asked']);
    expect(notes(delivery, 'release')).toEqual(['released']);
    expect(delivery.timeline.map(({ kind }) => kind)).toEqual([
      'created',
      'attempt',
      'waiting',
      'hold',
      'release',
      'attempt',
      'succeeded',
    ]);
    expect(posts()).toBe(2);
  });

  it('released before the due time keeps it', async () => {
    const { id, nextAttemptAt } = await inBackoff(['4s'], OK);
    await tenant.give(id, 'hold');
    const released = await tenant.give(id, 'release');
    expect(released).toMatchObject({ status: 'waiting', waitReason: 'backoff', nextAttemptAt });
    expect(triggers(await tenant.waitForDelivery(id, 'succeeded'))).toEqual(['schedule', 'schedule']);
    expect(receiver.requestsTo(path)[1]!.at).toBeGreaterThanOrEqual(Date.parse(nextAttemptAt!));
  });

  it('before deliverAt: nothing is sent, until it is released', async () => {
    const { id, nextAttemptAt } = await scheduledIn(2000, OK);
    expect(await tenant.give(id, 'hold')).toMatchObject({ status: 'held', waitReason: 'manual', nextAttemptAt });
    await passed(nextAttemptAt!);
    expect(posts()).toBe(0);
    await tenant.give(id, 'release');
    expect(triggers(await tenant.waitForDelivery(id, 'succeeded'))).toEqual(['release']);
    expect(posts()).toBe(1);
  });

  it('before deliverAt, released before it, keeps the time that the event asked for', async () => {
    const { id, nextAttemptAt } = await scheduledIn(3000, OK);
    await tenant.give(id, 'hold');
    expect(await tenant.give(id, 'release')).toMatchObject({
      status: 'waiting',
      waitReason: 'scheduled',
      nextAttemptAt,
    });
    await tenant.waitForDelivery(id, 'succeeded');
    expect(receiver.requestsTo(path)[0]!.at).toBeGreaterThanOrEqual(Date.parse(nextAttemptAt!));
  });

  it('twice is held once; one release ends it', async () => {
    const { id } = await inBackoff(HOURS, OK);
    await tenant.give(id, 'hold', { reason: 'one' });
    expect(await tenant.give(id, 'hold', { reason: 'two' })).toMatchObject({
      explanation: 'held: until someone releases it',
    });
    expect(await tenant.give(id, 'release')).toMatchObject({ status: 'waiting' });
  });

  it('is overridden by a redeliver for one attempt', async () => {
    const { id } = await inBackoff(HOURS, FAILING, OK);
    await tenant.give(id, 'hold');
    await tenant.give(id, 'redeliver');
    const waiting = await tenant.waitForAttempts(id, 2);
    expect(waiting).toMatchObject({ status: 'waiting', waitReason: 'backoff' });
    expect(triggers(waiting)).toEqual(['schedule', 'redeliver']);
    expect(Date.parse(waiting.nextAttemptAt!) - Date.now()).toBeGreaterThan(HOUR_MS);
  });

  it('is ended by a cancel', async () => {
    const { id } = await inBackoff(HOURS, OK);
    await tenant.give(id, 'hold');
    expect(await tenant.give(id, 'cancel')).toMatchObject({ status: 'cancelled', attemptCount: 1 });
    expect(posts()).toBe(1);
  });

  it('is ended by a reschedule', async () => {
    const { id } = await inBackoff(HOURS, OK);
    await tenant.give(id, 'hold');
    const at = inMs(1500);
    expect(await tenant.give(id, 'reschedule', { at })).toMatchObject({ status: 'waiting', nextAttemptAt: at });
    await tenant.waitForDelivery(id, 'succeeded');
    expect(receiver.requestsTo(path)[1]!.at).toBeGreaterThanOrEqual(Date.parse(at));
  });
});

describe('reschedule', () => {
  it('in mid-backoff to an earlier time', async () => {
    const { id } = await inBackoff(HOURS, OK);
    const at = inMs(1500);
    const answer = await tenant.give(id, 'reschedule', { at });
    expect(answer).toMatchObject({ status: 'waiting', waitReason: 'scheduled', nextAttemptAt: at });
    const delivery = await tenant.waitForDelivery(id, 'succeeded');
    expect(notes(delivery, 'reschedule')).toEqual([`rescheduled to ${at}`]);
    expect(receiver.requestsTo(path)[1]!.at).toBeGreaterThanOrEqual(Date.parse(at));
  });

  it('in mid-backoff to a later time: nothing is sent when it was due', async () => {
    const { id, nextAttemptAt } = await inBackoff(['2s'], OK);
    const at = inMs(HOUR_MS);
    await tenant.give(id, 'reschedule', { at });
    await passed(nextAttemptAt!);
    expect(posts()).toBe(1);
    expect(await tenant.getDelivery(id)).toMatchObject({ status: 'waiting', nextAttemptAt: at });
  });

  it('of an event with deliverAt, earlier', async () => {
    const { id } = await scheduledIn(HOUR_MS, OK);
    const at = inMs(1500);
    expect(await tenant.give(id, 'reschedule', { at })).toMatchObject({ status: 'waiting', nextAttemptAt: at });
    const delivery = await tenant.waitForDelivery(id, 'succeeded');
    expect(receiver.requestsTo(path)[0]!.at).toBeGreaterThanOrEqual(Date.parse(at));
    expect(delivery.timeline.map(({ kind }) => kind)).toEqual([
      'created',
      'waiting',
      'reschedule',
      'attempt',
      'succeeded',
    ]);
  });

  it('of an event with deliverAt, later, and then it is cancelled', async () => {
    const { id, nextAttemptAt } = await scheduledIn(2000, OK);
    const at = inMs(4000);
    await tenant.give(id, 'reschedule', { at });
    await waitFor('the first time to be over', () => Date.now() > Date.parse(nextAttemptAt!) + GRACE_MS / 2);
    expect(posts()).toBe(0);
    expect(await tenant.give(id, 'cancel')).toMatchObject({ status: 'cancelled', attemptCount: 0 });
    await passed(at);
    expect(posts()).toBe(0);
  });

  it('goes on with the schedule after the attempt', async () => {
    const { id } = await inBackoff(HOURS, FAILING);
    await tenant.give(id, 'reschedule', { at: inMs(500) });
    const waiting = await tenant.waitForAttempts(id, 2);
    expect(waiting).toMatchObject({ status: 'waiting', waitReason: 'backoff' });
    const { startedAt, durationMs } = waiting.attempts[1]!;
    const delayMs = Date.parse(waiting.nextAttemptAt!) - Date.parse(startedAt) - durationMs;
    expect(Math.abs(delayMs - 2 * HOUR_MS)).toBeLessThan(1000);
  });
});

describe.each(ATTEMPTS)('while an attempt is in flight (the %s)', (attempt) => {
  const number = attempt === 'second' ? 2 : 1;

  /** Gives a command during the attempt, lets the attempt end, and returns the delivery after both. */
  async function giveInFlight(kind: ApiCommand, gate: Behaviour, body = bodyFor(kind)): Promise<DeliveryDetail> {
    const id = await inFlight(attempt, gate);
    expect(await tenant.give(id, kind, body)).toMatchObject({ status: 'delivering', pendingCommand: kind });
    receiver.release(path);
    const delivery = await tenant.waitForDelivery(
      id,
      ({ status, pendingCommand }) => pendingCommand === undefined && status !== 'delivering',
    );
    expect(delivery.attemptCount).toBe(number);
    expect(posts()).toBe(number);
    return delivery;
  }

  it('hold applies after one that fails, and keeps its due time', async () => {
    const held = await giveInFlight('hold', FAILING_GATE);
    expect(held).toMatchObject({ status: 'held', waitReason: 'manual' });
    expect(Date.parse(held.nextAttemptAt!)).toBeGreaterThan(Date.now() + HOUR_MS / 2);
    expect(await tenant.give(held.id, 'release')).toMatchObject({
      status: 'waiting',
      nextAttemptAt: held.nextAttemptAt,
    });
  });

  it('hold comes too late for one that succeeds', async () => {
    const delivery = await giveInFlight('hold', GATE);
    expect(delivery).toMatchObject({ status: 'succeeded' });
    expect(notes(delivery, 'hold')).toEqual([expect.stringContaining('too late')]);
  });

  it('reschedule applies after one that fails', async () => {
    const at = inMs(HOUR_MS);
    expect(await giveInFlight('reschedule', FAILING_GATE, { at })).toMatchObject({
      status: 'waiting',
      waitReason: 'scheduled',
      nextAttemptAt: at,
    });
  });

  it('reschedule comes too late for one that succeeds', async () => {
    const delivery = await giveInFlight('reschedule', GATE);
    expect(delivery).toMatchObject({ status: 'succeeded' });
    expect(notes(delivery, 'reschedule')).toEqual([expect.stringContaining('too late')]);
  });

  it('release has no effect', async () => {
    const delivery = await giveInFlight('release', FAILING_GATE);
    expect(delivery).toMatchObject({ status: 'waiting', waitReason: 'backoff' });
    expect(notes(delivery, 'release')).toEqual([expect.stringContaining('no effect')]);
  });

  it('hold and release together leave the delivery as the attempt left it', async () => {
    const id = await inFlight(attempt, FAILING_GATE);
    await tenant.give(id, 'hold');
    await tenant.give(id, 'release');
    receiver.release(path);
    const delivery = await tenant.waitForDelivery(id, (found) => found.pendingCommand === undefined);
    expect(delivery).toMatchObject({ status: 'waiting', waitReason: 'backoff', attemptCount: number });
  });
});

describe('commands that do not apply', () => {
  it.each(['succeeded', 'failed', 'cancelled'] as const)(
    'of a %s delivery, all but redeliver are refused',
    async (status) => {
      const id = await finished(status);
      const before = posts();
      for (const kind of ['cancel', 'hold', 'release', 'reschedule'] as const) {
        await expectRefused(id, kind, `"${status}"`);
      }
      const refused = await tenant.getDelivery(id);
      expect(refused).toMatchObject({ status, attemptCount: before });
      await tenant.give(id, 'redeliver');
      await tenant.waitForAttempts(id, before + 1);
      expect(posts()).toBe(before + 1);
    },
  );

  it('release of one that nobody holds is refused, and says so', async () => {
    const backoff = await inBackoff(HOURS);
    await expectRefused(backoff.id, 'release', 'it is not held');
    const scheduled = await tenant.deliver({ deliverAt: inMs(HOUR_MS) });
    await expectRefused(scheduled.id, 'release', 'it is not held');
  });

  it('release of what a pause holds is refused, and names the pause', async () => {
    const { id, nextAttemptAt } = await inBackoff(['2s'], OK);
    await tenant.pause(endpoint.id);
    await passed(nextAttemptAt!);
    await tenant.waitForDelivery(id, 'held');
    await expectRefused(id, 'release', 'the endpoint is paused');
    expect(posts()).toBe(1);
    await tenant.resume(endpoint.id, { ratePerSecond: 100 });
    const delivery = await tenant.waitForDelivery(id, 'succeeded');
    expect(triggers(delivery)).toEqual(['schedule', 'resume']);
    expect(delivery.timeline).toContainEqual(
      expect.objectContaining({ kind: 'held', detail: 'the endpoint is paused', actor: 'gate' }),
    );
    expect(delivery.timeline).toContainEqual(expect.objectContaining({ kind: 'release', actor: 'gate' }));
  });

  it('redeliver on a paused endpoint is refused, and sent by force', async () => {
    const { id } = await inBackoff(HOURS, OK);
    await tenant.pause(endpoint.id);
    await expectRefused(id, 'redeliver', 'the endpoint is paused');
    const held = await tenant.deliver({ data: { n: 2 } });
    await tenant.waitForDelivery(held.id, 'held');
    await expectRefused(held.id, 'redeliver', 'the endpoint is paused');
    expect(posts()).toBe(1);
    for (const forced of [id, held.id]) {
      await tenant.give(forced, 'redeliver', { force: true });
      expect(triggers(await tenant.waitForDelivery(forced, 'succeeded')).at(-1)).toBe('redeliver');
    }
    expect(posts()).toBe(3);
    expect(await tenant.getEndpoint(endpoint.id)).toMatchObject({ status: 'paused', heldDeliveries: 0, inFlight: 0 });
  });

  it('redeliver in a stopped tenant is refused, and sent by force', async () => {
    const { id } = await inBackoff(HOURS, OK);
    await tenant.request('POST', `/api/v1/tenants/${tenant.tenantId}/stop`);
    await expectRefused(id, 'redeliver', 'the tenant is stopped');
    await tenant.give(id, 'redeliver', { force: true });
    await tenant.waitForDelivery(id, 'succeeded');
    expect(posts()).toBe(2);
  });

  it('redeliver to a disabled endpoint is refused also by force', async () => {
    const id = await finished('succeeded');
    await tenant.onEndpoint(endpoint.id, 'disable');
    await expectRefused(id, 'redeliver', 'disabled', { force: true });
    expect(posts()).toBe(1);
  });
});

describe('a delivery that was held from the start', () => {
  it('is rescheduled, which gives it a workflow, and is sent at that time when its endpoint goes on', async () => {
    receiver.on(path, OK);
    endpoint = await tenant.createEndpoint(receiver.url(path), { status: 'paused' });
    const { id } = await tenant.deliver();
    expect(await tenant.getDelivery(id)).toMatchObject({ status: 'held', waitReason: 'paused' });
    const at = inMs(3000);
    await tenant.give(id, 'reschedule', { at });
    expect(await tenant.waitForDelivery(id, 'waiting')).toMatchObject({ nextAttemptAt: at });
    await tenant.resume(endpoint.id);
    await tenant.waitForDelivery(id, 'succeeded');
    expect(receiver.requestsTo(path)[0]!.at).toBeGreaterThanOrEqual(Date.parse(at));
  });

  it('stays held when it is held by hand, until it is released', async () => {
    receiver.on(path, OK);
    endpoint = await tenant.createEndpoint(receiver.url(path), { status: 'paused' });
    const first = await tenant.deliver({ data: { n: 1 } });
    const second = await tenant.deliver({ data: { n: 2 } });
    await tenant.give(first.id, 'hold');
    await tenant.resume(endpoint.id, { ratePerSecond: 100 });
    await tenant.waitForDelivery(second.id, 'succeeded');
    await waitFor('the gate to open', async () => (await tenant.getEndpoint(endpoint.id)).status === 'active');
    expect(await tenant.getDelivery(first.id)).toMatchObject({ status: 'held', waitReason: 'manual' });
    await tenant.give(first.id, 'release');
    expect(triggers(await tenant.waitForDelivery(first.id, 'succeeded'))).toEqual(['release']);
    expect(posts()).toBe(2);
  });
});

describe('in Temporal by hand', () => {
  const signal = (id: string, name: string, ...rest: string[]): Promise<string> =>
    temporalCli('workflow', 'signal', '--workflow-id', id, '--name', name, ...rest);

  it('hold and release are obeyed and recorded', async () => {
    const { id, nextAttemptAt } = await inBackoff(['3s'], OK);
    await signal(id, 'hold');
    const held = await tenant.waitForDelivery(id, 'held');
    expect(held).toMatchObject({ waitReason: 'manual', explanation: 'held: until someone releases it', nextAttemptAt });
    await passed(nextAttemptAt!);
    expect(posts()).toBe(1);
    await signal(id, 'release');
    const delivery = await tenant.waitForDelivery(id, 'succeeded');
    expect(triggers(delivery)).toEqual(['schedule', 'release']);
    for (const kind of ['hold', 'release']) {
      expect(delivery.timeline).toContainEqual(expect.objectContaining({ kind, actor: 'temporal-signal' }));
    }
  });

  it('reschedule is obeyed and recorded', async () => {
    const { id } = await inBackoff(HOURS, OK);
    const at = inMs(5000);
    await signal(id, 'reschedule', '--input', JSON.stringify({ at }));
    const waiting = await tenant.waitForDelivery(id, ({ waitReason }) => waitReason === 'scheduled');
    expect(waiting).toMatchObject({ status: 'waiting', nextAttemptAt: at });
    const delivery = await tenant.waitForDelivery(id, 'succeeded');
    expect(delivery.timeline).toContainEqual(
      expect.objectContaining({ kind: 'reschedule', actor: 'temporal-signal', detail: `rescheduled to ${at}` }),
    );
    expect(receiver.requestsTo(path)[1]!.at).toBeGreaterThanOrEqual(Date.parse(at));
  });

  it.each([[[]], [['--input', '{"at":"tomorrow"}']]])(
    'a reschedule without a time (%j) has no effect',
    async (input) => {
      const { id, nextAttemptAt } = await inBackoff(HOURS, OK);
      await signal(id, 'reschedule', ...input);
      const delivery = await tenant.waitForDelivery(id, (found) => notes(found, 'reschedule').length > 0);
      expect(delivery).toMatchObject({ status: 'waiting', waitReason: 'backoff', nextAttemptAt });
      expect(notes(delivery, 'reschedule')).toEqual([expect.stringContaining('names no time')]);
    },
  );

  it('a hold of one that is held, and a release of one that is not, are noted', async () => {
    const { id } = await inBackoff(HOURS, OK);
    await signal(id, 'release');
    const delivery = await tenant.waitForDelivery(id, (found) => notes(found, 'release').length > 0);
    expect(delivery).toMatchObject({ status: 'waiting' });
    expect(notes(delivery, 'release')).toEqual([expect.stringContaining('no effect')]);
  });
});

describe('Temporal Web UI', () => {
  /** The sentence of the details that it shows. */
  async function currentDetails(id: string): Promise<string> {
    const metadata = await stack.temporal.workflow
      .getHandle(id)
      .query<{ currentDetails?: string }>('__temporal_workflow_metadata');
    return metadata.currentDetails ?? '';
  }

  /** The API and Temporal say the same: the details, and the query. */
  async function expectSameSentence(id: string): Promise<void> {
    const { explanation, status, waitReason } = await tenant.getDelivery(id);
    await waitFor(`the details to say "${explanation}"`, async () => (await currentDetails(id)).includes(explanation));
    expect(await stack.temporal.workflow.getHandle(id).query('deliveryState')).toMatchObject({
      status,
      waitReason,
      because: explanation,
    });
  }

  it('says the same as the API of a delivery in backoff, held, rescheduled, released', async () => {
    const { id } = await inBackoff(HOURS, OK);
    await expectSameSentence(id);
    await tenant.give(id, 'hold');
    await expectSameSentence(id);
    await tenant.give(id, 'reschedule', { at: inMs(HOUR_MS) });
    await expectSameSentence(id);
    await tenant.give(id, 'hold');
    await tenant.give(id, 'release');
    await expectSameSentence(id);
  });

  it('says the same as the API of a delivery that waits for deliverAt', async () => {
    const { id } = await scheduledIn(HOUR_MS, OK);
    await expectSameSentence(id);
  });

  it('says the same as the API of a delivery that a pause holds', async () => {
    const { id } = await inBackoff(['1s'], OK);
    await tenant.pause(endpoint.id);
    await tenant.waitForDelivery(id, 'held');
    await expectSameSentence(id);
  });

  it("does not show a person's words: no history may hold them", async () => {
    const { id } = await inBackoff(HOURS, OK);
    await tenant.give(id, 'hold', { reason: 'asked for by jo@example.com' });
    await waitFor('the details to say that it is held', async () => (await currentDetails(id)).includes('held'));
    expect(await currentDetails(id)).toContain('held: until someone releases it');
    const history = await stack.temporal.workflow.getHandle(id).fetchHistory();
    const held = (history.events ?? []).map((event) =>
      [...(event.markerRecordedEventAttributes?.details?.['result']?.payloads ?? [])]
        .map(({ data }) => Buffer.from(data ?? []).toString())
        .join(),
    );
    expect(held.join()).toContain('"kind":"hold"');
    expect(held.join()).not.toContain('jo@example.com');
  });
});
