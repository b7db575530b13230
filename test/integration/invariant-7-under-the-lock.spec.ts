import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TENANT, TestEngine } from '../support/engine.js';
import { waitForLockWaits } from '../support/lock-waits.js';
import { Receiver } from '../support/receiver.js';
import { waitFor } from '../support/wait-for.js';

// The pair that every delivery has: a command that is given, and a claim that is about to send. Both change the
// delivery's row, so both take its lock; whoever comes second sees what the first one did. Holds and what ends them are
// in invariant-7-gates-and-lines.spec.ts.
describe('invariant 7: what ends a wait and what waits meet under one lock: a command and a claim', () => {
  let engine: TestEngine;
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await Receiver.start();
    engine = await TestEngine.start({ poolSize: 20 });
  });
  afterEach(async () => {
    receiver.clear();
    await engine.deleteEndpoints();
  });
  afterAll(async () => {
    await engine.close();
    await receiver.close();
  });

  const give = (deliveryId: string): ReturnType<typeof engine.commands.giveCommand> =>
    engine.commands.giveCommand({ tenantId: TENANT, deliveryId, kind: 'cancel', actor: 'test' });

  it('a claim that waits for a command to commit finds the command', async () => {
    const id = await engine.acceptAndFanOut(await engine.addEndpoint(receiver.url('/')));
    // The command has changed the delivery's row and is kept from writing its own: exactly in between.
    const blocker = engine.dataSource.createQueryRunner();
    await blocker.startTransaction();
    await blocker.query('LOCK TABLE workflow_commands IN ACCESS EXCLUSIVE MODE');
    const given = give(id);
    await waitForLockWaits(engine.dataSource, 1);
    const claimed = engine.attempts.claimAttempt(id, 1, new Date());
    await waitForLockWaits(engine.dataSource, 2);
    await blocker.commitTransaction();
    await blocker.release();
    expect(await given).toMatchObject({ kind: 'given' });
    expect(await claimed).toBeNull();
    expect(await engine.delivery(id)).toMatchObject({ status: 'pending', pendingCommands: 1 });
  });

  it('a command that waits for a claim to commit finds the claim, and is applied after its attempt', async () => {
    const id = await engine.acceptAndFanOut(await engine.addEndpoint(receiver.url('/')));
    const claim = engine.dataSource.createQueryRunner();
    await claim.startTransaction();
    await claim.query(
      `UPDATE webhook_deliveries SET status = 'delivering', state_version = state_version + 1,
              next_attempt_at = now() + interval '30 seconds' WHERE id = $1`,
      [id],
    );
    const given = give(id);
    await waitForLockWaits(engine.dataSource, 1);
    await claim.commitTransaction();
    await claim.release();
    expect(await given).toMatchObject({ kind: 'given' });
    // In flight: nothing may be applied before the attempt has ended or its lease is over.
    expect(await engine.commands.applyCommands(id, [], new Date())).toMatchObject({ kind: 'leased' });
    expect(await engine.commands.applyCommands(id, [], new Date(Date.now() + 31_000))).toMatchObject({
      kind: 'applied',
      state: { status: 'cancelled' },
    });
  });

  it('a hundred races of a cancellation and an attempt: after a cancellation that came first, nothing is sent', async () => {
    const endpointId = await engine.addEndpoint(receiver.url('/race'), { profile: 'urban-things' });
    const activities = engine.createActivities();
    const won = { byCommand: 0, byClaim: 0, tooLate: 0 };
    for (let race = 0; race < 100; race++) {
      const id = await engine.acceptAndFanOut(endpointId);
      const attempt = (): Promise<unknown> =>
        activities.attemptDelivery({ deliveryId: id, endpointId, number: 1, stateVersion: 0 });
      // Which of the two gets its statement out first alternates; which one Postgres serves first is the race.
      const first = race % 2 === 0 ? null : attempt();
      const [given] = await Promise.all([give(id), first ?? attempt()]);
      const left = await engine.commands.applyCommands(id, [], new Date());
      const sent = receiver.requests.filter((request) => request.headers['x-delivery-id'] === id).length;
      const recorded = (await engine.attemptsOf(id)).length;
      expect(sent, `race ${race}: what was sent is recorded`).toBe(recorded);
      if (left.kind !== 'applied') throw new Error(`race ${race}: ${left.kind}`);
      if (given.kind === 'refused') {
        won.tooLate++;
        expect([given.status, sent], `race ${race}`).toEqual(['succeeded', 1]);
      } else if (sent === 0) {
        won.byCommand++;
        expect(left.state, `race ${race}`).toMatchObject({ status: 'cancelled', attemptCount: 0 });
      } else {
        won.byClaim++;
        expect(left.state, `race ${race}`).toMatchObject({ status: 'succeeded', attemptCount: 1 });
      }
      expect(await engine.delivery(id)).toMatchObject({ pendingCommands: 0, status: left.state.status });
    }
    // Both sides must have won some, or this was no race.
    expect(won.byCommand).toBeGreaterThan(0);
    expect(won.byClaim + won.tooLate).toBeGreaterThan(0);
  });

  it('a cancellation that was answered before the claim is never overtaken, with workers at full speed', async () => {
    await engine.addEndpoint(receiver.url('/speed'), { profile: 'urban-things' });
    await engine.startWorker();
    const events = await Promise.all(Array.from({ length: 40 }, () => engine.accept()));
    const outcomes = await Promise.all(
      events.map(async ({ id: eventId }) => {
        const { id } = await engine.waitForDelivery(eventId, 'made', () => true, { everyMs: 2, timeoutMs: 30_000 });
        const given = await give(id);
        return { id, given: given.kind };
      }),
    );
    for (const { id, given } of outcomes) {
      const delivery = await waitFor(
        'it to end',
        async () => {
          const found = await engine.delivery(id);
          return ['succeeded', 'cancelled'].includes(found.status) && found.pendingCommands === 0 && found;
        },
        { timeoutMs: 30_000 },
      );
      const sent = receiver.requests.filter((request) => request.headers['x-delivery-id'] === id).length;
      expect(sent, `${id}, ${given}`).toBe(delivery.status === 'succeeded' ? 1 : 0);
      if (given === 'refused') expect(delivery.status).toBe('succeeded');
    }
  });
});
