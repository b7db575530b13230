import type { Config, PemSource } from './config.js';

/**
 * The configuration as one object for the line that a program logs when it starts. A secret appears only as whether it
 * is set (true or false), URLs without user, password and query.
 */
export function configSummary(config: Config): Record<string, unknown> {
  const { database, temporal, encryptionOldKeys, egress } = config;
  return {
    http: config.http,
    database: {
      url: withoutCredentials(database.url),
      directUrl: database.directUrl === database.url ? 'as url' : withoutCredentials(database.directUrl),
      poolSize: database.poolSize,
      retentionDays: database.retentionDays ?? 'for ever',
    },
    temporal: {
      address: temporal.address ?? 'not set',
      namespace: temporal.namespace,
      apiKey: temporal.apiKey !== undefined,
      tls: tlsSummary(config),
      uiUrl: withoutCredentials(temporal.uiUrl),
      taskQueuePrefix: temporal.taskQueuePrefix,
      workflowStackTraces: temporal.workflowStackTraces,
      ...(temporal.cliPath === undefined ? {} : { cliPath: temporal.cliPath }),
    },
    dataDir: config.dataDir,
    adminKey: config.adminKey !== undefined,
    encryptionKey: config.encryptionKey !== undefined,
    encryptionOldKeyCount: encryptionOldKeys.length,
    egress: { ...egress, extraCaFile: egress.extraCaFile ?? 'not set' },
    mail: config.mail === undefined ? 'off' : { ...config.mail, smtpUrl: withoutCredentials(config.mail.smtpUrl) },
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

/** A URL's scheme, host, port and path; query parameters too can carry a password in a Postgres URL. */
function withoutCredentials(given: string | undefined): string {
  if (given === undefined) return 'not set';
  const { protocol, host, pathname } = new URL(given);
  return `${protocol}//${host}${pathname}`;
}
