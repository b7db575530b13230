import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DataSource } from 'typeorm';
import { AttemptRepository, dataSourceOptions, ExpressRepository, RelayRepository } from '#libs/persistence';
import { TENANT, TestEngine } from '../support/engine.js';

/** Postgres, left alone, plans the first five executions for their parameters before it makes a plan to keep. */
const EXECUTIONS = 10;

let engine: TestEngine;
/** Prepared statements belong to a connection, so here is but one. */
let dataSource: DataSource;
beforeAll(async () => {
  engine = await TestEngine.start();
  await engine.addEndpoint('https://receiver.example/hook');
  for (let number = 0; number < 20; number++) await engine.accept();
  dataSource = new DataSource(dataSourceOptions({ url: engine.databaseUrl, poolSize: 1 }));
  await dataSource.initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await engine.close();
});

describe('a statement of the hot path is planned once', () => {
  const relay = (work: (repository: RelayRepository) => Promise<unknown>): Promise<unknown> =>
    work(new RelayRepository(dataSource));

  it.each<[string, (round: number) => Promise<unknown>]>([
    [
      'claim_outbox',
      (round) =>
        relay((repository) =>
          repository.inTransaction((manager) => repository.claimOutboxBatch(manager, 1 + round, TENANT)),
        ),
    ],
    [
      'claim_outbox_of_express',
      (round) =>
        relay((repository) =>
          repository.inTransaction((manager) => repository.claimOutboxBatch(manager, 1 + round, TENANT, true)),
        ),
    ],
    [
      'load_endpoints',
      () => new ExpressRepository(dataSource).loadEndpoints(dataSource.manager, ['ep_nobody'], new Date()),
    ],
    ['claim_attempt', () => new AttemptRepository(dataSource).claimAttempt('dlv_nobody', 1, new Date())],
  ])('%s', async (name, execute) => {
    for (let round = 0; round < EXECUTIONS; round++) await execute(round);
    const [counts] = await dataSource.query<{ custom: number; generic: number }[]>(
      `SELECT custom_plans::integer AS custom, generic_plans::integer AS generic
       FROM pg_prepared_statements WHERE name = $1`,
      [name],
    );
    expect(counts).toEqual({ custom: 0, generic: EXECUTIONS });
  });

  it('but a list with filters is planned for them', async () => {
    await relay((repository) => repository.inTransaction(async () => undefined));
    expect(await dataSource.query('SHOW plan_cache_mode')).toEqual([{ plan_cache_mode: 'force_generic_plan' }]);
    await dataSource.query('SELECT 1 FROM webhook_deliveries WHERE status = $1 LIMIT 1', ['held']);
    expect(await dataSource.query('SHOW plan_cache_mode')).toEqual([{ plan_cache_mode: 'auto' }]);
  });

  it('and nothing is set in a transaction, which could undo it', async () => {
    const before = await dataSource.query('SHOW plan_cache_mode');
    await relay((repository) =>
      repository.inTransaction(async (manager) => {
        await manager.query('SELECT 1 FROM webhook_deliveries WHERE status = $1 LIMIT 1', ['held']);
        throw new Error('undone');
      }),
    ).catch(() => undefined);
    expect(before).toEqual([{ plan_cache_mode: 'auto' }]);
    expect(await dataSource.query('SHOW plan_cache_mode')).toEqual([{ plan_cache_mode: 'force_generic_plan' }]);
  });
});

it('statements of one turn go to Postgres in one write', async () => {
  const runner = dataSource.createQueryRunner();
  const client: Client = await runner.connect();
  const { stream } = client.connection;
  const writes = [vi.spyOn(stream, '_write'), vi.spyOn(stream, '_writev')];
  const answers = await Promise.all([
    client.query('START TRANSACTION'),
    ...[1, 2, 3].map((number) => runner.manager.query('SELECT $1::integer AS number', [number])),
    client.query('COMMIT'),
  ]);
  expect(answers.slice(1, 4)).toEqual([1, 2, 3].map((number) => [{ number }]));
  expect(writes.reduce((calls, { mock }) => calls + mock.calls.length, 0)).toBe(1);
  vi.restoreAllMocks();
  await runner.release();
});
