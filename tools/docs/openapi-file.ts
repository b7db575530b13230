import { ApiModule, createApi, createOpenApiDocument } from '#apps/api';
import { loadConfig } from '#libs/config';
import { createLogger, Metrics } from '#libs/observability';
import { dataSourceOptions, SecretBox } from '#libs/persistence';
import { DataSource } from 'typeorm';

/** AES-256's key size; the key encrypts nothing here. */
const KEY_BYTES = 32;

/**
 * The text of docs/openapi.json: the document that the API itself serves. The whole application is made, but it neither
 * listens nor connects to anything: the data source is never initialised.
 */
export async function openApiFile(): Promise<string> {
  const config = loadConfig({});
  const logger = createLogger({ level: 'silent' });
  const app = await createApi(
    ApiModule.register({
      config,
      logger,
      dataSource: new DataSource(dataSourceOptions({ url: 'postgres://localhost/never-connected' })),
      secretBox: new SecretBox(Buffer.alloc(KEY_BYTES)),
      metrics: new Metrics({ processMetrics: false }),
    }),
    { config, logger },
  );
  try {
    return `${JSON.stringify(createOpenApiDocument(app), null, 2)}\n`;
  } finally {
    await app.close();
  }
}
