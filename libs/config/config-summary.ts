import type { Config, PemSource } from './config.js';

/**
 * The configuration as one flat-enough object for the line that a program logs when it starts. Secrets appear as
 * `set` or `not set`, URLs without user, password and query.
 */
export function configSummary(config: Config): Record<string, unknown> {
  const { database, temporal, encryptionOldKeys, egress } = config;
  return {
    http: config.http,
    database: {
      url: withoutCredentials(database.url),
      directUrl: database.directUrl === database.url ? 'as url' : withoutCredentials(database.directUrl),
      poolSize: database.poolSize,
    },
    temporal: {
      address: temporal.address ?? 'not set',
      namespace: temporal.namespace,
      apiKey: presence(temporal.apiKey),
      tls: tlsSummary(config),
      uiUrl: withoutCredentials(temporal.uiUrl),
      taskQueuePrefix: temporal.taskQueuePrefix,
      ...(temporal.cliPath === undefined ? {} : { cliPath: temporal.cliPath }),
    },
    dataDir: config.dataDir,
    adminKey: presence(config.adminKey),
    encryptionKey: presence(config.encryptionKey),
    encryptionOldKeys: encryptionOldKeys.length,
    egress: { ...egress, extraCaFile: egress.extraCaFile ?? 'not set' },
    limits: config.limits,
    relay: config.relay,
    reconciler: config.reconciler,
    shutdownTimeoutMs: config.shutdownTimeoutMs,
    log: config.log,
  };
}

function tlsSummary({ temporal }: Config): unknown {
  const { tls, apiKey } = temporal;
  if (tls === undefined) return apiKey === undefined ? 'off' : 'on';
  if (tls.disabled === true) return 'off';
  return {
    serverName: tls.serverName ?? 'from address',
    clientCert: pemSummary(tls.clientCert),
    serverCACert: pemSummary(tls.serverCACert),
  };
}

function pemSummary(source: PemSource | undefined): string {
  if (source === undefined) return 'not set';
  return 'path' in source ? source.path : 'set';
}

function presence(value: unknown): string {
  return value === undefined ? 'not set' : 'set';
}

/** A URL's scheme, host, port and path; query parameters too can carry a password in a Postgres URL. */
function withoutCredentials(given: string | undefined): string {
  if (given === undefined) return 'not set';
  const { protocol, host, pathname } = new URL(given);
  return `${protocol}//${host}${pathname}`;
}
