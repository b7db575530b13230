import { createHash, randomBytes } from 'node:crypto';
import { DataSource, type Logger } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeyRepository, dataSourceOptions, TenantRepository } from '#libs/persistence';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const ACTOR = { keyId: 'bootstrap-admin' };

/** Statements that were sent, as they were sent. */
const sent: { query: string; parameters: Parameters<Logger['logQuery']>[1] }[] = [];
const nothing = (): void => undefined;
const recorder: Logger = {
  logQuery: (query, parameters = []) => sent.push({ query, parameters }),
  logQueryError: nothing,
  logQuerySlow: nothing,
  logSchemaBuild: nothing,
  logMigration: nothing,
  log: nothing,
};

describe('looking a key up, as every request does', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let keys: ApiKeyRepository;
  const key = randomBytes(16).toString('hex');
  const hash = createHash('sha256').update(key).digest();
  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = new DataSource({ ...dataSourceOptions({ url: database.url, poolSize: 4 }), logger: recorder });
    await dataSource.initialize();
    keys = new ApiKeyRepository(dataSource);
    const settings = { name: 'T', externalId: 't', profile: 'svix', lane: 'durable' } as const;
    const none = { profileOptions: null, retryPolicy: null, allowedEvents: null };
    await new TenantRepository(dataSource).create('ten_1', { ...settings, ...none }, ACTOR);
    await keys.createKey({ tenantId: 'ten_1', role: 'viewer', name: null, hash }, ACTOR);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('is one statement, and goes by the index', async () => {
    sent.length = 0;
    const found = await keys.findByHash(hash, 'ten_1');
    expect(found).toMatchObject({ role: 'viewer', tenantId: 'ten_1', namedTenantId: 'ten_1' });
    const [statement, ...more] = sent;
    expect(more).toEqual([]);
    const plan = await dataSource.transaction(async (manager) => {
      // With so few rows a scan would be cheaper; what matters is that the index can answer.
      await manager.query('SET LOCAL enable_seqscan = off');
      return manager.query(`EXPLAIN ${statement?.query}`, statement?.parameters);
    });
    expect(JSON.stringify(plan)).toContain('api_keys_hash_key');
    expect(JSON.stringify(plan)).not.toContain('Seq Scan');
  });

  it('notes the use once a minute, also when many requests come at once', async () => {
    await dataSource.query('UPDATE api_keys SET last_used_at = NULL');
    await Promise.all(Array.from({ length: 20 }, () => keys.findByHash(hash, null)));
    const [first] = await dataSource.query('SELECT last_used_at, xmin FROM api_keys');
    expect(first.last_used_at).not.toBeNull();
    await keys.findByHash(hash, null);
    expect(await dataSource.query('SELECT last_used_at, xmin FROM api_keys')).toEqual([first]);
    await dataSource.query("UPDATE api_keys SET last_used_at = now() - interval '61 seconds'");
    await keys.findByHash(hash, null);
    const [later] = await dataSource.query('SELECT last_used_at FROM api_keys');
    expect(later.last_used_at.getTime()).toBeGreaterThanOrEqual(first.last_used_at.getTime());
  });

  it('finds no key whose tenant was deleted', async () => {
    await dataSource.query("UPDATE tenants SET deleted_at = now() WHERE id = 'ten_1'");
    expect(await keys.findByHash(hash, null)).toBeNull();
  });
});
