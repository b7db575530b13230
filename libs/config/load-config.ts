import { resolve } from 'node:path';
import type { Config, PemSource, TemporalTlsConfig } from './config.js';
import { ConfigError, type ConfigProblem } from './config-error.js';
import { configVariables, environmentSchema, type Environment, type VariableName } from './environment-schema.js';

/** The relay's poll where a notification can wake it, and where it cannot. */
const POLL_WITH_LISTEN_MS = 1_000;
const POLL_WITHOUT_LISTEN_MS = 200;

/** The longest piece of a wrong value that an error message repeats. */
const SHOWN_CHARACTERS = 100;

/**
 * Makes the typed configuration from environment variables. Pure but for the working directory, from which a relative
 * `EVERHOOK_DATA_DIR` starts.
 *
 * An empty variable counts as unset (Compose passes `${NAME:-}` so).
 *
 * @param env the variables, usually from `readEnvironment()`
 * @param defaults values that apply where a variable is unset, in the variables' own notation; the standalone gives its
 *   embedded servers' URLs and generated keys here
 * @throws ConfigError naming every wrong variable
 */
export function loadConfig(
  env: Readonly<Record<string, string | undefined>>,
  defaults: Readonly<Partial<Record<VariableName, string>>> = {},
): Config {
  const given: Record<string, string | undefined> = {};
  for (const { name } of configVariables) given[name] = nonEmpty(env[name]) ?? nonEmpty(defaults[name]);

  const parsed = environmentSchema.safeParse(given);
  const problems: ConfigProblem[] = tlsProblems(given);
  for (const issue of parsed.error?.issues ?? []) {
    const variable = configVariables.find(({ name }) => name === issue.path[0]);
    // The schema has no rule above single variables, so every issue belongs to one.
    if (variable === undefined) throw parsed.error ?? new Error(issue.message);
    const shown = describeGiven(given[variable.name] ?? '', variable.secret);
    problems.push({ variable: variable.name, given: `${shown} (${issue.message})`, allowed: variable.allowed });
  }
  if (parsed.data === undefined || problems.length > 0) throw new ConfigError(problems);
  return toConfig(parsed.data);
}

function toConfig(env: Environment): Config {
  const direct = env.DATABASE_DIRECT_URL === undefined ? env.DATABASE_URL : (env.DATABASE_DIRECT_URL ?? undefined);
  const pollMs = env.DATABASE_DIRECT_URL === null ? POLL_WITHOUT_LISTEN_MS : POLL_WITH_LISTEN_MS;
  return {
    http: { host: env.HOST, port: env.PORT, healthPort: env.EVERHOOK_HEALTH_PORT },
    database: {
      url: env.DATABASE_URL,
      directUrl: direct,
      poolSize: env.EVERHOOK_DATABASE_POOL_SIZE,
      retentionDays: env.EVERHOOK_RETENTION_DAYS,
    },
    temporal: {
      address: env.TEMPORAL_ADDRESS,
      namespace: env.TEMPORAL_NAMESPACE,
      apiKey: env.TEMPORAL_API_KEY,
      tls: toTls(env),
      uiUrl: env.TEMPORAL_UI_URL?.replace(/\/+$/, ''),
      taskQueuePrefix: env.EVERHOOK_TASK_QUEUE_PREFIX,
      workflowStackTraces: env.EVERHOOK_WORKFLOW_STACK_TRACES,
      cliPath: env.TEMPORAL_CLI_PATH,
    },
    dataDir: resolve(env.EVERHOOK_DATA_DIR),
    adminKey: env.EVERHOOK_ADMIN_KEY,
    encryptionKey: env.EVERHOOK_ENCRYPTION_KEY,
    encryptionOldKeys: env.EVERHOOK_ENCRYPTION_OLD_KEYS ?? [],
    egress: {
      allowHttp: env.EVERHOOK_ALLOW_HTTP,
      allowedNetworks: env.EVERHOOK_ALLOWED_NETWORKS ?? [],
      extraCaFile: env.EVERHOOK_EXTRA_CA_FILE,
    },
    mail: toMail(env),
    limits: {
      eventBytes: env.EVERHOOK_MAX_EVENT_BYTES,
      endpointConcurrency: env.EVERHOOK_ENDPOINT_CONCURRENCY,
      localAttemptsPerEndpoint: env.EVERHOOK_LOCAL_ATTEMPTS_PER_ENDPOINT,
    },
    gatePolicy: {
      breakerFailures: env.EVERHOOK_BREAKER_FAILURES,
      breakerCoolDownMs: env.EVERHOOK_BREAKER_COOL_DOWN_MS,
      disableAfterMs: env.EVERHOOK_DISABLE_AFTER_MS,
      disableAfterFailures: env.EVERHOOK_DISABLE_AFTER_FAILURES,
    },
    relay: {
      batchSize: env.EVERHOOK_RELAY_BATCH,
      pollMs: env.EVERHOOK_RELAY_POLL_MS ?? pollMs,
      room: env.EVERHOOK_RELAY_ROOM,
      expressRoom: env.EVERHOOK_EXPRESS_ROOM,
    },
    reconciler: { intervalMs: env.EVERHOOK_RECONCILE_INTERVAL_MS, overdueMs: env.EVERHOOK_RECONCILE_OVERDUE_MS },
    shutdownTimeoutMs: env.EVERHOOK_SHUTDOWN_TIMEOUT_MS,
    log: { level: env.EVERHOOK_LOG_LEVEL, pretty: env.EVERHOOK_LOG_PRETTY },
  };
}

/** Present where mails can be sent. */
function toMail({ EVERHOOK_SMTP_URL: smtpUrl, EVERHOOK_MAIL_FROM: from }: Environment): Config['mail'] {
  if (smtpUrl === undefined) return undefined;
  const { hostname } = new URL(smtpUrl);
  // An address after the @ would need brackets, and such a sender is refused nearly everywhere.
  const domain = /^[\d.]+$|^\[/.test(hostname) ? 'localhost' : hostname;
  return { smtpUrl, from: from ?? `everhook@${domain}` };
}

/** Present where any `TEMPORAL_TLS…` variable is; an API key alone makes the SDK use TLS by itself. */
function toTls(env: Environment): TemporalTlsConfig | undefined {
  const tls: TemporalTlsConfig = {
    disabled: env.TEMPORAL_TLS === undefined ? undefined : !env.TEMPORAL_TLS,
    serverName: env.TEMPORAL_TLS_SERVER_NAME,
    clientCert: pemSource(env.TEMPORAL_TLS_CLIENT_CERT_PATH, env.TEMPORAL_TLS_CLIENT_CERT_DATA),
    clientKey: pemSource(env.TEMPORAL_TLS_CLIENT_KEY_PATH, env.TEMPORAL_TLS_CLIENT_KEY_DATA),
    serverCACert: pemSource(env.TEMPORAL_TLS_SERVER_CA_CERT_PATH, env.TEMPORAL_TLS_SERVER_CA_CERT_DATA),
  };
  return Object.values(tls).some((value) => value !== undefined) ? tls : undefined;
}

function pemSource(path: string | undefined, data: string | undefined): PemSource | undefined {
  if (data !== undefined) return { data };
  return path === undefined ? undefined : { path };
}

/** The rules between TLS variables: a path or the text, never both; certificate and key only together. */
function tlsProblems(given: Readonly<Record<string, string | undefined>>): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const what of ['CLIENT_CERT', 'CLIENT_KEY', 'SERVER_CA_CERT']) {
    const path = `TEMPORAL_TLS_${what}_PATH`;
    const data = `TEMPORAL_TLS_${what}_DATA`;
    if (given[path] !== undefined && given[data] !== undefined) {
      problems.push({ variable: path, given: `together with ${data}`, allowed: 'one of the two' });
    }
  }
  const has = (what: string) =>
    given[`TEMPORAL_TLS_${what}_PATH`] !== undefined || given[`TEMPORAL_TLS_${what}_DATA`] !== undefined;
  if (has('CLIENT_CERT') !== has('CLIENT_KEY')) {
    const missing = has('CLIENT_CERT') ? 'CLIENT_KEY' : 'CLIENT_CERT';
    problems.push({
      variable: `TEMPORAL_TLS_${missing}_PATH`,
      given: 'nothing, nor the same with _DATA',
      allowed: 'a client certificate and its key, both or neither',
    });
  }
  return problems;
}

function describeGiven(value: string, secret: boolean): string {
  if (secret) return `a value of ${value.length} characters, not shown`;
  return JSON.stringify(value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value);
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value;
}
