import type { Client } from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { dataSourceOptions, RelayRepository } from '#libs/persistence';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
/** Of one connection, so that it is known which one is used. */
let dataSource: DataSource;
let relay: RelayRepository;
beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = new DataSource(dataSourceOptions({ url: database.url, poolSize: 1 }));
  await dataSource.initialize();
  relay = new RelayRepository(dataSource);
  await dataSource.query('CREATE TABLE notes (note text PRIMARY KEY)');
});
beforeEach(async () => {
  await dataSource.query('TRUNCATE notes');
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

const INSERT = 'INSERT INTO notes VALUES ($1)';
const notes = async (): Promise<string[]> => {
  const rows = await dataSource.query<{ note: string }[]>('SELECT note FROM notes ORDER BY note');
  return rows.map(({ note }) => note);
};

it('sends the last statements, the commit and the next reading in one write, and in this order', async () => {
  const runner = dataSource.createQueryRunner();
  const client: Client = await runner.connect();
  await runner.release();
  const { stream } = client.connection;
  const writes = [vi.spyOn(stream, '_write'), vi.spyOn(stream, '_writev')];
  const { worked, last, after } = await relay.inPipelinedTransaction({
    work: async (manager) => {
      await manager.query(INSERT, ['first']);
      for (const spy of writes) spy.mockClear();
      return 'worked';
    },
    last: async (manager) => {
      await Promise.all([manager.query(INSERT, ['second']), manager.query(INSERT, ['third'])]);
      return 'last';
    },
    afterwards: (manager) =>
      manager.query('SELECT pg_current_xact_id_if_assigned() AS transaction, count(*)::integer AS count FROM notes'),
  });
  const count = writes.reduce((calls, { mock }) => calls + mock.calls.length, 0);
  vi.restoreAllMocks();
  // What is read after the commit is in no transaction that has written.
  expect([worked, last, after]).toEqual(['worked', 'last', [{ transaction: null, count: 3 }]]);
  expect(count).toBe(1);
});

it('leaves nothing when a last statement is refused, though the commit is under way behind it', async () => {
  const run = relay.inPipelinedTransaction({
    work: (manager) => manager.query(INSERT, ['first']),
    last: (manager) => Promise.all([manager.query(INSERT, ['first']), manager.query(INSERT, ['second'])]),
    afterwards: (manager) => manager.query('SELECT 1'),
  });
  await expect(run).rejects.toMatchObject({ code: '23505' });
  expect(await notes()).toEqual([]);
});

it('leaves nothing when the work fails, and the connection is as good as new', async () => {
  const run = relay.inTransaction(async (manager) => {
    await manager.query(INSERT, ['first']);
    throw new Error('changed its mind');
  });
  await expect(run).rejects.toThrow('changed its mind');
  expect(await notes()).toEqual([]);
  await relay.inTransaction((manager) => manager.query(INSERT, ['second']));
  expect(await notes()).toEqual(['second']);
});
