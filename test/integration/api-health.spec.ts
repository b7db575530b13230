import { randomBytes } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ApiModule, createApi } from '#apps/api';
import { loadConfig } from '#libs/config';
import { createLogger, Metrics } from '#libs/observability';
import { dataSourceOptions, SecretBox } from '#libs/persistence';
import { ADMIN_KEY, TestApi } from '../support/api.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

/** A port that nothing listens on: port 1 needs rights that no test has. */
const NOBODY = '127.0.0.1:1';

describe('the health of the API', () => {
  it('is degraded, and events are accepted, while Temporal is away', async () => {
    const api = await TestApi.start({ TEMPORAL_ADDRESS: NOBODY });
    try {
      const { status, body } = await api.request('GET', '/health/ready', { key: null });
      expect(status).toBe(200);
      expect(body).toMatchObject({
        status: 'degraded',
        reasons: [expect.stringContaining('Temporal does not answer')],
      });
      const { publisher } = await api.createTenant();
      const event = await api.request('POST', '/api/v1/events', { key: publisher, body: { type: 'a.b', data: 1 } });
      expect(event.status).toBe(202);
    } finally {
      await api.close();
    }
  });

  it('is degraded while no worker polls', async () => {
    const prefix = `nobody-${randomBytes(4).toString('hex')}`;
    const api = await TestApi.start({
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      EVERHOOK_TASK_QUEUE_PREFIX: prefix,
    });
    try {
      const { status, body } = await api.request('GET', '/health/ready', { key: null });
      expect({ status, body }).toEqual({
        status: 200,
        body: { status: 'degraded', reasons: [`No worker polls the task queue ${prefix}-deliveries.`] },
      });
    } finally {
      await api.close();
    }
  });

  it('comes with figures for Prometheus', async () => {
    const api = await TestApi.start();
    try {
      const { status, headers, text } = await api.request('GET', '/metrics', { key: null });
      expect(status).toBe(200);
      expect(headers.get('content-type')).toMatch(/^text\/plain/);
      expect(text).toContain('# TYPE everhook_events_accepted_total counter');
    } finally {
      await api.close();
    }
  });
});

describe('with Postgres away', () => {
  let database: TestDatabase;
  let proxy: PostgresProxy;
  let url: string;
  let close: () => Promise<void>;
  beforeAll(async () => {
    database = await createTestDatabase();
    proxy = await PostgresProxy.start(database.url);
    const config = loadConfig({ EVERHOOK_ADMIN_KEY: ADMIN_KEY, TEMPORAL_ADDRESS: NOBODY });
    const logger = createLogger({ level: 'silent' });
    const dataSource = new DataSource(dataSourceOptions({ url: proxy.url, poolSize: 2 }));
    await dataSource.initialize();
    const app = await createApi(
      ApiModule.register({
        config,
        logger,
        dataSource,
        secretBox: new SecretBox(randomBytes(32)),
        metrics: new Metrics({ processMetrics: false }),
      }),
      { config, logger },
    );
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
    close = async () => {
      await app.close();
      await dataSource.destroy();
    };
  });
  afterAll(async () => {
    await close();
    await proxy.stop();
    await database.drop();
  });

  const get = (path: string): Promise<Response> =>
    fetch(url + path, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });

  it('is alive but not ready, says so with every request, and recovers by itself', async () => {
    expect((await get('/api/v1/tenants')).status).toBe(200);
    await proxy.stop();

    expect((await get('/health/live')).status).toBe(200);
    const ready = await get('/health/ready');
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      status: 'unavailable',
      reasons: ['Postgres does not answer.', expect.stringContaining('Temporal')],
    });
    const answer = await get('/api/v1/tenants');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ type: 'https://everhook.dev/problems/unavailable' });

    await proxy.listen();
    expect((await get('/api/v1/tenants')).status).toBe(200);
    expect((await get('/health/ready')).status).toBe(200);
  });
});

/** Passes connections on to Postgres until it is told to be away. */
class PostgresProxy {
  private server: Server | null = null;
  private readonly sockets = new Set<Socket>();
  private port = 0;

  private constructor(private readonly target: URL) {}

  static async start(databaseUrl: string): Promise<PostgresProxy> {
    const proxy = new PostgresProxy(new URL(databaseUrl));
    await proxy.listen();
    return proxy;
  }

  /** The database's URL through this proxy. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }

  /** Begins to listen, on the same port as before. */
  async listen(): Promise<void> {
    const server = createServer((client) => {
      const upstream = connect(Number(this.target.port), this.target.hostname);
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        this.sockets.add(from);
        from.pipe(to);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          this.sockets.delete(from);
          to.destroy();
        });
      }
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    const address = server.address();
    if (isAddressInfo(address)) this.port = address.port;
    this.server = server;
  }

  /** Cuts every connection and refuses new ones. */
  async stop(): Promise<void> {
    const { server } = this;
    if (server === null) return;
    this.server = null;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}

function isAddressInfo(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}
