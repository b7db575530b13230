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
    const none = {
      profileOptions: null,
      retryPolicy: null,
      allowedEvents: null,
      eventsPerSecond: null,
      maximumEndpoints: null,
    };
    await new TenantRepository(dataSource).create('ten_1', { ...settings, ...none }, ACTOR);
    await keys.createKey({ tenantId: 'ten_1', role: 'viewer', name: null, hash }, ACTOR);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('is one statement once the use is noted, and goes by the index', async () => {
    await keys.findByHash(hash, 'ten_1');
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

  it('is one statement for those of the same moment, and each is told of its own key', async () => {
    const otherHash = createHash('sha256').update('other').digest();
    await keys.createKey({ tenantId: 'ten_1', role: 'owner', name: null, hash: otherHash }, ACTOR);
    await Promise.all([keys.findByHash(hash, null), keys.findByHash(otherHash, null)]);
    sent.length = 0;
    const found = await Promise.all([
      keys.findByHash(hash, 'ten_1'),
      keys.findByHash(createHash('sha256').update('unknown').digest(), 'ten_1'),
      keys.findByHash(otherHash, null),
      keys.findByHash(hash, 'no-such-tenant'),
    ]);
    expect(found).toEqual([
      expect.objectContaining({ role: 'viewer', namedTenantId: 'ten_1' }),
      null,
      expect.objectContaining({ role: 'owner', namedTenantId: null }),
      expect.objectContaining({ role: 'viewer', namedTenantId: null }),
    ]);
    expect(sent).toHaveLength(1);
  });

  it('knows of a revocation at once, also while other look-ups are running', async () => {
    const revokedHash = createHash('sha256').update('revoked').digest();
    const { id } = await keys.createKey({ tenantId: 'ten_1', role: 'owner', name: null, hash: revokedHash }, ACTOR);
    const before = Array.from({ length: 20 }, () => keys.findByHash(revokedHash, null));
    await keys.revokeKey('ten_1', id, ACTOR);
    const after = Array.from({ length: 20 }, () => keys.findByHash(revokedHash, null));
    expect(await Promise.all(after)).toEqual(Array.from({ length: 20 }, () => null));
    await Promise.all(before);
  });

  it('does not wait for another that notes the use of the same keys', async () => {
    await dataSource.query('UPDATE api_keys SET last_used_at = NULL');
    await dataSource.transaction(async (manager) => {
      await manager.query('SELECT FROM api_keys FOR UPDATE');
      expect(await keys.findByHash(hash, null)).toMatchObject({ role: 'viewer' });
    });
  });

  it('notes the use once a minute, also when many requests come at once', async () => {
    await dataSource.query('UPDATE api_keys SET last_used_at = NULL');
    await Promise.all(Array.from({ length: 20 }, () => keys.findByHash(hash, null)));
    const [first] = await dataSource.query('SELECT last_used_at, xmin FROM api_keys WHERE hash = $1', [hash]);
    expect(first.last_used_at).not.toBeNull();
    await keys.findByHash(hash, null);
    expect(await dataSource.query('SELECT last_used_at, xmin FROM api_keys WHERE hash = $1', [hash])).toEqual([first]);
    await dataSource.query("UPDATE api_keys SET last_used_at = now() - interval '61 seconds'");
    await keys.findByHash(hash, null);
    const [later] = await dataSource.query('SELECT last_used_at FROM api_keys WHERE hash = $1', [hash]);
    expect(later.last_used_at.getTime()).toBeGreaterThanOrEqual(first.last_used_at.getTime());
  });

  it('finds no key whose tenant was deleted', async () => {
    await dataSource.query("UPDATE tenants SET deleted_at = now() WHERE id = 'ten_1'");
    expect(await keys.findByHash(hash, null)).toBeNull();
  });
});
