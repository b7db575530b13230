import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { ApiModule, createApi, type ApiOptions } from '#apps/api';
import { loadConfig, type VariableName } from '#libs/config';
import { createLogger, Metrics } from '#libs/observability';
import { dataSourceOptions, SecretBox } from '#libs/persistence';
import { createTestDatabase, type TestDatabase } from './database.js';

/** The bootstrap admin key of every test API. */
export const ADMIN_KEY = 'adm_for_tests_0123456789';

/** What a request of a test carries. */
export interface ApiRequest {
  /** Default: the admin key; null for none. */
  key?: string | null;
  /** Sent as `X-Tenant-Id`. */
  tenant?: string;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it stands, instead of `body`. */
  rawBody?: string | Buffer;
  headers?: Record<string, string>;
}

/** An answer with its body read. */
export interface ApiResponse {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body; undefined where it is no JSON. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look at answers of every shape
  body: any;
}

/** A tenant with a key for each role. */
export interface TestTenant {
  id: string;
  owner: string;
  publisher: string;
  viewer: string;
}

/** The real API on a database of its own, listening on a free port of this machine. */
export class TestApi {
  private constructor(
    readonly url: string,
    readonly databaseUrl: string,
    readonly dataSource: DataSource,
    readonly secretBox: SecretBox,
    /** What secrets are stored with; a {@link import('./worker.js').TestWorker} on the same database needs it. */
    readonly encryptionKey: Buffer,
    /** Stops serving, as a signal does; the database stays until {@link close}. */
    readonly stop: () => Promise<void>,
    readonly close: () => Promise<void>,
  ) {}

  /**
   * @param environment further configuration, by the names of its variables
   * @param options.consoleFolder the build of the console; default: that of this checkout, if there is one
   * @param options.beside another API whose database this one serves too; it is closed last
   */
  static async start(
    environment: Partial<Record<VariableName, string>> = {},
    { beside, ...options }: Pick<ApiOptions, 'consoleFolder'> & { beside?: TestApi } = {},
  ): Promise<TestApi> {
    const database: TestDatabase =
      beside === undefined ? await createTestDatabase() : { url: beside.databaseUrl, drop: () => Promise.resolve() };
    const encryptionKey = beside?.encryptionKey ?? randomBytes(32);
    const config = loadConfig({
      DATABASE_URL: database.url,
      EVERHOOK_ADMIN_KEY: ADMIN_KEY,
      EVERHOOK_ENCRYPTION_KEY: encryptionKey.toString('base64'),
      ...environment,
    });
    const dataSource = new DataSource(dataSourceOptions({ url: database.url, poolSize: 5 }));
    await dataSource.initialize();
    const logger = createLogger({ level: 'silent' });
    const metrics = new Metrics({ processMetrics: false });
    const secretBox = new SecretBox(encryptionKey);
    const app = await createApi(ApiModule.register({ config, dataSource, secretBox, logger, metrics }), {
      config,
      logger,
      ...options,
    });
    await app.listen(0, '127.0.0.1');
    let stopped: Promise<void> | null = null;
    const stop = (): Promise<void> => (stopped ??= app.close().then(() => dataSource.destroy()));
    return new TestApi(await app.getUrl(), database.url, dataSource, secretBox, encryptionKey, stop, async () => {
      await stop();
      await database.drop();
    });
  }

  async request(method: string, path: string, request: ApiRequest = {}): Promise<ApiResponse> {
    return requestApi(this.url, method, path, request);
  }

  /** Makes a tenant and a key of each role for it. */
  async createTenant(settings: Record<string, unknown> = {}): Promise<TestTenant> {
    const { body: tenant } = await this.request('POST', '/api/v1/tenants', { body: { name: 'Test', ...settings } });
    const keyOf = async (role: string): Promise<string> => {
      const { body } = await this.request('POST', `/api/v1/tenants/${tenant.id}/keys`, { body: { role } });
      return body.key;
    };
    return {
      id: tenant.id,
      owner: await keyOf('owner'),
      publisher: await keyOf('publisher'),
      viewer: await keyOf('viewer'),
    };
  }
}

/** Sends one request to an API, wherever it runs. */
export async function requestApi(
  apiUrl: string,
  method: string,
  path: string,
  request: ApiRequest = {},
): Promise<ApiResponse> {
  const { key = ADMIN_KEY, tenant, body, rawBody } = request;
  const hasBody = body !== undefined || rawBody !== undefined;
  const response = await fetch(apiUrl + path, {
    method,
    headers: {
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...(tenant !== undefined && { 'x-tenant-id': tenant }),
      ...(hasBody && { 'content-type': 'application/json' }),
      ...request.headers,
    },
    body: rawBody ?? (body === undefined ? undefined : JSON.stringify(body)),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parseOrUndefined(text) };
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
