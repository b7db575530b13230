import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DataSource } from 'typeorm';
import { dataSourceOptions, deliveryId, RelayRepository } from '#libs/persistence';
import { newEvent, TENANT, TestEngine } from '../support/engine.js';
import { Receiver } from '../support/receiver.js';
import { waitFor } from '../support/wait-for.js';

describe('invariant 2: one delivery per event, endpoint and generation', () => {
  let engine: TestEngine;
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await Receiver.start();
  });
  beforeEach(async () => {
    engine = await TestEngine.start();
  });
  afterEach(async () => {
    await engine.close();
    receiver.clear();
  });
  afterAll(() => receiver.close());

  async function startWorkers(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => engine.startWorker()));
  }

  /** Deliveries that an id, and so the primary key, would not have kept from being made twice. */
  async function expectDistinct(deliveries: number): Promise<void> {
    const [row] = await engine.dataSource.query<{ rows: number; distinct: number }[]>(
      `SELECT count(*)::integer AS rows, count(DISTINCT (tenant_id, event_id, endpoint_id, generation))::integer AS distinct
       FROM webhook_deliveries`,
    );
    expect(row).toEqual({ rows: deliveries, distinct: deliveries });
  }

  it('several relays at once on one outbox make every delivery once and send it once', async () => {
    await engine.addEndpoint(receiver.url('/a'));
    await engine.addEndpoint(receiver.url('/b'));
    const events = Array.from({ length: 40 }, (_, n) => newEvent({ id: `evt_shared_${n}` }));
    await engine.events.acceptEvents(events);
    await startWorkers(2);
    await waitFor(
      'all deliveries to succeed',
      async () => {
        return (await engine.count('webhook_deliveries', `status = 'succeeded'`)) === 80;
      },
      { timeoutMs: 50_000, everyMs: 100 },
    );
    await expectDistinct(80);
    for (const path of ['/a', '/b']) {
      const ids = receiver.requestsTo(path).map((request) => request.headers['webhook-id']);
      expect(ids).toHaveLength(events.length);
      expect(new Set(ids)).toEqual(new Set(events.map((event) => event.id)));
    }
    expect(await engine.count('integration_outbox')).toBe(0);
  });

  it('concurrent rounds of the same rows agree on the id of each delivery, so a second insert changes nothing', async () => {
    const endpointId = await engine.addEndpoint(receiver.url('/a'));
    const { id: eventId, acceptedAt } = await engine.accept();
    await startWorkers(1);
    await engine.waitForDelivery(eventId, 'succeeded', (delivery) => delivery.status === 'succeeded');
    // What a relay leaves behind whose commit was not heard of: the row again, for the same event.
    await engine.dataSource.query(
      'INSERT INTO integration_outbox (tenant_id, event_id, accepted_at) VALUES ($1, $2, $3)',
      [TENANT, eventId, acceptedAt],
    );
    await waitFor('the outbox to be empty', async () => (await engine.count('integration_outbox')) === 0);
    // Whatever the second hand-over started would be done before this event, which comes after it.
    const later = await engine.accept();
    await engine.waitForDelivery(later.id, 'succeeded', (delivery) => delivery.status === 'succeeded');
    const identity = { tenantId: TENANT, eventId, endpointId, generation: 0, acceptedAtMs: acceptedAt.getTime() };
    expect(await engine.deliveriesOf(eventId)).toMatchObject([
      { id: deliveryId(identity), generation: 0, attemptCount: 1, status: 'succeeded' },
    ]);
    expect(receiver.requests.filter((request) => request.headers['webhook-id'] === eventId)).toHaveLength(1);
  });

  it('a relay that dies between claim and commit leaves the rows for the next one', async () => {
    await engine.addEndpoint(receiver.url('/a'));
    const accepted = await engine.events.acceptEvents(Array.from({ length: 30 }, () => newEvent()));
    // Autocommit is off inside: everything below is one transaction of a process that is about to die.
    const doomed = new DataSource(
      dataSourceOptions({ url: engine.databaseUrl, poolSize: 1, applicationName: 'doomed' }),
    );
    await doomed.initialize();
    const dying = new RelayRepository(doomed);
    const died = dying.inTransaction(async (manager) => {
      const rows = await dying.claimOutboxBatch(manager, 100, '');
      expect(rows).toHaveLength(30);
      await dying.finishBatch(
        manager,
        rows.map((row) => ({ row, version: 1 })),
        await dying.joinLines(manager, []),
      );
      await engine.dataSource.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'doomed' AND datname = current_database()`,
      );
      await manager.query('SELECT 1');
    });
    await expect(died).rejects.toThrow(/connection/i);
    await doomed.destroy();
    expect(await engine.count('integration_outbox')).toBe(30);

    await startWorkers(1);
    await waitFor('all deliveries to succeed', async () => {
      return (await engine.count('webhook_deliveries', `status = 'succeeded'`)) === 30;
    });
    await expectDistinct(30);
    expect(receiver.requests).toHaveLength(30);
    expect(new Set(receiver.requests.map((request) => request.headers['webhook-id']))).toEqual(
      new Set(accepted.map((event) => event.id)),
    );
  });

  it('rows that one relay has claimed are left alone by the others', async () => {
    await engine.events.acceptEvents(Array.from({ length: 10 }, () => newEvent()));
    const other = await engine.relay.inTransaction(async (manager) => {
      expect(await engine.relay.claimOutboxBatch(manager, 6, '')).toHaveLength(6);
      return engine.relay.inTransaction((second) => engine.relay.claimOutboxBatch(second, 100, ''));
    });
    expect(other).toHaveLength(4);
  });

  it('a delivery that was committed but never handed over is found by the next process', async () => {
    const endpointId = await engine.addEndpoint(receiver.url('/a'));
    const id = await engine.acceptAndFanOut(endpointId);
    // As after a crash right behind the commit: taken, due, and no workflow anywhere.
    await engine.dataSource.query(
      'UPDATE webhook_deliveries SET dispatched_at = now(), next_attempt_at = now() WHERE id = $1',
      [id],
    );
    await startWorkers(1);
    await receiver.waitForRequests(1, '/a');
    await waitFor('it to succeed', async () => (await engine.delivery(id)).status === 'succeeded');
    expect(receiver.requests).toHaveLength(1);
  });

  it('a replay makes the next generation with a new id, at once or concurrently; a redelivery makes none', async () => {
    const endpointId = await engine.addEndpoint(receiver.url('/a'));
    await startWorkers(1);
    const { id: eventId } = await engine.accept();
    const first = await engine.waitForDelivery(eventId, 'succeeded', (delivery) => delivery.status === 'succeeded');

    const replay = (): Promise<{ deliveryId: string }[]> =>
      engine.deliveries.createDeliveries(TENANT, eventId, [endpointId], 'replay');
    const replays = (await Promise.all([replay(), replay(), replay()])).flat().map((made) => made.deliveryId);
    expect(new Set([first.id, ...replays]).size).toBe(4);
    await receiver.waitForRequests(4, '/a');
    await waitFor('the replays to succeed', async () =>
      (await engine.deliveriesOf(eventId)).every((delivery) => delivery.status === 'succeeded'),
    );
    const generations = (await engine.deliveriesOf(eventId)).map((delivery) => delivery.generation);
    expect(generations).toHaveLength(4);
    expect(new Set(generations)).toEqual(new Set([0, 1, 2, 3]));
    // The receiver recognises the event by its id, whichever delivery brings it.
    expect(new Set(receiver.requests.map((request) => request.headers['webhook-id']))).toEqual(new Set([eventId]));

    await engine.command(first.id, 'redeliver');
    await receiver.waitForRequests(5, '/a');
    await waitFor('the second attempt to be recorded', async () => (await engine.attemptsOf(first.id)).length === 2);
    expect(await engine.deliveriesOf(eventId)).toHaveLength(4);
    expect(await engine.delivery(first.id)).toMatchObject({ generation: 0, attemptCount: 2, status: 'succeeded' });
  });
});
