import { z } from 'zod';
import { optional, variableRegistry, withDefault, type VariableMeta } from './config-variable.js';
import {
  encryptionKey,
  encryptionKeyList,
  flag,
  integer,
  networkList,
  oneOf,
  orWord,
  text,
  url,
} from './variable-types.js';

/** pino's levels, most talkative first, and `silent`. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** A level of {@link logLevels}. */
export type LogLevel = (typeof logLevels)[number];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const port = integer(0, 65_535);
const postgresUrl = url(['postgres:', 'postgresql:'], 'a URL `postgres://user:password@host:port/database`');
const filePath = text('the path of a file');
const mailAddress = text(
  'an address `someone@example.com` or `Name <someone@example.com>`',
  /^(?:[^<>,;\r\n]+ <[^<>,;\s@]+@[^<>,;\s@]+>|[^<>,;\s@]+@[^<>,;\s@]+)$/,
);
const pem = text('PEM text', /-----BEGIN [A-Z0-9 ]+-----/);
/**
 * Every environment variable that Everhook reads, with its parser, its default and what a person has to know about it
 * ({@link configVariables}). The names are part of the contract with those who run it.
 */
export const environmentSchema = z.object({
  PORT: withDefault(port, {
    group: 'HTTP',
    description: 'Port on which the API listens; `0` takes a free one.',
    default: '3000',
    example: '8080',
  }),
  HOST: withDefault(text('an address of this machine or a host name', /^[A-Za-z0-9.:_-]+$/), {
    group: 'HTTP',
    description:
      "Address on which the API and the worker's health server listen. `0.0.0.0` listens on all, as a container must.",
    default: '127.0.0.1',
    example: '0.0.0.0',
  }),
  EVERHOOK_HEALTH_PORT: withDefault(port, {
    group: 'HTTP',
    description:
      'Port on which the worker answers `/health/live`, `/health/ready` and `/metrics`; `0` takes a free one.',
    default: '3001',
    example: '9090',
  }),
  EVERHOOK_SHUTDOWN_TIMEOUT_MS: withDefault(integer(0, HOUR_MS), {
    group: 'HTTP',
    description:
      'How long a stopping process waits for requests and attempts in flight, in milliseconds. Attempts cut off by it are made again by another worker.',
    default: '30000',
    example: '60000',
  }),

  DATABASE_URL: optional(postgresUrl, {
    group: 'Postgres',
    description: 'The Postgres database. Where it is set, the standalone starts no Postgres of its own.',
    defaultNote: 'none; embedded in the standalone',
    example: 'postgres://everhook:secret@db.internal:5432/everhook',
    secret: true,
  }),
  DATABASE_DIRECT_URL: optional(orWord(postgresUrl, 'none'), {
    group: 'Postgres',
    description:
      'A connection to the same database that no pooler stands before: `LISTEN` does not work through a transaction pooler. Give `none` where there is only the pooler: the relay then polls more often.',
    defaultNote: 'as `DATABASE_URL`',
    example: 'postgres://everhook:secret@db.internal:5432/everhook',
    secret: true,
  }),
  EVERHOOK_DATABASE_POOL_SIZE: withDefault(integer(2, 1_000), {
    group: 'Postgres',
    description: 'The most connections one process opens to Postgres, apart from the one that listens.',
    default: '20',
    example: '40',
  }),
  EVERHOOK_RETENTION_DAYS: optional(integer(1, 36_500), {
    group: 'Postgres',
    description:
      'For how many days events are kept with their deliveries, attempts and timelines. Whole months (UTC) are dropped, so they stay up to a month longer, and a month stays as long as one of its deliveries is not finished. Ids and idempotency keys are kept for ever.',
    defaultNote: 'none: everything is kept',
    example: '90',
  }),

  TEMPORAL_ADDRESS: optional(text('host:port, without a scheme', /^(\[[0-9a-fA-F:.]+\]|[^\s/:]+):\d{1,5}$/), {
    group: 'Temporal',
    description: "Temporal's gRPC front end. Where it is set, the standalone starts no dev server of its own.",
    defaultNote: 'none; the dev server in the standalone',
    example: 'temporal.internal:7233',
  }),
  TEMPORAL_NAMESPACE: withDefault(text('a Temporal namespace', /^[A-Za-z0-9][A-Za-z0-9._-]*$/), {
    group: 'Temporal',
    description: 'Namespace that holds the workflows.',
    default: 'default',
    example: 'everhook.a1b2c',
  }),
  TEMPORAL_API_KEY: optional(text('an API key'), {
    group: 'Temporal',
    description: 'API key of Temporal Cloud; it switches TLS on.',
    defaultNote: 'none',
    example: 'eyJhbGciOiJFUzI1NiIs…',
    secret: true,
  }),
  TEMPORAL_TLS: optional(flag(), {
    group: 'Temporal',
    description: 'Whether to speak TLS. It is on by itself where an API key or another `TEMPORAL_TLS_…` is set.',
    defaultNote: 'off without them',
    example: 'true',
  }),
  TEMPORAL_TLS_CLIENT_CERT_PATH: optional(filePath, {
    group: 'Temporal',
    description: 'Client certificate for mTLS, as a PEM file.',
    defaultNote: 'none',
    example: '/run/secrets/temporal.crt',
  }),
  TEMPORAL_TLS_CLIENT_CERT_DATA: optional(pem, {
    group: 'Temporal',
    description: 'The same certificate as text, instead of the path.',
    defaultNote: 'none',
    example: '-----BEGIN CERTIFICATE-----…',
  }),
  TEMPORAL_TLS_CLIENT_KEY_PATH: optional(filePath, {
    group: 'Temporal',
    description: "The client certificate's private key, as a PEM file.",
    defaultNote: 'none',
    example: '/run/secrets/temporal.key',
  }),
  TEMPORAL_TLS_CLIENT_KEY_DATA: optional(pem, {
    group: 'Temporal',
    description: 'The same key as text, instead of the path.',
    defaultNote: 'none',
    example: '-----BEGIN PRIVATE KEY-----…',
    secret: true,
  }),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: optional(filePath, {
    group: 'Temporal',
    description: "Certificate authority that signed the server's certificate, as a PEM file.",
    defaultNote: "the system's",
    example: '/run/secrets/temporal-ca.crt',
  }),
  TEMPORAL_TLS_SERVER_CA_CERT_DATA: optional(pem, {
    group: 'Temporal',
    description: 'The same authority as text, instead of the path.',
    defaultNote: "the system's",
    example: '-----BEGIN CERTIFICATE-----…',
  }),
  TEMPORAL_TLS_SERVER_NAME: optional(text('a host name', /^[A-Za-z0-9._-]+$/), {
    group: 'Temporal',
    description: "Host name that the server's certificate must carry, where it is not the address's.",
    defaultNote: 'host of `TEMPORAL_ADDRESS`',
    example: 'temporal.example.com',
  }),
  TEMPORAL_UI_URL: optional(url(['http:', 'https:'], 'a URL `http://…` or `https://…`'), {
    group: 'Temporal',
    description: "Base of the links to Temporal Web UI (a delivery's `workflow.url`), as a browser reaches it.",
    defaultNote: "none; the dev server's in the standalone",
    example: 'https://temporal.example.com',
  }),
  TEMPORAL_CLI_PATH: optional(filePath, {
    group: 'Temporal',
    description: 'The `temporal` program that the standalone and the tests run as their dev server.',
    defaultNote: 'found on `PATH`, in the cache, by download, or built with Go',
    example: '/usr/local/bin/temporal',
  }),
  EVERHOOK_TASK_QUEUE_PREFIX: withDefault(text('letters, digits, - and _', /^[A-Za-z0-9_-]{1,64}$/), {
    group: 'Temporal',
    description: "First part of the task queues' names, so that two installations can share a namespace.",
    default: 'everhook',
    example: 'everhook-eu',
  }),
  EVERHOOK_WORKFLOW_STACK_TRACES: withDefault(flag(), {
    group: 'Temporal',
    description:
      'Whether errors of workflow code, and the Call Stack tab of Temporal Web UI, tell where in the code they are. For the time of a search for a fault: it costs the worker a tenth of its time.',
    default: 'false',
    example: 'true',
  }),

  EVERHOOK_DATA_DIR: withDefault(text('the path of a folder'), {
    group: 'Keys and data',
    description:
      "Folder of the standalone: embedded Postgres, the dev server's file, generated keys. A relative path starts at the working directory.",
    default: '.everhook',
    example: '/var/lib/everhook',
  }),
  EVERHOOK_ADMIN_KEY: optional(text('at least 16 characters, no spaces', /^[\x21-\x7e]+$/, 16), {
    group: 'Keys and data',
    description: 'The bootstrap admin key: `Authorization: Bearer …` with it may do everything, for all tenants.',
    defaultNote: 'none; made once by the standalone and kept in the data folder',
    example: 'adm_5J3mQv8uYt2nR7wK',
    secret: true,
  }),
  EVERHOOK_ENCRYPTION_KEY: optional(encryptionKey(), {
    group: 'Keys and data',
    description:
      "Key under which endpoint secrets are stored (AES-256-GCM). Losing it loses every endpoint's secret: back it up.",
    defaultNote: 'none; made once by the standalone and kept in the data folder',
    example: 'Zm9yIGRvY3VtZW50YXRpb24gb25seSwgMzIgYnl0ZXM=',
    secret: true,
  }),
  EVERHOOK_ENCRYPTION_OLD_KEYS: optional(encryptionKeyList(), {
    group: 'Keys and data',
    description: 'Earlier encryption keys, still able to read what was stored under them.',
    defaultNote: 'none',
    example: 'YW4gb2xkZXIga2V5IGZvciBkb2NzLCAzMiBieXRlcyE=',
    secret: true,
  }),

  EVERHOOK_ALLOW_HTTP: withDefault(flag(), {
    group: 'Outgoing requests',
    description: 'Whether an endpoint may have an `http:` URL.',
    default: 'false',
    defaultNote: '`false`; `true` in the standalone',
    example: 'true',
  }),
  EVERHOOK_ALLOWED_NETWORKS: optional(networkList(), {
    group: 'Outgoing requests',
    description: 'Networks that endpoints may be in, beyond public addresses.',
    defaultNote: 'none; `127.0.0.0/8,::1/128` in the standalone',
    example: '10.20.0.0/16,fd12:3456::/32',
  }),
  EVERHOOK_EXTRA_CA_FILE: optional(filePath, {
    group: 'Outgoing requests',
    description: "PEM file with more certificate authorities to trust for receivers, beside Node's.",
    defaultNote: 'none',
    example: '/etc/everhook/receivers-ca.pem',
  }),

  EVERHOOK_SMTP_URL: optional(url(['smtp:', 'smtps:'], 'a URL `smtp://user:password@host:port` or `smtps://…`'), {
    group: 'Mail',
    description:
      'The server that takes alert mails. `smtps:` speaks TLS from the start; `smtp:` changes to TLS where the server offers it, and with `?requireTLS=true` insists. Without it no mails are sent.',
    defaultNote: 'none',
    example: 'smtps://everhook:secret@mail.example.com',
    secret: true,
  }),
  EVERHOOK_MAIL_FROM: optional(mailAddress, {
    group: 'Mail',
    description: 'The sender of alert mails; the mail server must accept it.',
    defaultNote: '`everhook@` and the host of `EVERHOOK_SMTP_URL`',
    example: 'Everhook <webhooks@example.com>',
  }),

  EVERHOOK_MAX_EVENT_BYTES: withDefault(integer(1_024, 16_777_216), {
    group: 'Limits and pace',
    description: 'The largest event that is accepted, in bytes of its request; a larger one is answered 413.',
    default: '1048576',
    example: '262144',
  }),
  EVERHOOK_ENDPOINT_CONCURRENCY: withDefault(integer(1, 1_000), {
    group: 'Limits and pace',
    description: 'The most attempts of one endpoint in flight in one worker; the excess gets a later slot.',
    default: '20',
    example: '50',
  }),
  EVERHOOK_LOCAL_ATTEMPTS_PER_ENDPOINT: withDefault(integer(0, 1_000), {
    group: 'Limits and pace',
    description:
      'The most first attempts of one endpoint that one worker makes as local activities at once (fast, but each holds a workflow-task slot); beyond it they are normal ones.',
    default: '8',
    example: '16',
  }),
  EVERHOOK_BREAKER_FAILURES: withDefault(integer(1, 10_000), {
    group: 'Limits and pace',
    description:
      'So many failed attempts in a row open the breaker of an endpoint: its deliveries are held, and one at a time tries the receiver.',
    default: '10',
    example: '20',
  }),
  EVERHOOK_BREAKER_COOL_DOWN_MS: withDefault(integer(100, HOUR_MS), {
    group: 'Limits and pace',
    description:
      'How long a breaker stays open before it lets the first delivery try the receiver, in milliseconds. Each failed try doubles it, up to 15 minutes.',
    default: '30000',
    example: '60000',
  }),
  EVERHOOK_DISABLE_AFTER_MS: withDefault(integer(100, 366 * 24 * HOUR_MS), {
    group: 'Limits and pace',
    description:
      'An endpoint whose attempts have all failed for so long, in milliseconds, is disabled; the tenant is warned before and told then.',
    default: '432000000',
    defaultNote: '`432000000`: 5 days',
    example: '604800000',
  }),
  EVERHOOK_DISABLE_AFTER_FAILURES: withDefault(integer(1, 1_000_000), {
    group: 'Limits and pace',
    description: 'The fewest failed attempts in that time that disable an endpoint.',
    default: '10',
    example: '50',
  }),
  EVERHOOK_RELAY_BATCH: withDefault(integer(1, 1_000), {
    group: 'Limits and pace',
    description: 'The most outbox rows the relay takes in one transaction.',
    default: '100',
    example: '200',
  }),
  EVERHOOK_RELAY_POLL_MS: optional(integer(10, MINUTE_MS), {
    group: 'Limits and pace',
    description: 'How often the relay looks at the outbox when no notification wakes it, in milliseconds.',
    defaultNote: '`1000`; `200` where `DATABASE_DIRECT_URL` is `none`',
    example: '500',
  }),
  EVERHOOK_RELAY_ROOM: withDefault(integer(1, 10_000), {
    group: 'Limits and pace',
    description:
      'The most first attempts in flight in one worker: the relay takes no more from the outbox than there is room for, so that a backlog stays in Postgres.',
    default: '100',
    example: '200',
  }),
  EVERHOOK_EXPRESS_ROOM: withDefault(integer(1, 10_000), {
    group: 'Limits and pace',
    description: 'The most deliveries that the express lane of one worker has in its hands at once.',
    default: '400',
    example: '1000',
  }),
  EVERHOOK_RECONCILE_INTERVAL_MS: withDefault(integer(100, HOUR_MS), {
    group: 'Limits and pace',
    description: 'How often the reconciler looks for deliveries without progress, in milliseconds.',
    default: '30000',
    example: '10000',
  }),
  EVERHOOK_RECONCILE_OVERDUE_MS: withDefault(integer(100, 24 * HOUR_MS), {
    group: 'Limits and pace',
    description: 'How long past its due time a delivery must be before the reconciler acts on it, in milliseconds.',
    default: '60000',
    example: '120000',
  }),

  EVERHOOK_LOG_LEVEL: withDefault(oneOf(logLevels), {
    group: 'Logs',
    description: 'The least important level that is written.',
    default: 'info',
    example: 'debug',
  }),
  EVERHOOK_LOG_PRETTY: withDefault(flag(), {
    group: 'Logs',
    description: 'Whether lines are written for people rather than as JSON.',
    default: 'false',
    defaultNote: '`false`; `true` in the standalone on a terminal',
    example: 'true',
  }),
});

/** The name of an environment variable that Everhook reads. */
export type VariableName = keyof typeof environmentSchema.shape;

/** All variables' parsed values, as {@link environmentSchema} makes them. */
export type Environment = z.output<typeof environmentSchema>;

/** One environment variable with what a person has to know about it. */
export interface ConfigVariable extends VariableMeta {
  readonly name: VariableName;
}

/** Every variable in the schema's order. Throws where one has no metadata (a mistake in the schema). */
export const configVariables: readonly ConfigVariable[] = variableNames().map((name) => {
  const meta = variableRegistry.get(environmentSchema.shape[name]);
  if (meta === undefined) throw new Error(`The variable ${name} has no metadata in the schema`);
  return { name, ...meta };
});

function variableNames(): VariableName[] {
  return environmentSchema.keyof().options;
}
