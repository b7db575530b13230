import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allArrived } from '../support/all-arrived.js';
import { ensureBuilt } from '../support/built-programs.js';
import { newEvent, TestEngine } from '../support/engine.js';
import { OK } from '../support/receiver-behaviour.js';
import { RemoteReceiver } from '../support/remote-receiver.js';
import { StandaloneProcess } from '../support/standalone-process.js';
import { createTempDir, type TempDir } from '../support/temp-dir.js';
import { TenantClient } from '../support/tenant-client.js';
import { waitFor } from '../support/wait-for.js';

/** Leases that are over are looked for every second, not every half a minute. */
const QUICK = { EVERHOOK_RECONCILE_INTERVAL_MS: '1000', EVERHOOK_RECONCILE_OVERDUE_MS: '1000' };

/** A lease is the time-out (1 s here) and 15 s; the rest is for a busy machine. */
const RECOVERY = { timeoutMs: 90_000, everyMs: 200 };
const ENDPOINT = { timeoutMs: 1_000 };

/** The flood comes from so many posters at once. */
const POSTERS = 8;
/** Killed when so many have arrived: the flood is at its height. */
const HEIGHT = 200;

let receiver: RemoteReceiver;
beforeAll(async () => {
  [receiver] = await Promise.all([RemoteReceiver.start(), ensureBuilt()]);
}, 180_000);
afterAll(() => receiver.kill());
beforeEach(() => receiver.clear());

/** The server process that a standalone has started as its Postgres. */
async function postmasterOf({ pid }: StandaloneProcess): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,comm=']);
  const processes = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  const found = processes.find(([, parent, command]) => parent === String(pid) && command?.endsWith('postgres'));
  if (found === undefined) throw new Error(`process ${pid} has no Postgres:\n${stdout}`);
  return Number(found[0]);
}

describe('kill -9 in the middle of a flood of the express lane', () => {
  let dir: TempDir;
  let running: StandaloneProcess | null = null;
  beforeEach(async () => {
    dir = await createTempDir();
  });
  afterEach(async () => {
    await running?.stop();
    await dir.remove();
  });

  /** Posts until the API is gone; the ids that were accepted. */
  async function postUntilGone(tenant: TenantClient): Promise<string[]> {
    const accepted: string[] = [];
    const poster = async (): Promise<void> => {
      for (;;) {
        const answer = await tenant
          .request('POST', '/api/v1/events', { body: { type: 'order.created', data: { n: accepted.length } } })
          .catch(() => null);
        // While Postgres is gone and the API is not yet, it says that it could not accept.
        if (answer === null || answer.status >= 500) return;
        expect(answer.status).toBe(202);
        accepted.push(answer.body.id);
      }
    };
    await Promise.all(Array.from({ length: POSTERS }, poster));
    return accepted;
  }

  it.each([
    ['api, worker and relay', (standalone: StandaloneProcess) => standalone.kill()],
    [
      'Postgres',
      async (standalone: StandaloneProcess) => {
        process.kill(await postmasterOf(standalone), 'SIGKILL');
        await standalone.ended;
      },
    ],
  ])(
    'of %s loses nothing that was accepted',
    async (_, kill) => {
      const first = (running = await StandaloneProcess.start(dir.path, QUICK));
      const before = await TenantClient.create(first.apiUrl, first.adminKey, { lane: 'express' });
      await before.createEndpoint(receiver.url('/flood'), ENDPOINT);
      const posting = postUntilGone(before);
      await receiver.waitForRequests(HEIGHT);
      await kill(first);
      const accepted = await posting;
      expect(accepted.length).toBeGreaterThan(HEIGHT / 2);

      const again = (running = await StandaloneProcess.start(dir.path, QUICK));
      const tenant = before.at(again.apiUrl);
      await allArrived({ tenant, receiver, accepted, idHeader: 'webhook-id' }, RECOVERY);
    },
    240_000,
  );
});

describe('kill -9 of one of two workers', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await TestEngine.start();
  });
  afterAll(() => engine.close());

  it('leaves what it had in its hands to the other, once the lease is over', async () => {
    await engine.addEndpoint(receiver.url('/kept'), { ...ENDPOINT, lane: 'express' });
    await receiver.on('/kept', { kind: 'never' }, OK);
    const victim = await engine.startWorkerProcess(QUICK);
    const { id } = await engine.accept();
    await receiver.waitForRequests(1, '/kept');
    await victim.kill();
    expect(await engine.deliveriesOf(id)).toMatchObject([{ status: 'delivering', attemptCount: 0 }]);

    await engine.startWorker(QUICK);
    const others = await engine.events.acceptEvents(Array.from({ length: 20 }, () => newEvent()));
    await waitFor(
      'all to succeed',
      async () => (await engine.count('webhook_deliveries', `status = 'succeeded'`)) === others.length + 1,
      RECOVERY,
    );
    const requests = (await receiver.requests('/kept')).map(({ headers }) => headers['webhook-id']);
    expect(requests.filter((eventId) => eventId === id)).toHaveLength(2);
    expect(requests).toHaveLength(others.length + 2);
    const [delivery] = await engine.deliveriesOf(id);
    expect(await engine.attemptsOf(delivery?.id ?? '')).toHaveLength(1);
  }, 120_000);
});
