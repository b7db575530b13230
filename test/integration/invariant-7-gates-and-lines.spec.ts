import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gate, type GateVerdict } from '#libs/domain';
import {
  envelopeOf,
  idOf,
  toDeliveryState,
  toEndpointState,
  WakeUpRepository,
  type AcceptedEvent,
  type AttemptRecord,
  type ClaimedAttempt,
  type GateRow,
  type NewDelivery,
} from '#libs/persistence';
import { TENANT, TestEngine } from '../support/engine.js';
import { waitForLockWaits, whileBlocked } from '../support/lock-waits.js';
import { waitFor } from '../support/wait-for.js';

const ACTOR = { keyId: 'test' };
const RESUME = { ratePerSecond: 1_000 };

// A hold is written under the lock of the row that can end it, and only if the reason still stands. Each race is
// provoked exactly: a third transaction keeps one side where it holds its lock and has not committed, the other side
// waits for that lock, and then both go on.
describe('invariant 7: holds and what ends them meet under one lock', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await TestEngine.start({ poolSize: 20 });
  });
  afterEach(async () => {
    await engine.deleteEndpoints();
    await engine.dataSource.query('DELETE FROM integration_outbox');
    await engine.dataSource.query('DELETE FROM wake_ups');
  });
  afterAll(() => engine.close());

  const waits = (count: number, kinds?: readonly string[]) => waitForLockWaits(engine.dataSource, count, kinds);
  const whileTableIsLocked = <Result>(table: string, work: () => Promise<Result>): Promise<Result> =>
    whileBlocked(engine.dataSource, `LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`, [], work);

  describe('a claim and the gate of its endpoint', () => {
    it('a claim that found the endpoint paused waits for the resume that is on its way, and is not held', async () => {
      const { endpointId, id } = await pausedWithClaim();
      const claimed = await claim(id);
      // The resume has opened the gate and is kept from committing.
      const [resumed, holding] = await whileTableIsLocked('audit_log', async () => {
        const resuming = engine.gates.resume(TENANT, endpointId, RESUME, ACTOR);
        await waits(1);
        const held = hold(claimed);
        await waits(2);
        return [resuming, held] as const;
      }).then((both) => Promise.all(both));
      expect(resumed).toMatchObject({ kind: 'done' });
      expect(holding).toMatchObject({ kind: 'free' });
      expect(await gateOf(endpointId)).toBe('open');
      expect(await engine.delivery(id)).toMatchObject({ status: 'pending', waitReason: null });
      // Reached also by the reconciler, should the claim's run die now.
      expect(await engine.relay.findOverdue(new Date(Date.now() + 60_000), null, 10)).toMatchObject([{ id }]);
    });

    it('a resume that waits for a hold on its way finds it, and lets it go', async () => {
      const { endpointId, id } = await pausedWithClaim();
      const claimed = await claim(id);
      const [held] = await whileTableIsLocked('delivery_timeline', async () => {
        const holding = hold(claimed);
        await waits(1);
        const resuming = engine.gates.resume(TENANT, endpointId, RESUME, ACTOR);
        await waits(2);
        return [holding, resuming] as const;
      }).then((both) => Promise.all(both));
      expect(held).toMatchObject({ kind: 'held' });
      expect(await engine.delivery(id)).toMatchObject({ status: 'held', waitReason: 'paused' });
      expect(await gateOf(endpointId)).toBe('draining');
      expect(await wakeUps()).toEqual([endpointId]);
      await drain(endpointId, [id]);
      expect(await engine.delivery(id)).toMatchObject({ status: 'pending' });
    });

    it('a claim that found the gate draining waits for its last step, and is not held on an open gate', async () => {
      const { endpointId, id } = await pausedWithClaim();
      await setGate(endpointId, 'draining');
      const claimed = await claim(id);
      // The last step has the gate's lock and is about to count what is held.
      const [step, holding] = await whileTableIsLocked('webhook_deliveries', async () => {
        const advancing = engine.gates.advance(endpointId);
        await waits(1);
        const held = hold(claimed);
        await waits(2);
        return [advancing, held] as const;
      }).then((both) => Promise.all(both));
      expect(step).toEqual({ kind: 'stop', because: 'the gate is open' });
      expect(holding).toMatchObject({ kind: 'free' });
      expect(await gateOf(endpointId)).toBe('open');
      expect(await engine.delivery(id)).toMatchObject({ status: 'pending' });
    });

    it('a pause, a resume and forty claims at once: nothing is left held on a gate that is open', async () => {
      const endpointId = await engine.addEndpoint('https://receiver.example/');
      const ids = await Promise.all(Array.from({ length: 40 }, () => engine.acceptAndFanOut(endpointId)));
      await engine.relay.takeBacklog(new Map([[endpointId, 100]]));
      await engine.gates.pause(TENANT, endpointId, ACTOR);
      const claims = await Promise.all(ids.map((id) => claim(id)));
      const holding = claims.map((claimed, index) =>
        index === 20 ? engine.gates.resume(TENANT, endpointId, RESUME, ACTOR) : hold(claimed),
      );
      await Promise.all([...holding, hold(claims[20]!)]);
      if ((await gateOf(endpointId)) === 'draining') await drain(endpointId, ids);
      expect(await gateOf(endpointId)).toBe('open');
      expect(await engine.count('webhook_deliveries', `endpoint_id = '${endpointId}' AND status = 'held'`)).toBe(0);
    });
  });

  describe('a fan-out and the gate of its endpoint', () => {
    it('a delivery made while the gate opens is not held', async () => {
      const endpointId = await engine.addEndpoint('https://receiver.example/');
      await engine.gates.pause(TENANT, endpointId, ACTOR);
      const event = await engine.accept();
      const [, held] = await whileTableIsLocked('audit_log', async () => {
        const resuming = engine.gates.resume(TENANT, endpointId, RESUME, ACTOR);
        await waits(1);
        const making = make([newDelivery(endpointId, event)]);
        await waits(2);
        return [resuming, making] as const;
      }).then((both) => Promise.all(both));
      expect(held).toEqual([]);
      expect(await gateOf(endpointId)).toBe('open');
      expect(await engine.deliveriesOf(event.id)).toMatchObject([{ status: 'pending', waitReason: null }]);
    });

    it('a resume that waits for a fan-out finds what it held', async () => {
      const endpointId = await engine.addEndpoint('https://receiver.example/');
      await engine.gates.pause(TENANT, endpointId, ACTOR);
      const event = await engine.accept();
      const meanwhile: Promise<unknown>[] = [];
      const held = await make([newDelivery(endpointId, event)], async () => {
        meanwhile.push(engine.gates.resume(TENANT, endpointId, RESUME, ACTOR));
        await waits(1);
      });
      await Promise.all(meanwhile);
      expect(held).toHaveLength(1);
      expect(await gateOf(endpointId)).toBe('draining');
      await drain(endpointId, held);
      expect(await engine.deliveriesOf(event.id)).toMatchObject([{ status: 'pending', waitReason: null }]);
    });

    it('the same of a tenant that is started while a fan-out is on its way', async () => {
      const endpointId = await engine.addEndpoint('https://receiver.example/');
      await engine.gates.stopTenant(TENANT, ACTOR);
      const event = await engine.accept();
      const meanwhile: Promise<unknown>[] = [];
      const held = await make([newDelivery(endpointId, event)], async () => {
        meanwhile.push(engine.gates.startTenant(TENANT, ACTOR));
        await waits(1);
      });
      await Promise.all(meanwhile);
      expect(held).toHaveLength(1);
      expect(await gateOf(endpointId)).toBe('draining');
      await drain(endpointId, held);
      expect(await engine.deliveriesOf(event.id)).toMatchObject([{ status: 'pending' }]);
    });
  });

  describe('a fan-out and the end of its endpoint', () => {
    it.each([
      ['disabled', `status = 'disabled'`],
      ['deleted', 'deleted_at = now()'],
    ])('a delivery made while its endpoint is being %s is not held by a gate that moves no more', async (_, change) => {
      const endpointId = await engine.addEndpoint('https://receiver.example/');
      await setGate(endpointId, 'broken');
      const event = await engine.accept();
      // The relay has matched the event; the endpoint ends before the delivery is stored.
      const ending = `UPDATE endpoints SET ${change} WHERE id = $1`;
      const [held] = await whileBlocked(engine.dataSource, ending, [endpointId], async () => {
        const making = make([newDelivery(endpointId, event)]);
        await waits(1);
        return [making] as const;
      }).then((all) => Promise.all(all));
      expect(held).toEqual([]);
      const [made] = await engine.deliveriesOf(event.id);
      expect(made).toMatchObject({ status: 'pending' });
      const attempt = { deliveryId: made!.id, endpointId, number: 1, stateVersion: 0 };
      expect(await engine.createActivities().attemptDelivery(attempt)).toMatchObject({
        kind: 'stop',
        status: 'cancelled',
      });
    });
  });

  describe('the end of a head and who joins its line', () => {
    it('a successor that joins while the head ends finds an empty line', async () => {
      const { endpointId, head } = await lineWithClaimedHead();
      const next = await engine.accept({ orderingKey: 'k' });
      const [, held] = await whileTableIsLocked('delivery_attempts', async () => {
        const ending = record(head, 'succeeded');
        await waits(1);
        const joining = make([newDelivery(endpointId, next, 'k')]);
        await waits(2, ['advisory', 'relation']);
        return [ending, joining] as const;
      }).then((both) => Promise.all(both));
      expect(held).toEqual([]);
      expect(await engine.deliveriesOf(next.id)).toMatchObject([{ status: 'pending' }]);
    });

    it('a head that ends while a successor joins behind it lets it go', async () => {
      const { endpointId, head } = await lineWithClaimedHead();
      const next = await engine.accept({ orderingKey: 'k' });
      const meanwhile: Promise<unknown>[] = [];
      const held = await make([newDelivery(endpointId, next, 'k')], async () => {
        meanwhile.push(record(head, 'succeeded'));
        await waits(1, ['advisory']);
      });
      await Promise.all(meanwhile);
      expect(held).toHaveLength(1);
      expect(await engine.deliveriesOf(next.id)).toMatchObject([{ status: 'pending', waitReason: null }]);
      expect(await engine.timelineOf(held[0]!)).toMatchObject([
        { kind: 'held', detail: `behind ${head.id} on key k`, actor: 'line' },
        { kind: 'release', detail: 'its turn in the line of its ordering key has come', actor: 'line' },
      ]);
    });

    it('a head that is cancelled while a successor joins lets it go', async () => {
      const { endpointId, head } = await lineWithClaimedHead();
      await record(head, 'retry');
      await engine.command(head.id, 'cancel');
      const next = await engine.accept({ orderingKey: 'k' });
      const meanwhile: Promise<unknown>[] = [];
      const held = await make([newDelivery(endpointId, next, 'k')], async () => {
        meanwhile.push(engine.commands.applyCommands(head.id, [], new Date()));
        await waits(1, ['advisory']);
      });
      await Promise.all(meanwhile);
      expect(held).toHaveLength(1);
      expect(await engine.deliveriesOf(next.id)).toMatchObject([{ status: 'pending' }]);
    });

    it('a delivery that came back for another time does not go beside one that is in flight', async () => {
      const { endpointId, head } = await lineWithClaimedHead();
      await record(head, 'succeeded');
      const event = await engine.accept({ orderingKey: 'k' });
      await make([newDelivery(endpointId, event, 'k')]);
      const [next] = await engine.deliveriesOf(event.id);
      const successor = await claim(next!.id);
      await engine.command(head.id, 'redeliver');
      await engine.commands.applyCommands(head.id, [], new Date());
      expect(await engine.delivery(head.id)).toMatchObject({ status: 'held', waitReason: 'order' });
      const at = new Date(Date.now() - 1_000);
      await engine.commands.giveCommand({ ...to(head.id), kind: 'reschedule', until: at, actor: 'test' });
      await engine.commands.applyCommands(head.id, [], new Date());
      const again = await claim(head.id, 2);
      expect(await engine.holds.holdInLine(again)).toMatchObject({ kind: 'held' });
      await record(successor, 'retry');
      // The successor waits for its backoff: the head need not.
      await engine.commands.applyCommands(head.id, [], new Date());
      expect(await engine.delivery(head.id)).toMatchObject({ status: 'pending' });
    });
  });

  describe('the order of the outbox', () => {
    it('a relay leaves a row alone while another relay has an earlier one of its key in its hands', async () => {
      await engine.addEndpoint('https://receiver.example/', { ordered: true });
      const [first, second, other] = await acceptAll('k', 'k', 'another');
      const claimIds = (limit: number) =>
        engine.relay.inTransaction(async (manager) =>
          (await engine.relay.claimOutboxBatch(manager, limit, '')).map(({ eventId }) => eventId),
        );
      await engine.relay.inTransaction(async (manager) => {
        const rows = await engine.relay.claimOutboxBatch(manager, 1, '');
        expect(rows.map(({ eventId }) => eventId)).toEqual([first]);
        expect(await claimIds(10)).toEqual([other]);
        const relayed = rows.map((row) => ({ row, version: 1 }));
        await engine.relay.finishBatch(manager, relayed, await engine.relay.joinLines(manager, []));
        // Done, and not yet committed.
        expect(await claimIds(10)).toEqual([other]);
      });
      expect(await claimIds(10)).toEqual([second, other]);
    });

    it('a whole line waits for its first row, not only the one behind it', async () => {
      await engine.addEndpoint('https://receiver.example/', { ordered: true });
      const [first, second, third] = await acceptAll('k', 'k', 'k');
      await engine.relay.inTransaction(async (manager) => {
        await engine.relay.claimOutboxBatch(manager, 1, '');
        await engine.relay.inTransaction(async (inner) => {
          expect(await engine.relay.claimOutboxBatch(inner, 10, '')).toEqual([]);
        });
      });
      const rows = await engine.relay.inTransaction((manager) => engine.relay.claimOutboxBatch(manager, 10, ''));
      expect(rows.map(({ eventId }) => eventId)).toEqual([first, second, third]);
    });

    it('two events of one key that are accepted at once get their numbers in the order of their commits', async () => {
      const [first, second] = await whileTableIsLocked('events', async () => {
        const one = engine.accept({ orderingKey: 'k' });
        await waits(1, ['relation']);
        const two = engine.accept({ orderingKey: 'k' });
        // The second waits for the first, not for the table: it has no number yet.
        await waits(2, ['advisory', 'relation']);
        return [one, two] as const;
      }).then((both) => Promise.all(both));
      const rows = await engine.dataSource.query<{ event_id: string }[]>(
        'SELECT event_id FROM integration_outbox ORDER BY seq',
      );
      expect(rows.map((row) => row.event_id)).toEqual([first.id, second.id]);
    });
  });

  describe('the release by a gate and a hold by hand', () => {
    /** Begins both while something that they need is locked: the second once the first waits for it. */
    async function begin(first: 'hold' | 'gate', endpointId: string, id: string): Promise<Promise<unknown>[]> {
      const sides = { gate: () => engine.gates.advance(endpointId), hold: () => holdByHand(id) };
      const one = sides[first]();
      await waits(1);
      const two = first === 'gate' ? sides.hold() : sides.gate();
      await waits(2);
      return [one, two];
    }

    it.each(['hold', 'gate'] as const)('of one with a workflow, %s first: the hold by hand stays', async (first) => {
      const { endpointId, id } = await pausedWithClaim();
      await hold(await claim(id));
      await setGate(endpointId, 'draining');
      // Both have to write a command; each has what it locks first.
      await whileTableIsLocked('workflow_commands', () => begin(first, endpointId, id)).then((both) =>
        Promise.all<unknown>(both),
      );
      await drain(endpointId, [id]);
      expect(await engine.delivery(id)).toMatchObject({ status: 'held', waitReason: 'manual', pendingCommands: 0 });
      expect(await gateOf(endpointId)).toBe('open');
    });

    it.each(['hold', 'gate'] as const)(
      'of one held from the start, %s first: the hold by hand stays',
      async (first) => {
        const endpointId = await engine.addEndpoint('https://receiver.example/');
        await engine.gates.pause(TENANT, endpointId, ACTOR);
        const id = await engine.acceptAndFanOut(endpointId);
        expect(await engine.delivery(id)).toMatchObject({ status: 'held', waitReason: 'paused' });
        await setGate(endpointId, 'draining');
        const lock = 'SELECT 1 FROM webhook_deliveries WHERE id = $1 FOR UPDATE';
        await whileBlocked(engine.dataSource, lock, [id], () => begin(first, endpointId, id)).then((both) =>
          Promise.all<unknown>(both),
        );
        await drain(endpointId, [id]);
        expect(await engine.delivery(id)).toMatchObject({ status: 'held', waitReason: 'manual', pendingCommands: 0 });
        expect(await gateOf(endpointId)).toBe('open');
      },
    );
  });

  describe('the line of a rate-limited endpoint', () => {
    it('one that finds no slot sets the gate to drain; one whose limit was lifted meanwhile is not held', async () => {
      const endpointId = await engine.addEndpoint('https://receiver.example/', { rateLimitPerSecond: 1 });
      const [first, second] = await dispatched(endpointId, 2);
      expect(await engine.holds.holdForRate(await claim(first!))).toMatchObject({ kind: 'held' });
      expect(await gateOf(endpointId)).toBe('draining');
      expect(await wakeUps()).toEqual([endpointId]);
      const late = await claim(second!);
      await engine.dataSource.query('UPDATE endpoints SET rate_limit_per_second = NULL WHERE id = $1', [endpointId]);
      expect(await engine.holds.holdForRate(late)).toMatchObject({ kind: 'free' });
      await drain(endpointId, [first!]);
      expect(await engine.delivery(first!)).toMatchObject({ status: 'pending' });
    });

    it('one that finds no slot while the endpoint is being paused leaves it paused, and drains with the rest', async () => {
      const endpointId = await engine.addEndpoint('https://receiver.example/', { rateLimitPerSecond: 1 });
      const [id] = await dispatched(endpointId, 1);
      const claimed = await claim(id!);
      const [, held] = await whileTableIsLocked('audit_log', async () => {
        const pausing = engine.gates.pause(TENANT, endpointId, ACTOR);
        await waits(1);
        const holding = engine.holds.holdForRate(claimed);
        await waits(2);
        return [pausing, holding] as const;
      }).then((both) => Promise.all(both));
      expect(held).toMatchObject({ kind: 'held' });
      expect(await gateOf(endpointId)).toBe('paused');
      expect(await engine.gates.count(endpointId)).toEqual({ heldDeliveries: 1, inFlight: 0 });
      await engine.gates.resume(TENANT, endpointId, RESUME, ACTOR);
      await drain(endpointId, [id!]);
      expect(await engine.delivery(id!)).toMatchObject({ status: 'pending' });
    });
  });

  describe('wake-ups of gates', () => {
    it('one that is asked for while two relays send earlier ones is not forgotten with these', async () => {
      const sender = new WakeUpRepository(engine.dataSource);
      const { endpointId, id } = await pausedWithClaim();
      await hold(await claim(id));
      const take = async () => (await sender.takeUnsent(new Date(0), 10))[0]!;
      const ask = () => engine.gates.resume(TENANT, endpointId, RESUME, ACTOR);
      await ask();
      const slow = await take();
      await ask();
      const quick = await take();
      await sender.forget(quick);
      expect(await wakeUps(), 'the slow one has nothing of its own any more').toEqual([]);
      await ask();
      await sender.forget(slow);
      expect(await wakeUps()).toEqual([endpointId]);
      await sender.forget(await take());
      expect(await wakeUps()).toEqual([]);
    });
  });

  describe('the reconciler heals what should never be', () => {
    it('a delivery that is held though the gate is open', async () => {
      const { endpointId, id } = await pausedWithClaim();
      await hold(await claim(id));
      await setGate(endpointId, 'open');
      expect(await engine.gates.wakeOverdue(new Date())).toBe(1);
      expect(await wakeUps()).toEqual([endpointId]);
      await drain(endpointId, [id]);
      expect(await engine.delivery(id)).toMatchObject({ status: 'pending' });
      expect(await engine.gates.wakeOverdue(new Date())).toBe(0);
    });

    it.each<[string, string, string]>([
      ['a throttle that is over', 'throttled', `gate_until = now() - interval '2 minutes'`],
      ['a breaker whose probe is due', 'broken', `gate_until = now() - interval '2 minutes'`],
      ['a drain that stands still', 'draining', `drained_at = now() - interval '2 minutes'`],
    ])('%s, whose workflow was lost', async (_, state, overdue) => {
      const { endpointId, id } = await pausedWithClaim();
      await hold(await claim(id));
      await setGate(endpointId, state);
      await engine.dataSource.query(`UPDATE endpoints SET ${overdue} WHERE id = $1`, [endpointId]);
      expect(await engine.gates.wakeOverdue(new Date(Date.now() - 180_000)), 'not overdue yet').toBe(0);
      expect(await engine.gates.wakeOverdue(new Date(Date.now() - 60_000))).toBe(1);
      expect(await wakeUps()).toEqual([endpointId]);
      await engine.gates.advance(endpointId);
      await waitFor('it to be let go', async () => {
        await engine.gates.advance(endpointId);
        await engine.commands.applyCommands(id, [], new Date());
        return (await engine.delivery(id)).status === 'pending';
      });
    });

    it('leaves paused, disabled and deleted endpoints and stopped tenants alone', async () => {
      const { endpointId, id } = await pausedWithClaim();
      await hold(await claim(id));
      const soon = new Date(Date.now() + 60_000);
      expect(await engine.gates.wakeOverdue(soon)).toBe(0);
      for (const change of [`stopped = true`, `stopped = false, status = 'disabled'`]) {
        await engine.dataSource.query(`UPDATE endpoints SET gate = 'open', ${change} WHERE id = $1`, [endpointId]);
        expect(await engine.gates.wakeOverdue(soon), change).toBe(0);
      }
    });

    it('a breaker that lost its last probe is woken by the next delivery that it holds', async () => {
      const endpointId = await engine.addEndpoint('https://receiver.example/');
      await engine.dataSource.query(
        `UPDATE endpoints SET gate = 'broken', gate_reason = 'breaker', gate_because = 'x', gate_probe_id = 'dlv_lost',
                gate_until = now() - interval '1 second' WHERE id = $1`,
        [endpointId],
      );
      expect(await engine.gates.advance(endpointId)).toMatchObject({ kind: 'stop' });
      await engine.acceptAndFanOut(endpointId);
      expect(await wakeUps()).toEqual([endpointId]);
    });

    it('the head of a line that is held though nobody stands before it', async () => {
      const { endpointId, head } = await lineWithClaimedHead();
      const events = [await engine.accept({ orderingKey: 'k' }), await engine.accept({ orderingKey: 'k' })];
      await make(events.map((event) => newDelivery(endpointId, event, 'k')));
      expect(await engine.lines.moveStuck()).toBe(0);
      // The head ends as it never may: without its line.
      await engine.dataSource.query(`UPDATE webhook_deliveries SET status = 'succeeded' WHERE id = $1`, [head.id]);
      expect(await engine.lines.moveStuck()).toBe(1);
      const states = await Promise.all(events.map(async ({ id }) => (await engine.deliveriesOf(id))[0]));
      expect(states).toMatchObject([{ status: 'pending' }, { status: 'held', waitReason: 'order' }]);
      expect(await engine.lines.moveStuck()).toBe(0);
    });
  });

  function to(deliveryId: string): { tenantId: string; deliveryId: string } {
    return { tenantId: TENANT, deliveryId };
  }

  function holdByHand(id: string): Promise<unknown> {
    return engine.commands.giveCommand({ ...to(id), kind: 'hold', actor: 'test' });
  }

  /** Deliveries that a lane has been given. */
  async function dispatched(endpointId: string, count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let made = 0; made < count; made++) ids.push(await engine.acceptAndFanOut(endpointId));
    await engine.relay.takeBacklog(new Map([[endpointId, count]]));
    return ids;
  }

  /** A paused endpoint with a delivery that is about to be claimed. */
  async function pausedWithClaim(): Promise<{ endpointId: string; id: string }> {
    const endpointId = await engine.addEndpoint('https://receiver.example/');
    const [id] = await dispatched(endpointId, 1);
    await engine.gates.pause(TENANT, endpointId, ACTOR);
    return { endpointId, id: id! };
  }

  async function claim(id: string, number = 1): Promise<ClaimedAttempt> {
    const claimed = await engine.attempts.claimAttempt(id, number, new Date());
    if (claimed === null) throw new Error(`${id} could not be claimed: ${JSON.stringify(await engine.delivery(id))}`);
    return claimed;
  }

  /** Holds a claimed delivery as the activity does. */
  function hold(claimed: ClaimedAttempt): ReturnType<typeof engine.holds.holdClaimed> {
    const decide = (row: GateRow): GateVerdict => gate(toEndpointState(row), toDeliveryState(claimed), Date.now());
    expect(decide(claimed.endpoint).kind).toBe('hold');
    return engine.holds.holdClaimed(claimed, decide);
  }

  async function setGate(endpointId: string, state: string): Promise<void> {
    await engine.dataSource.query(
      `UPDATE endpoints SET gate = $2, gate_reason = CASE WHEN $2 <> 'open' THEN 'paused' END,
              gate_because = CASE WHEN $2 <> 'open' THEN 'as the test has it' ELSE '' END, drain_rate = 1000,
              drained_at = now() - interval '1 second' WHERE id = $1`,
      [endpointId, state],
    );
  }

  async function gateOf(endpointId: string): Promise<string | undefined> {
    const [row] = await engine.dataSource.query<{ gate: string }[]>('SELECT gate FROM endpoints WHERE id = $1', [
      endpointId,
    ]);
    return row?.gate;
  }

  async function wakeUps(): Promise<string[]> {
    const rows = await engine.dataSource.query<{ subject_id: string }[]>('SELECT subject_id FROM wake_ups');
    return rows.map((row) => row.subject_id);
  }

  /** What the gate's workflow and those of its deliveries do, until the gate is open. */
  async function drain(endpointId: string, ids: readonly string[]): Promise<void> {
    await waitFor('the gate to open', async () => {
      const step = await engine.gates.advance(endpointId);
      for (const id of ids) await engine.commands.applyCommands(id, [], new Date());
      return step.kind === 'stop';
    });
  }

  /** An endpoint that keeps the order, and the first delivery of the key `k`, its attempt in flight. */
  async function lineWithClaimedHead(): Promise<{ endpointId: string; head: ClaimedAttempt }> {
    const endpointId = await engine.addEndpoint('https://receiver.example/', { ordered: true });
    const delivery = newDelivery(endpointId, await engine.accept({ orderingKey: 'k' }), 'k');
    expect(await make([delivery])).toEqual([]);
    return { endpointId, head: await claim(idOf(delivery)) };
  }

  function record(claimed: ClaimedAttempt, outcome: 'succeeded' | 'retry'): Promise<unknown> {
    const change =
      outcome === 'succeeded'
        ? { status: 'succeeded' as const, because: 'the receiver answered 200' }
        : { status: 'waiting' as const, waitReason: 'backoff' as const, nextAttemptAtMs: Date.now() + 3_600_000 };
    const attempt: AttemptRecord = {
      number: claimed.attempt_count + 1,
      trigger: claimed.next_trigger,
      startedAtMs: Date.now(),
      durationMs: 1,
      outcome,
      statusCode: outcome === 'succeeded' ? 200 : 500,
      errorKind: outcome === 'succeeded' ? null : 'http',
      error: outcome === 'succeeded' ? null : 'the receiver answered 500',
      url: null,
      requestHeaders: null,
      responseHeaders: null,
      responseBody: null,
      responseTruncated: false,
      remoteAddress: null,
    };
    return engine.attempts.recordForAll(claimed, { ...change, attemptCount: attempt.number }, attempt, null);
  }

  /** Accepts events with these ordering keys one after the other; their ids. */
  async function acceptAll(...keys: string[]): Promise<string[]> {
    const ids: string[] = [];
    for (const orderingKey of keys) ids.push((await engine.accept({ orderingKey })).id);
    return ids;
  }

  function newDelivery(endpointId: string, event: AcceptedEvent, orderingKey: string | null = null): NewDelivery {
    return {
      tenantId: TENANT,
      endpointId,
      eventId: event.id,
      eventAcceptedAt: event.acceptedAt,
      eventType: event.type,
      generation: 0,
      envelope: envelopeOf({ profile: 'standard-webhooks', profileOptions: null }, TENANT),
      trigger: 'schedule',
      deliverAt: null,
      expiresAt: null,
      orderingKey,
      ordered: orderingKey !== null,
      position: null,
      lane: null,
    };
  }

  /** Stores deliveries as the relay does; the transaction stays open while `meanwhile` runs. Ids of those held. */
  async function make(deliveries: NewDelivery[], meanwhile?: () => Promise<void>): Promise<string[]> {
    return engine.relay.inTransaction(async (manager) => {
      const joined = await engine.relay.joinLines(manager, deliveries);
      const { held } = await engine.relay.finishBatch(manager, [], joined);
      await meanwhile?.();
      return [...held];
    });
  }
});
