/**
 * Lives through every scenario on the real Temporal, Postgres and worker, and records what replay.spec.ts replays.
 *
 * Each run checks that the paths are taken as described, that their histories replay, and that nothing confidential is
 * in them. With RECORD_HISTORIES set, histories that do not exist yet are written to test/replay/histories:
 *
 *     RECORD_HISTORIES=1 npx vitest run --project stack test/replay/record-histories.spec.ts
 *
 * A recorded history is never overwritten: it stands for deliveries that were begun with the code of its time, and new
 * code must still be able to go on with them. Where a change of workflow code makes a new path, add a scenario or give
 * the changed one a new name; delete an old history only when no delivery of its time can run any more.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { TestEngine, type DeliveryView } from '../support/engine.js';
import { Receiver } from '../support/receiver.js';
import { historyFile, historyText, kindsOf, toHistoryJson, type HistoryJson } from './history.js';
import { MARKS, marksIn, SECRET } from './marks.js';
import { gateOf, SCENARIOS, type Scenario, type Stage } from './scenarios.js';
import { waitFor } from '../support/wait-for.js';

describe('the paths of a delivery and of its gate', () => {
  let receiver: Receiver;
  /** First attempts as local activities, as they usually are. */
  let usual: TestEngine;
  let withoutLocal: TestEngine;
  beforeAll(async () => {
    receiver = await Receiver.start();
    [usual, withoutLocal] = await Promise.all([TestEngine.start(), TestEngine.start()]);
    await usual.startWorker();
    await withoutLocal.startWorker({ EVERHOOK_LOCAL_ATTEMPTS_PER_ENDPOINT: '0' });
  });
  afterAll(async () => {
    await Promise.all([usual.close(), withoutLocal.close()]);
    await receiver.close();
  });

  it.each(Object.entries(SCENARIOS))('%s', async (name, scenario) => {
    const engine = scenario.withoutLocalAttempts === true ? withoutLocal : usual;
    const stage = await begin(engine, receiver, name, scenario);
    await scenario.act?.(stage);
    await stage.until(scenario.status, ({ status }) => status === scenario.status);
    const history = await historyOfClosed(stage, scenario);

    expect(receiver.requestsTo(stage.path)).toHaveLength(scenario.posts);
    for (const { body } of receiver.requestsTo(stage.path)) expect(body).toContain(MARKS.payload);
    const kinds = kindsOf(history);
    if (Array.isArray(scenario.history)) expect(kinds).toEqual(scenario.history);
    else expect(kinds.at(-1)).toBe(scenario.history.last);
    expect(marksIn(history)).toEqual([]);
    await Worker.runReplayHistory({ workflowBundle: { codePath: inject('workflowBundlePath') } }, history);

    const file = historyFile(name);
    if (process.env['RECORD_HISTORIES'] && !existsSync(file)) await writeFile(file, historyText(history));
  });
});

/** Makes the scenario's endpoint, posts its event, and waits for the delivery. */
async function begin(engine: TestEngine, receiver: Receiver, name: string, scenario: Scenario): Promise<Stage> {
  const path = `/${MARKS.urlPath}/${name}`;
  receiver.on(path, ...scenario.receiver);
  const endpointId = await engine.addEndpoint(receiver.url(`${path}?token=${MARKS.urlQuery}`), {
    retryPolicy: scenario.retryPolicy,
    secret: SECRET,
    headers: { 'x-api-key': MARKS.header },
    events: [`scenario.${name}`],
  });
  if (name === 'record-later') await refuseAttempts(engine, endpointId);
  const { id: eventId } = await engine.accept({
    type: `scenario.${name}`,
    data: JSON.stringify({ customer: MARKS.payload }),
    ...scenario.event?.(),
  });
  const until = (what: string, isSo: (delivery: DeliveryView) => boolean) =>
    engine.waitForDelivery(eventId, what, isSo);
  const delivery = await until('made', () => true);
  const workflow = await engine.workflow(delivery.id);
  const { runId } = await waitFor('its workflow', () => workflow.describe());
  const firstRun = (await engine.temporal()).client.workflow.getHandle(delivery.id, runId);
  const gate = await gateOf(engine, endpointId);
  return { engine, receiver, path, endpointId, delivery, workflow, firstRun, gate, until };
}

/** Makes Postgres refuse the records of an endpoint's attempts, as it does for a moment when it fails over. */
async function refuseAttempts(engine: TestEngine, endpointId: string): Promise<void> {
  await engine.dataSource.query(`
    CREATE FUNCTION refuse_attempts() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM webhook_deliveries WHERE id = NEW.delivery_id AND endpoint_id = '${endpointId}') THEN
        RAISE EXCEPTION 'no attempt can be recorded now';
      END IF;
      RETURN NEW;
    END
    $$`);
  await engine.dataSource.query(
    'CREATE TRIGGER refuse_attempts BEFORE INSERT ON delivery_attempts FOR EACH ROW EXECUTE FUNCTION refuse_attempts()',
  );
}

/** Waits until the workflow has closed, and the run to be recorded as it should; that run's history. */
async function historyOfClosed(
  { workflow, firstRun, gate }: Stage,
  { of, ...scenario }: Scenario,
): Promise<HistoryJson> {
  const run = of === 'gate' ? gate : of === 'first run' ? firstRun : workflow;
  // How it closed is looked at below; it may also be by a failure.
  await (of === 'gate' ? gate : workflow).result().catch(() => undefined);
  expect((await run.describe()).status.name).toBe(scenario.closesAs);
  return toHistoryJson(await run.fetchHistory());
}
